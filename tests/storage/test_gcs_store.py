"""What a store on Google Cloud Storage asks for, and what it makes of the answers."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from certificates import self_signed
from google_crc32c import Checksum
from storage.cloud_fake import NO_ANSWER, Answer, md5_of
from storage.contract import CONTENT, KEY, StoreContract, sha256_of
from storage.gcs_fake import BUCKET, GcsFake, refused, said

from podcaster.errors import CannotServe, Conflict, Deferred, Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.gcs import GcsStore, missing
from podcaster.storage.opening import open_store
from podcaster.storage.options import GcsOptions
from podcaster.storage.store import Found, Store


@pytest.fixture(scope="module")
def service() -> Iterator[GcsFake]:
    with GcsFake() as fake:
        yield fake


@pytest.fixture
def gcs(service: GcsFake) -> GcsFake:
    service.reset()
    return service


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp3"
    path.write_bytes(CONTENT)
    return path


class TestGcsStoreOnItsFake(StoreContract):
    @pytest.fixture(autouse=True)
    def _gcs(self, gcs: GcsFake) -> None:
        self.gcs = gcs

    def open_store(self, directory: Path) -> Store:
        self.gcs.reset()
        store = self.gcs.store("school/audio")
        store.prepare()
        return store

    def keep_versions(self, store: Store) -> Callable[[], list[str]]:
        self.gcs.versioned = True
        return self.gcs.held


def test_a_put_never_overwrites_and_lets_the_service_check_the_bytes(
    gcs: GcsFake, source: Path
) -> None:
    gcs.store("media").put(KEY, source, sha256_of(CONTENT))
    (put,) = gcs.named("POST")
    assert put.path == f"/upload/storage/v1/b/{BUCKET}/o"
    assert (put.query["uploadType"], put.query["ifGenerationMatch"]) == ("multipart", "0")
    note = json.loads(put.body.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0])
    assert note == {
        "name": f"media/{KEY}",
        "cacheControl": "private, max-age=86400",
        "crc32c": crc32c_of(CONTENT),
        "md5Hash": md5_of(CONTENT),
        "metadata": {"sha256": sha256_of(CONTENT), "md5": md5_in_hex(CONTENT)},
    }
    assert b"content-type: audio/mpeg\r\n\r\n" + CONTENT in put.body


def test_a_stat_costs_one_question_where_the_service_vouches_for_the_bytes(
    gcs: GcsFake, source: Path
) -> None:
    store = gcs.store()
    store.put(KEY, source, sha256_of(CONTENT))
    gcs.asked.clear()
    assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))
    assert len(gcs.asked) == 1


@pytest.mark.parametrize("says", ["its own sum", "nothing"])
def test_our_note_over_other_bytes_of_equal_length_is_not_believed(
    gcs: GcsFake, source: Path, says: str
) -> None:
    store = gcs.store()
    store.put(KEY, source, sha256_of(CONTENT))
    held, other = gcs.objects[KEY], bytes(len(CONTENT))
    held.body, held.md5 = other, md5_of(other) if says == "its own sum" else ""
    assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(other))
    with pytest.raises(Conflict):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_service_that_keeps_other_bytes_than_it_was_given_is_caught_by_the_put(
    gcs: GcsFake, source: Path
) -> None:
    keep = gcs._put

    def spoil(asked: object) -> Answer:
        answer = keep(asked)
        gcs.objects[KEY].body = bytes(len(CONTENT))
        gcs.objects[KEY].md5 = ""
        return answer

    gcs._put = spoil
    try:
        with pytest.raises(CannotServe, match="does not hold"):
            gcs.store().put(KEY, source, sha256_of(CONTENT))
    finally:
        del gcs._put


def test_a_service_that_overwrites_is_found_out_and_asked_before_each_put(
    gcs: GcsFake, source: Path, tmp_path: Path
) -> None:
    gcs.overwrites = True
    store = gcs.store()
    store.prepare()
    assert "write over" in store.warnings[0]
    store.put(KEY, source, sha256_of(CONTENT))
    other = tmp_path / "other.mp3"
    other.write_bytes(b"other")
    with pytest.raises(Conflict):
        store.put(KEY, other, sha256_of(b"other"))
    assert gcs.objects[KEY].body == CONTENT


@pytest.mark.parametrize(
    "fault",
    [
        refused(503, "backendError"),
        refused(500, "internalError"),
        refused(429, "rateLimitExceeded"),
        refused(403, "userRateLimitExceeded"),
        NO_ANSWER,
    ],
)
def test_a_service_that_is_busy_is_asked_again(gcs: GcsFake, source: Path, fault: Answer) -> None:
    store = gcs.store()
    store.put(KEY, source, sha256_of(CONTENT))
    gcs.faults = [fault]
    assert store.stat(KEY) == Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))


def test_a_service_that_stays_busy_is_one_failure_after_three_tries(gcs: GcsFake) -> None:
    gcs.faults = [refused(503, "backendError")] * 9
    slept: list[float] = []
    with pytest.raises(CannotServe, match=r"busy or broken \(HTTP 503, backendError\).*try again"):
        gcs.store(sleep=slept.append).stat(KEY)
    assert len(gcs.asked) == 3
    assert len(slept) == 2


def test_a_wait_that_the_service_asks_for_is_kept(gcs: GcsFake) -> None:
    busy = refused(503, "backendError")
    gcs.faults = [Answer(busy.status, busy.body, {**busy.headers, "Retry-After": "7"})]
    slept: list[float] = []
    assert gcs.store(sleep=slept.append).stat(KEY) is None
    assert slept == [7]


def test_a_body_that_breaks_off_is_not_taken_for_the_object(
    gcs: GcsFake, source: Path, tmp_path: Path
) -> None:
    store = gcs.store()
    store.put(KEY, source, sha256_of(CONTENT))
    gcs.faults = [Answer(200, CONTENT, cut=100)]
    store.fetch(KEY, tmp_path / "fetched.mp3")
    assert (tmp_path / "fetched.mp3").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (refused(401, "authError"), "with these credentials"),
        (refused(403, "forbidden"), "refuses these credentials"),
        (refused(404, "notFound", "The specified bucket does not exist."), "is not there"),
        (Answer(307, headers={"Location": "http://127.0.0.1:1/"}), "is not there"),
    ],
)
def test_what_the_operator_must_mend_is_said_before_the_night_and_during_it(
    gcs: GcsFake, fault: Answer, word: str
) -> None:
    gcs.faults = [fault]
    with pytest.raises(Misused, match=word):
        gcs.store().prepare()
    gcs.faults = [fault]
    with pytest.raises(CannotServe, match=word) as caught:
        gcs.store().stat(KEY)
    assert "secret of the service" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_quota_that_is_used_up_stops_the_run(gcs: GcsFake, source: Path) -> None:
    store = gcs.store()
    store.prepare()
    gcs.faults = [refused(403, "quotaExceeded")]
    with pytest.raises(Deferred, match="full"):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_link_is_good_for_reading_one_object_until_it_expires(
    gcs: GcsFake, tmp_path: Path
) -> None:
    store = gcs.store("media", gcs.key_file(tmp_path), "https://storage.googleapis.com")
    link = store.link("podcasts/42/a b.mp3", timedelta(hours=1))
    url = urlsplit(link)
    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    assert link.startswith(f"https://storage.googleapis.com/{BUCKET}/media/podcasts/42/a%20b.mp3?")
    assert query["X-Goog-Expires"] == "3600"
    assert query["X-Goog-Algorithm"] == "GOOG4-RSA-SHA256"
    assert gcs.asked == []


def test_a_link_lives_for_seven_days_at_most_which_the_store_says(
    gcs: GcsFake, tmp_path: Path
) -> None:
    store = gcs.store(key_file=gcs.key_file(tmp_path))
    assert store.longest_link == timedelta(days=7)
    query = parse_qs(urlsplit(store.link(KEY, timedelta(days=30))).query)
    assert query["X-Goog-Expires"] == ["604800"]


def test_credentials_without_a_private_key_make_no_links(gcs: GcsFake, tmp_path: Path) -> None:
    user = {"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}
    path = tmp_path / "user.json"
    path.write_text(json.dumps(user))
    for store in (gcs.store(), gcs.store(key_file=path)):
        with pytest.raises(CannotServe, match=r"no private key.*GOOGLE_APPLICATION_CREDENTIALS"):
            store.link(KEY, timedelta(hours=1))


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.cloud.storage", None)
    with pytest.raises(Misused, match=r"pip install 'podcaster\[gcs\]'"):
        made({"GOOGLE_APPLICATION_CREDENTIALS": "key.json"}, Path())


def test_a_key_is_changed_for_a_token_that_opens_the_bucket(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path / "both.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with GcsFake(certificate) as gcs:
        gcs.store(key_file=gcs.key_file(tmp_path)).put(KEY, source, sha256_of(CONTENT))
    tokens = {asked.headers.get("authorization") for asked in gcs.asked if asked.path != "/token"}
    assert tokens == {"Bearer a token of the fake"}


def test_only_what_was_meant_is_asked(gcs: GcsFake, source: Path) -> None:
    store = gcs.store()
    store.prepare()
    store.put(KEY, source, sha256_of(CONTENT))
    assert [asked.method for asked in gcs.asked] == ["POST", "POST", "DELETE", "POST", "GET"]


def test_nothing_secret_is_sent_over_plain_http(gcs: GcsFake, source: Path, tmp_path: Path) -> None:
    gcs.store(key_file=gcs.key_file(tmp_path)).put(KEY, source, sha256_of(CONTENT))
    assert not [asked for asked in gcs.asked if "authorization" in asked.headers]


def test_a_key_that_google_does_not_take_is_the_operators_to_mend(
    gcs: GcsFake, tmp_path: Path
) -> None:
    gcs.faults = [said({"error": "invalid_grant", "error_description": "secret"}, 400)]
    store = gcs.store(key_file=gcs.key_file(tmp_path), endpoint="https://127.0.0.1:1")
    with pytest.raises(Misused, match="cannot be opened with these credentials") as caught:
        store.prepare()
    assert [asked.path for asked in gcs.asked] == ["/token"]
    assert "secret" not in str(caught.value)


def test_a_service_that_cannot_be_reached_is_no_mistake_of_the_operators(
    gcs: GcsFake, tmp_path: Path
) -> None:
    store = gcs.store(key_file=gcs.key_file(tmp_path), endpoint="https://127.0.0.1:1")
    with pytest.raises(CannotServe, match="could not be asked"):
        store.prepare()


@pytest.mark.parametrize("content", ["", "{}", '{"type": "service_account"}', "[]", "\udc80"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(content, errors="surrogateescape")
    with pytest.raises(Misused, match="GOOGLE_APPLICATION_CREDENTIALS"):
        made({"GOOGLE_APPLICATION_CREDENTIALS": "key.json"}, tmp_path)


def test_the_machine_is_not_asked_who_it_is_unless_the_options_say_so(tmp_path: Path) -> None:
    assert missing(GcsOptions(bucket="b"), Credentials({})) == ("GOOGLE_APPLICATION_CREDENTIALS",)
    assert missing(GcsOptions(bucket="b", use_instance_role=True), Credentials({})) == ()
    with pytest.raises(Misused, match="lacks GOOGLE_APPLICATION_CREDENTIALS"):
        made({}, tmp_path)


def test_the_environment_fills_in_what_the_options_leave_out(gcs: GcsFake, source: Path) -> None:
    host = gcs.url.removeprefix("http://")
    environment = {"STORAGE_EMULATOR_HOST": host, "GS_BUCKET_NAME": BUCKET, "GS_PROJECT_ID": "p"}
    store = made(environment, Path(), bucket="")
    store.put(KEY, source, sha256_of(CONTENT))
    assert list(gcs.objects) == [KEY]


def test_options_of_this_kind_open_a_store_of_this_kind(gcs: GcsFake, tmp_path: Path) -> None:
    gcs.key_file(tmp_path)
    store = open_store(
        "archive",
        GcsOptions(bucket=BUCKET, prefix="audio"),
        prefix="media",
        directory=tmp_path,
        environment=Credentials({"GOOGLE_APPLICATION_CREDENTIALS": "key.json"}),
    )
    assert isinstance(store, GcsStore)
    assert f"/{BUCKET}/audio/{KEY}?" in store.link(KEY, timedelta(hours=1))


def made(environment: dict[str, str], directory: Path, bucket: str = BUCKET) -> GcsStore:
    return GcsStore(
        "gcs",
        GcsOptions(bucket=bucket, timeout=5),
        prefix="",
        directory=directory,
        credentials=Credentials(environment),
    )


def crc32c_of(content: bytes) -> str:
    return b64encode(Checksum(content).digest()).decode()


def md5_in_hex(content: bytes) -> str:
    return b64decode(md5_of(content)).hex()
