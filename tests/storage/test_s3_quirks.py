"""What a store makes of services that do otherwise than AWS."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from quirky_s3.quirks import Quirks
from quirky_s3.server import QuirkyS3
from storage.contract import CONTENT, KEY, sha256_of
from storage.s3_servers import store_at

from podcaster.errors import CannotServe, Conflict, Deferred, Misused
from podcaster.storage.s3 import S3Store
from podcaster.storage.store import Found

FOUND = Found(bytes=len(CONTENT), sha256=sha256_of(CONTENT))
NAME = f"school/audio/{KEY}"


@pytest.fixture
def s3() -> Iterator[QuirkyS3]:
    with QuirkyS3().serving() as server:
        yield server


@pytest.fixture
def quirks(s3: QuirkyS3) -> Quirks:
    return s3.quirks


@pytest.fixture
def store(s3: QuirkyS3) -> S3Store:
    return store_at(s3.url)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp3"
    path.write_bytes(CONTENT)
    return path


def test_a_service_without_quirks_is_proved_and_left_clean(s3: QuirkyS3, store: S3Store) -> None:
    store.prepare()
    assert store.warnings == ()
    assert s3.objects == {}


def test_the_probe_is_under_the_stores_own_prefix(s3: QuirkyS3, store: S3Store) -> None:
    store.prepare()
    objects = [each.path.split("?")[0] for each in s3.asked if "?versioning" not in each.path]
    assert {path.rpartition("/")[0] for path in objects} == {"/bucket/school/audio/.probe"}


@pytest.mark.parametrize("quirk", ["ignore_condition", "refuse_condition"])
def test_where_the_service_would_overwrite_the_store_looks_first_and_says_so(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path, tmp_path: Path, quirk: str
) -> None:
    setattr(quirks, quirk, True)
    store.prepare()
    assert ["would write over objects" in each for each in store.warnings] == [True]
    store.put(KEY, source, sha256_of(CONTENT))
    other = tmp_path / "other.mp3"
    other.write_bytes(b"other")
    with pytest.raises(Conflict):
        store.put(KEY, other, sha256_of(b"other"))
    assert s3.objects[NAME].body == CONTENT


def test_of_many_puts_at_once_one_wins_even_where_the_service_would_overwrite(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, tmp_path: Path
) -> None:
    quirks.ignore_condition = True
    store.prepare()
    sources = [tmp_path / f"{n}.mp3" for n in range(8)]
    for path in sources:
        path.write_bytes(path.name.encode())

    def put(path: Path) -> bool:
        try:
            store.put(KEY, path, sha256_of(path.name.encode()))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(put, sources)) == 1


def test_a_service_that_refuses_trailers_and_demands_md5_is_served(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    quirks.refuse_trailers = quirks.demand_md5 = True
    store.prepare()
    store.put(KEY, source, sha256_of(CONTENT))
    assert store.stat(KEY) == FOUND


def test_operations_on_the_bucket_carry_content_md5_where_crc_is_refused(
    s3: QuirkyS3, quirks: Quirks, store: S3Store
) -> None:
    quirks.refuse_trailers = quirks.demand_md5 = True
    rule = {
        "ID": "ours",
        "Filter": {"Prefix": "a/"},
        "Status": "Enabled",
        "Expiration": {"Days": 3},
    }
    store.bucket.ask("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [rule]})
    assert "content-md5" in s3.asked[-1].headers
    assert not [name for name in s3.asked[-1].headers if "checksum" in name]


@pytest.mark.parametrize(
    ("status", "code"), [(503, "SlowDown"), (500, "InternalError"), (400, "RequestTimeout")]
)
def test_a_busy_service_is_asked_three_times_in_all(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, status: int, code: str
) -> None:
    quirks.failures = [(status, code, False)] * 2
    store.delete(KEY)
    quirks.failures, s3.asked[:] = [(status, code, False)] * 9, []
    with pytest.raises(CannotServe, match=rf"busy \({code}\).*try again"):
        store.delete(KEY)
    assert s3.methods() == ["DELETE"] * 3


def test_a_head_without_a_code_is_asked_again_where_the_status_says_busy(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.failures = [(503, "SlowDown", False)]
    assert store.stat(KEY) == FOUND


def test_a_put_that_was_done_but_not_acknowledged_is_not_a_conflict(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.prepare()
    quirks.failures = [(500, "InternalError", True)]
    store.put(KEY, source, sha256_of(CONTENT))
    assert store.stat(KEY) == FOUND


def test_a_put_that_meets_another_is_made_again(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.prepare()
    quirks.failures = [(409, "ConditionalRequestConflict", False)]
    store.put(KEY, source, sha256_of(CONTENT))
    assert store.stat(KEY) == FOUND


@pytest.mark.parametrize("etag", ["md5", "opaque", "other"])
@pytest.mark.parametrize("damage", ["flip", "halve"])
def test_damage_after_the_acknowledgement_is_caught_by_put(
    quirks: Quirks, store: S3Store, source: Path, damage: str, etag: str
) -> None:
    store.prepare()
    quirks.etag = etag
    setattr(quirks, damage, True)
    with pytest.raises(CannotServe, match="as it was put"):
        store.put(KEY, source, sha256_of(CONTENT))


@pytest.mark.parametrize("etag", ["md5", "opaque", "other"])
def test_our_metadata_over_other_bytes_of_the_same_length_are_caught_by_stat(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path, etag: str
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.flip, quirks.etag = True, etag
    with pytest.raises(CannotServe):
        store.put("a.mp3", source, sha256_of(CONTENT))
    assert s3.objects["school/audio/a.mp3"].headers["x-amz-meta-sha256"] == sha256_of(CONTENT)
    found = store.stat("a.mp3")
    assert found is not None
    assert (found.bytes, found.sha256 == sha256_of(CONTENT)) == (len(CONTENT), False)


def test_an_etag_that_repeats_what_was_sent_is_seen_through_by_reading_back(
    s3: QuirkyS3, quirks: Quirks, source: Path
) -> None:
    store = store_at(s3.url, read_back=True)
    store.prepare()
    quirks.etag, quirks.flip = "sent", True
    with pytest.raises(CannotServe, match="as it was put"):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_service_that_gives_back_other_bytes_is_refused_before_a_night(
    quirks: Quirks, store: S3Store
) -> None:
    quirks.flip = True
    with pytest.raises(Misused, match="give back"):
        store.prepare()


@pytest.mark.parametrize("etag", ["opaque", "other"])
def test_an_etag_that_is_no_md5_costs_a_reading_and_a_warning(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path, etag: str
) -> None:
    quirks.etag = etag
    store.prepare()
    assert ["no checksum" in each for each in store.warnings] == [True]
    store.put(KEY, source, sha256_of(CONTENT))
    assert s3.methods()[-1] == "GET"


def test_where_the_etag_is_an_md5_nothing_is_read_back(
    s3: QuirkyS3, store: S3Store, source: Path
) -> None:
    store.prepare()
    s3.asked.clear()
    store.put(KEY, source, sha256_of(CONTENT))
    assert s3.methods() == ["PUT", "HEAD"]


def test_an_object_that_is_lost_as_soon_as_it_is_put_is_a_failure(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.prepare()
    quirks.lose = True
    with pytest.raises(CannotServe):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_body_that_breaks_off_is_asked_for_again(
    quirks: Quirks, store: S3Store, source: Path, tmp_path: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.cut_answers = 1
    store.fetch(KEY, tmp_path / "fetched.mp3")
    assert (tmp_path / "fetched.mp3").read_bytes() == CONTENT


def test_a_body_that_always_breaks_off_leaves_no_file(
    quirks: Quirks, store: S3Store, source: Path, tmp_path: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.cut_answers = 9
    with pytest.raises(CannotServe, match="broke off"):
        store.fetch(KEY, tmp_path / "fetched.mp3")
    assert [path.name for path in tmp_path.iterdir()] == ["source.mp3"]


def test_a_body_that_breaks_off_is_never_half_an_answer_of_stat(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    quirks.etag = "opaque"
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.cut_answers = 2
    assert store.stat(KEY) == FOUND


def test_a_redirect_to_another_host_is_not_followed_with_our_keys(
    s3: QuirkyS3, quirks: Quirks, store: S3Store
) -> None:
    with QuirkyS3().serving() as elsewhere:
        quirks.redirect_to = f"{elsewhere.url}/bucket"
        with pytest.raises(Misused, match=r"elsewhere.*endpoint_url"):
            store.prepare()
    assert elsewhere.asked == []


def test_a_bucket_of_another_region_is_asked_again_with_its_region(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    quirks.region = "eu-west-3"
    store.put(KEY, source, sha256_of(CONTENT))
    assert store.stat(KEY) == FOUND


def test_many_pages_are_listed_one_by_one(s3: QuirkyS3, store: S3Store, source: Path) -> None:
    s3.quirks.page = 2
    keys = [f"podcasts/{n}.mp3" for n in range(5)]
    for key in keys:
        store.put(key, source, sha256_of(CONTENT))
    s3.asked.clear()
    listed = store.list("podcasts/")
    assert next(listed) == keys[0]
    assert len(s3.asked) == 1
    assert list(listed) == keys[1:]
    assert len(s3.asked) == 3


def test_a_missing_bucket_is_not_taken_for_a_missing_object(quirks: Quirks, store: S3Store) -> None:
    quirks.bucket_is_missing = True
    with pytest.raises(CannotServe, match="no such bucket"):
        store.stat(KEY)


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (404, "NoSuchBucket", "has no such bucket"),
        (403, "AccessDenied", "s3:ListBucket"),
        (403, "InvalidAccessKeyId", "does not know the access key"),
        (403, "SignatureDoesNotMatch", "copy the secret key anew"),
        (403, "RequestTimeTooSkewed", "clock"),
        (400, "AccessControlListNotSupported", "leave acl empty"),
        (400, "NobodyKnows", "NobodyKnows, HTTP 400"),
    ],
)
def test_what_the_operator_must_mend_is_said_before_a_night_and_in_it(
    quirks: Quirks, store: S3Store, status: int, code: str, advice: str
) -> None:
    nothing = [(404, "NoSuchKey", False)] * 2  # what the probe first looks for
    quirks.failures = [*nothing, (status, code, False)]
    with pytest.raises(Misused, match=advice) as before:
        store.prepare()
    quirks.failures = [(status, code, False)]
    with pytest.raises(CannotServe, match=advice) as within:
        store.delete(KEY)
    assert "no-secret-at-all" not in f"{before.value}{within.value}"


def test_a_head_that_is_forbidden_names_the_right_to_list(quirks: Quirks, store: S3Store) -> None:
    quirks.failures = [(403, "AccessDenied", False)]
    with pytest.raises(Misused, match="s3:ListBucket"):
        store.prepare()


def test_a_full_bucket_defers_what_is_left_of_the_night(
    quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.prepare()
    quirks.failures = [(507, "XMinioStorageFull", False)]
    with pytest.raises(Deferred, match="full"):
        store.put(KEY, source, sha256_of(CONTENT))


def test_a_key_that_may_not_delete_is_a_warning(quirks: Quirks, store: S3Store) -> None:
    quirks.deletes_are_denied = True
    store.prepare()
    assert ["`forget` and `prune` fail" in each for each in store.warnings] == [True]


def test_a_service_that_knows_no_versions_is_not_warned_of(quirks: Quirks, store: S3Store) -> None:
    quirks.knows_no_versions = True
    store.prepare()
    assert store.warnings == ()


def test_a_service_that_is_down_is_no_fault_of_the_configuration(tmp_path: Path) -> None:
    store = store_at("http://127.0.0.1:9")
    with pytest.raises(CannotServe, match="cannot be reached"):
        store.prepare()


def test_a_service_that_is_down_is_not_asked_anew_by_every_put(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path
) -> None:
    quirks.failures = [(503, "SlowDown", False)] * 9
    for _ in range(5):
        with pytest.raises(CannotServe, match="busy"):
            store.put(KEY, source, sha256_of(CONTENT))
    assert s3.methods() == ["HEAD"] * 3


def test_a_file_that_is_no_episode_is_not_sent(
    s3: QuirkyS3, store: S3Store, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.mp3"
    with huge.open("wb") as file:
        file.truncate(101 * 2**20)
    with pytest.raises(CannotServe, match="larger"):
        store.put(KEY, huge, sha256_of(b""))
    assert f"/bucket/{NAME}" not in {each.path for each in s3.asked}


def test_a_put_that_nobody_prepared_finds_out_by_itself_once(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path
) -> None:
    quirks.refuse_condition = True
    store.put(KEY, source, sha256_of(CONTENT))
    s3.asked.clear()
    store.put("a.mp3", source, sha256_of(CONTENT))
    assert s3.methods() == ["HEAD", "GET", "PUT", "HEAD"]
    assert "if-none-match" not in s3.asked[2].headers


@pytest.mark.parametrize("answer", ["refuses", "lists objects instead"])
def test_where_a_service_knows_no_versions_all_its_objects_are_erased(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path, answer: str
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    if answer == "refuses":
        quirks.failures += [(501, "NotImplemented", False)]
    assert store.erase("school/podcasts/42").keys == (KEY,)
    assert s3.objects == {}


def test_without_the_right_to_see_versions_objects_go_and_that_is_told(
    s3: QuirkyS3, quirks: Quirks, store: S3Store, source: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    quirks.failures += [(403, "AccessDenied", False), (403, "AccessDenied", False)]
    with pytest.raises(CannotServe, match="s3:ListBucketVersions"):
        store.erase("school/podcasts/42")
    assert s3.objects == {}


def test_a_store_that_holds_on_to_what_is_removed_is_not_said_to_have_erased_it(
    s3: QuirkyS3, store: S3Store, source: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    s3.quirks.deletes_are_denied = True
    with pytest.raises(CannotServe):
        store.erase("school/podcasts/42")
