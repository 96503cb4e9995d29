"""What a store on Azure asks for, and what it makes of the answers."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.credentials import AccessToken
from certificates import self_signed
from storage.azure_fake import ACCOUNT, ACCOUNT_KEY, CONTAINER, AzureFake, refused
from storage.cloud_fake import NO_ANSWER, Answer, Asked, md5_of
from storage.contract import CONTENT, KEY, StoreContract, sha256_of

from podcaster.errors import CannotServe, Conflict, Deferred, Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.azure import AzureStore, missing
from podcaster.storage.azure_account import Account
from podcaster.storage.azure_container import Container
from podcaster.storage.bucket import LARGEST
from podcaster.storage.bucket_store import BucketStore
from podcaster.storage.opening import open_store
from podcaster.storage.options import AzureBlobOptions
from podcaster.storage.store import Found, Store

NOW = datetime(2025, 12, 8, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def service() -> Iterator[AzureFake]:
    with AzureFake() as fake:
        yield fake


@pytest.fixture
def azure(service: AzureFake) -> AzureFake:
    service.reset()
    return service


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp3"
    path.write_bytes(CONTENT)
    return path


class TestAzureStoreOnItsFake(StoreContract):
    @pytest.fixture(autouse=True)
    def _azure(self, azure: AzureFake) -> None:
        self.azure = azure

    def open_store(self, directory: Path) -> Store:
        self.azure.reset()
        store = self.azure.store("school/audio")
        store.prepare()
        return store

    def keep_versions(self, store: Store) -> Callable[[], list[str]]:
        self.azure.versioned = True
        return self.azure.held


def test_a_put_never_overwrites_and_lets_the_service_check_the_bytes(
    azure: AzureFake, source: Path
) -> None:
    azure.store("media").put(KEY, source, sha256_of(CONTENT))
    (put,) = azure.named("PUT")
    assert put.path == f"/{ACCOUNT}/{CONTAINER}/media/{KEY}"
    assert put.body == CONTENT
    asked = {
        "if-none-match": "*",
        "content-md5": md5_of(CONTENT),
        "x-ms-blob-type": "BlockBlob",
        "x-ms-blob-content-type": "audio/mpeg",
        "x-ms-blob-cache-control": "private, max-age=86400",
        "x-ms-meta-sha256": sha256_of(CONTENT),
    }
    assert {name: put.headers.get(name) for name in asked} == asked


def test_a_stat_costs_one_question_where_the_service_vouches_for_the_bytes(
    azure: AzureFake, source: Path
) -> None:
    store = azure.store()
    store.put(KEY, source, sha256_of(CONTENT))
    azure.asked.clear()
    assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))
    assert [asked.method for asked in azure.asked] == ["HEAD"]


@pytest.mark.parametrize("says", ["its own sum", "nothing"])
def test_our_note_over_other_bytes_of_equal_length_is_not_believed(
    azure: AzureFake, source: Path, says: str
) -> None:
    store = azure.store()
    store.put(KEY, source, sha256_of(CONTENT))
    held, other = azure.objects[KEY], bytes(len(CONTENT))
    held.body, held.md5 = other, md5_of(other) if says == "its own sum" else ""
    assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(other))
    with pytest.raises(Conflict):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_service_that_keeps_other_bytes_than_it_was_given_is_caught_by_the_put(
    azure: AzureFake, source: Path
) -> None:
    keep = azure._put

    def spoil(name: str, asked: object) -> Answer:
        answer = keep(name, asked)
        azure.objects[name].body = bytes(len(CONTENT))
        azure.objects[name].md5 = md5_of(bytes(len(CONTENT)))
        return answer

    azure._put = spoil
    try:
        with pytest.raises(CannotServe, match="does not hold") as caught:
            azure.store().put(KEY, source, sha256_of(CONTENT))
    finally:
        del azure._put
    assert not isinstance(caught.value, Conflict)


def test_prepare_leaves_nothing_behind(azure: AzureFake) -> None:
    store = azure.store("media")
    store.prepare()
    assert azure.objects == {}
    assert store.warnings == ()


def test_a_service_that_overwrites_is_found_out_and_asked_before_each_put(
    azure: AzureFake, source: Path, tmp_path: Path
) -> None:
    azure.overwrites = True
    store = azure.store()
    store.prepare()
    assert "write over" in store.warnings[0]
    store.put(KEY, source, sha256_of(CONTENT))
    other = tmp_path / "other.mp3"
    other.write_bytes(b"other")
    with pytest.raises(Conflict):
        store.put(KEY, other, sha256_of(b"other"))
    assert azure.objects[KEY].body == CONTENT


@pytest.mark.parametrize(
    "fault",
    [
        refused(503, "ServerBusy"),
        refused(500, "InternalError"),
        refused(500, "OperationTimedOut"),
        refused(429, "TooManyRequests"),
        NO_ANSWER,
    ],
)
def test_a_service_that_is_busy_is_asked_again(
    azure: AzureFake, source: Path, fault: Answer
) -> None:
    azure.store().put(KEY, source, sha256_of(CONTENT))
    azure.faults = [fault]
    assert azure.store().stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))


def test_a_service_that_stays_busy_is_one_failure_after_three_tries(azure: AzureFake) -> None:
    azure.faults = [refused(503, "ServerBusy")] * 9
    slept: list[float] = []
    with pytest.raises(CannotServe, match=r"busy or broken \(HTTP 503, ServerBusy\).*try again"):
        azure.store(sleep=slept.append).stat(KEY)
    assert len(azure.asked) == 3
    assert len(slept) == 2


def test_a_put_whose_answer_was_lost_finds_its_own_bytes(azure: AzureFake, source: Path) -> None:
    store = azure.store()
    store.prepare()
    keep, lost = azure._put, []

    def lose(name: str, asked: object) -> Answer:
        answer = keep(name, asked)
        if not lost:
            lost.append(name)
            return refused(500, "InternalError")
        return answer

    azure._put = lose
    try:
        stored = store.put(KEY, source, sha256_of(CONTENT))
    finally:
        del azure._put
    assert stored.sha256 == sha256_of(CONTENT)
    assert lost == [KEY]


def test_a_body_that_breaks_off_is_not_taken_for_the_object(
    azure: AzureFake, source: Path, tmp_path: Path
) -> None:
    store = azure.store()
    store.put(KEY, source, sha256_of(CONTENT))
    whole = len(CONTENT)
    cut = Answer(
        206,
        CONTENT,
        {"Content-Range": f"bytes 0-{whole - 1}/{whole}", "x-ms-blob-type": "BlockBlob"},
        cut=100,
    )
    azure.faults = [cut]
    store.fetch(KEY, tmp_path / "fetched.mp3")
    assert (tmp_path / "fetched.mp3").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (refused(403, "AuthenticationFailed"), "refuses these credentials"),
        (refused(403, "AuthorizationPermissionMismatch"), "refuses these credentials"),
        (refused(404, "ContainerNotFound"), "is not there"),
        (Answer(307, headers={"Location": "http://127.0.0.1:1/"}), "is not there"),
    ],
)
def test_what_the_operator_must_mend_is_said_before_the_night_and_during_it(
    azure: AzureFake, fault: Answer, said: str
) -> None:
    azure.faults = [fault]
    with pytest.raises(Misused, match=said):
        azure.store().prepare()
    azure.faults = [fault]
    with pytest.raises(CannotServe, match=said):
        azure.store().stat(KEY)


def test_a_full_account_stops_the_run(azure: AzureFake, source: Path) -> None:
    store = azure.store()
    store.prepare()
    azure.faults = [refused(507, "InsufficientStorage")]
    with pytest.raises(Deferred, match="full"):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_name_that_azure_would_change_is_refused(azure: AzureFake, source: Path) -> None:
    for key in ("a./b.mp3", "a.mp3.", "a\\b.mp3"):
        with pytest.raises(CannotServe, match="Azure"):
            azure.store().put(key, source, sha256_of(CONTENT))
    assert azure.asked == []


def test_what_is_larger_than_any_episode_is_not_sent(azure: AzureFake, tmp_path: Path) -> None:
    with (tmp_path / "large.mp3").open("wb") as large:
        large.truncate(LARGEST + 1)
    with pytest.raises(CannotServe, match="larger"):
        azure.store().put(KEY, tmp_path / "large.mp3", sha256_of(CONTENT))
    assert azure.asked == []


def test_a_link_is_good_for_reading_one_object_until_it_expires(azure: AzureFake) -> None:
    store = azure.store("media", now=lambda: NOW)
    url = urlsplit(store.link("podcasts/42/a b.mp3", timedelta(hours=1)))
    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert url.path == f"/{ACCOUNT}/{CONTAINER}/media/podcasts/42/a%20b.mp3"
    assert (query["sp"], query["sr"]) == ("r", "b")
    assert (query["st"], query["se"]) == ("2025-12-08T02:55:00Z", "2025-12-08T04:00:00Z")
    assert query["spr"] == "https,http"  # the fake is on this machine
    assert store.longest_link is None


def test_a_link_to_azure_itself_works_over_tls_alone() -> None:
    link = made({"AZURE_ACCOUNT_NAME": "school", "AZURE_ACCOUNT_KEY": ACCOUNT_KEY}).link(
        KEY, timedelta(days=30)
    )
    assert link.startswith(f"https://school.blob.core.windows.net/{CONTAINER}/{KEY}?")
    assert parse_qs(urlsplit(link).query)["spr"] == ["https"]


def test_links_lead_to_a_domain_of_ones_own() -> None:
    store = made(
        {"AZURE_ACCOUNT_NAME": "school", "AZURE_ACCOUNT_KEY": ACCOUNT_KEY},
        endpoint_url="https://media.example.org",
    )
    link = store.link(KEY, timedelta(hours=1))
    assert link.startswith(f"https://media.example.org/{CONTAINER}/{KEY}?")


def test_no_link_is_signed_for_plain_http_to_another_machine() -> None:
    store = made(
        {"AZURE_ACCOUNT_NAME": "school", "AZURE_ACCOUNT_KEY": ACCOUNT_KEY},
        endpoint_url="http://azurite.example.org/school",
    )
    with pytest.raises(CannotServe, match="has no links"):
        store.link(KEY, timedelta(hours=1))


class _Identity:
    """What azure-identity would find on the machine."""

    def get_token(self, *scopes: str, **more: object) -> AccessToken:
        return AccessToken("a token", int(NOW.timestamp()) * 2)


class _Delegating(AzureFake):
    """Azure, where it is asked for a key to sign with."""

    def answer(self, asked: Asked) -> Answer:
        assert asked.headers["authorization"] == "Bearer a token"
        times = dict(re.findall("<(Start|Expiry)>(.*?)</", asked.body.decode()))
        key = {"SignedOid": "me", "SignedTid": "us", "SignedStart": times["Start"]}
        key |= {
            "SignedExpiry": times["Expiry"],
            "SignedService": "b",
            "SignedVersion": "2020-02-10",
        }
        body = "".join(f"<{name}>{value}</{name}>" for name, value in key.items())
        xml = f"<UserDelegationKey>{body}<Value>{ACCOUNT_KEY}</Value></UserDelegationKey>"
        return Answer(200, xml.encode(), {"Content-Type": "application/xml"})


def test_an_identity_signs_links_for_nearly_seven_days_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path / "both.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with _Delegating(certificate) as fake:
        account = Account(name=ACCOUNT, url=f"{fake.url}/{ACCOUNT}", container=CONTAINER)
        container = Container(account, 20, lambda: NOW, identity=_Identity)
        store = BucketStore("azure", container)
        url = urlsplit(store.link(KEY, timedelta(days=30)))
    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert store.longest_link == timedelta(days=7, minutes=-5)
    assert (query["st"], query["se"]) == ("2025-12-08T02:55:00Z", "2025-12-15T02:55:00Z")
    assert (query["skoid"], query["sp"], query["spr"]) == ("me", "r", "https")


def test_a_netrc_does_not_take_the_place_of_the_account_key(
    azure: AzureFake, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    azure.store().put(KEY, source, sha256_of(CONTENT))
    (put,) = azure.named("PUT")
    assert put.headers["authorization"].startswith(f"SharedKey {ACCOUNT}:")


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.storage.blob", None)
    with pytest.raises(Misused, match=r"pip install 'podcaster\[azure\]'"):
        made({"AZURE_STORAGE_CONNECTION_STRING": CONNECTION})


def test_an_identity_needs_a_package_and_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    lacking = missing(AzureBlobOptions(use_identity=True), Credentials({}))
    assert lacking == (
        "the package azure-identity (pip install azure-identity)",
        "`container` or AZURE_CONTAINER",
        "`account` or AZURE_ACCOUNT_NAME",
    )


def test_the_clients_are_not_imported_before_a_store_is_opened() -> None:
    script = "import sys, podcaster.storage.azure, podcaster.storage.gcs as _;" + (
        "sys.exit(any(n in sys.modules for n in ('azure.storage.blob', 'google.cloud.storage')))"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


CONNECTION = (
    f"DefaultEndpointsProtocol=https;AccountName=school;AccountKey={ACCOUNT_KEY};"
    "EndpointSuffix=core.chinacloudapi.cn"
)


def test_a_connection_string_says_all(azure: AzureFake) -> None:
    link = made({"AZURE_STORAGE_CONNECTION_STRING": CONNECTION}).link(KEY, timedelta(hours=1))
    assert link.startswith("https://school.blob.core.chinacloudapi.cn/")


def test_a_connection_string_with_a_signature_opens_and_makes_no_links(
    azure: AzureFake, source: Path
) -> None:
    connection = f"BlobEndpoint={azure.url}/{ACCOUNT}/;SharedAccessSignature=sv=1&sig=very-secret"
    store = made({"AZURE_STORAGE_CONNECTION_STRING": connection})
    store.put(KEY, source, sha256_of(CONTENT))
    assert azure.named("PUT")[0].query["sig"] == "very-secret"
    with pytest.raises(CannotServe, match="has no links"):
        store.link(KEY, timedelta(hours=1))


def test_nothing_secret_is_told_when_a_signature_stands_in_the_url() -> None:
    connection = "BlobEndpoint=http://127.0.0.1:1/school;SharedAccessSignature=sv=1&sig=very-secret"
    store = made({"AZURE_STORAGE_CONNECTION_STRING": connection}, sleep=lambda seconds: None)
    with pytest.raises(CannotServe) as caught:
        store.stat(KEY)
    assert "very-secret" not in told(caught.value)
    assert "could not be asked" in str(caught.value)


def test_nothing_the_service_said_is_told_but_its_word(azure: AzureFake) -> None:
    azure.faults = [refused(403, "AuthenticationFailed")]
    with pytest.raises(CannotServe) as caught:
        azure.store().stat(KEY)
    assert "SecretOfTheService" not in told(caught.value)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"AZURE_ACCOUNT_NAME": "other", "AZURE_STORAGE_CONNECTION_STRING": CONNECTION}, "another"),
        ({"AZURE_STORAGE_CONNECTION_STRING": "AccountName=school"}, "no key"),
        ({"AZURE_STORAGE_CONNECTION_STRING": "nonsense"}, "no account"),
        ({"AZURE_ACCOUNT_NAME": "school", "AZURE_ACCOUNT_KEY": "not base64!"}, "not the key"),
        ({"AZURE_ACCOUNT_NAME": "school"}, "AZURE_ACCOUNT_KEY or AZURE_STORAGE_CONNECTION_STRING"),
        ({"AZURE_ACCOUNT_KEY": ACCOUNT_KEY}, "AZURE_ACCOUNT_NAME"),
    ],
)
def test_credentials_that_open_nothing_are_refused_with_what_to_mend(
    environment: dict[str, str], said: str
) -> None:
    with pytest.raises(Misused, match=said) as caught:
        made(environment)
    assert ACCOUNT_KEY not in str(caught.value)
    assert "not base64" not in str(caught.value)


def test_a_container_of_the_environment_fills_in_what_the_options_leave_out() -> None:
    credentials = Credentials(
        {"AZURE_STORAGE_CONNECTION_STRING": CONNECTION, "AZURE_CONTAINER": "media"}
    )
    assert missing(AzureBlobOptions(), credentials) == ()
    store = AzureStore("azure", AzureBlobOptions(), prefix="", credentials=credentials)
    assert "/media/" in store.link(KEY, timedelta(hours=1))


def test_options_of_this_kind_open_a_store_of_this_kind(tmp_path: Path) -> None:
    store = open_store(
        "archive",
        AzureBlobOptions(container=CONTAINER),
        prefix="media",
        directory=tmp_path,
        environment=Credentials({"AZURE_STORAGE_CONNECTION_STRING": CONNECTION}),
    )
    assert isinstance(store, AzureStore)
    assert f"/{CONTAINER}/media/{KEY}?" in store.link(KEY, timedelta(hours=1))


def made(environment: dict[str, str], sleep: object = None, **options: object) -> AzureStore:
    more = {"sleep": sleep} if sleep else {}
    return AzureStore(
        "azure",
        AzureBlobOptions(container=CONTAINER, **options),
        prefix="",
        credentials=Credentials(environment),
        **more,
    )


def told(error: BaseException | None) -> str:
    """All that a traceback would show of an error and of what led to it."""
    texts = []
    while error is not None:
        texts.append(repr(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(texts)
