"""Moving objects between stores: copy, verify, then switch the row."""

import fcntl
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from archives import AT, Archive, Far, Mover, assert_whole, content_of, sha256_of

from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, Deferred, Misused
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.lock import run_lock
from podcaster.ledger.tombstones import Tombstones
from podcaster.storage.local import LocalStore
from podcaster.storage.spool import Spool
from podcaster.upkeep.apart import require_apart
from podcaster.upkeep.migrate import recorded
from podcaster.upkeep.moves import Moves
from podcaster.upkeep.naming import named
from podcaster.upkeep.prune import Pruner


@pytest.fixture
def near(tmp_path: Path) -> LocalStore:
    return LocalStore("near", tmp_path / "near")


@pytest.fixture
def far(tmp_path: Path) -> Far:
    return Far(LocalStore("far", tmp_path / "far"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    Archive(folder / "ledger.sqlite", LocalStore("near", folder / "near")).fill(20)
    return folder


@pytest.fixture
def archive(tmp_path: Path, near: LocalStore, filled: Path) -> Archive:
    """Twenty objects in `near`."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return Archive(tmp_path / "ledger.sqlite", near)


@pytest.fixture
def mover(tmp_path: Path) -> Mover:
    return Mover(tmp_path)


def first_key(archive: Archive) -> str:
    return min(archive.rows())


def counts(moves: Moves) -> dict[str, int]:
    return dict(moves.counts)


def test_every_object_arrives_whole_and_its_row_points_there(archive, near, far, mover):
    moves = mover.move(near, far)
    assert (counts(moves), moves.bytes, moves.exit_code(None)) == ({"moved": 20}, 6000, 0)
    assert_whole(archive, far)
    assert all(row["left_in"] == ("near",) for row in archive.rows().values())


def test_the_source_keeps_everything(archive, near, far, mover):
    mover.move(near, far)
    assert all(near.stat(key) == row["found"] for key, row in archive.rows().items())


def test_coming_back_finds_the_copies_that_were_left(archive, near, far, mover):
    mover.move(near, far)
    moves = mover.move(far, near)
    assert (counts(moves), moves.bytes) == ({"already_there": 20}, 0)
    assert_whole(archive, near)
    assert all(row["left_in"] == ("far",) for row in archive.rows().values())


def test_from_afar_an_object_comes_through_a_file_that_is_then_gone(archive, near, far, mover):
    mover.move(near, far)
    mover.clear(near, far)
    moves = mover.move(far, near)
    assert counts(moves) == {"moved": 20}
    assert_whole(archive, near)
    assert list(mover.room.iterdir()) == []


def test_a_second_run_has_nothing_to_do_and_puts_nothing(archive, near, far, mover):
    mover.move(near, far)
    put = list(far.puts)
    assert counts(mover.move(near, far)) == {}
    assert far.puts == put


def test_a_run_again_never_makes_a_second_object_under_another_name(archive, near, far, mover):
    key = first_key(archive)
    far.errors["put", key] = CannotServe("the network is down")
    mover.move(near, far)
    del far.errors["put", key]
    mover.move(near, far)
    assert sorted(far.list("")) == sorted(archive.rows())
    assert len(far.puts) == 20


def test_a_target_is_not_asked_for_what_it_does_not_list(archive, near, far, mover):
    mover.move(near, far)
    assert (sorted(far.puts), far.asked) == (sorted(archive.rows()), [])


@pytest.mark.parametrize("is_listed", [False, True])
def test_a_listing_is_not_what_is_believed(archive, near, far, mover, is_listed):
    class Forgetful(Far):
        def list(self, prefix: str) -> Iterator[str]:
            yield from sorted(archive.rows()) if is_listed else ()

    mover.move(near, far)
    mover.move(far, near)
    other, same, gone = sorted(archive.rows())[:3]
    far.inner.path(other).write_bytes(b"other")
    far.inner.delete(gone)
    moves = mover.move(near, Forgetful(far.inner))
    assert (moves.counts["conflict"], moves.problem_count) == (1, 1)
    assert far.inner.path(other).read_bytes() == b"other"
    assert far.stat(same) == archive.rows()[same]["found"]
    assert far.stat(gone) == archive.rows()[gone]["found"]


def test_a_target_that_does_not_list_is_asked_for_each(archive, near, far, mover):
    far.errors["list", ""] = CannotServe("no right to list")
    mover.move(near, far)
    assert_whole(archive, far)


def test_other_bytes_at_the_target_are_a_conflict_and_stay(archive, near, far, mover):
    key = first_key(archive)
    other = far.inner.path(key)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"somebody else's")
    moves = mover.move(near, far)
    assert counts(moves) == {"moved": 19, "conflict": 1}
    assert moves.exit_code(None) == 3
    assert [each.item.key for each in moves.problems] == [key]
    assert other.read_bytes() == b"somebody else's"
    assert archive.rows()[key]["store"] == "near"


@pytest.mark.parametrize("is_far", [False, True])
def test_a_missing_source_is_reported_and_its_row_stays(archive, near, far, mover, is_far):
    key = first_key(archive)
    near.delete(key)
    source = Far(near) if is_far else near
    moves = mover.move(source, far)
    assert counts(moves) == {"moved": 19, "missing": 1}
    assert archive.rows()[key]["store"] == "near"


@pytest.mark.parametrize("is_far", [False, True])
def test_a_rotten_source_is_reported_and_never_copied(archive, near, far, mover, is_far):
    key = first_key(archive)
    near.path(key).write_bytes(content_of(999, 300))
    source = Far(near) if is_far else near
    moves = mover.move(source, far)
    assert counts(moves) == {"moved": 19, "rotten": 1}
    assert far.stat(key) is None
    assert archive.rows()[key]["store"] == "near"


def test_a_lost_source_whose_copy_is_at_the_target_is_saved(archive, near, far, mover):
    mover.move(near, far)
    mover.move(far, near)
    key = first_key(archive)
    near.path(key).unlink()
    with Ledger.open_to_read(archive.ledger) as view:
        assert view.volume("near").objects == 20
    assert counts(mover.move(near, far)) == {"already_there": 20}
    assert_whole(archive, far)


def test_what_the_target_does_not_hold_as_it_was_put_is_not_believed(archive, near, far, mover):
    class Rotting(Far):
        def put(self, key: str, source: Path, sha256: str):
            return replace(super().put(key, source, sha256), sha256="0" * 64)

    moves = mover.move(near, Rotting(far.inner))
    assert counts(moves) == {"failed": 20}
    assert {row["store"] for row in archive.rows().values()} == {"near"}


def test_reading_back_finds_a_store_that_says_one_thing_and_gives_another(
    archive, near, far, mover
):
    class Lying(Far):
        def fetch(self, key: str, target: Path) -> None:
            target.write_bytes(content_of(999, 300))

    mover.reads_back = True
    moves = mover.move(near, Lying(far.inner))
    assert counts(moves) == {"failed": 20}
    assert {row["store"] for row in archive.rows().values()} == {"near"}
    assert counts(mover.move(near, far)) == {"already_there": 20}


def test_one_failure_is_one_objects_failure(archive, near, far, mover):
    key = first_key(archive)
    far.errors["put", key] = CannotServe("the far store says 403")
    moves = mover.move(near, far)
    assert counts(moves) == {"moved": 19, "failed": 1}
    assert moves.problems[0].said == "the far store says 403"


def test_a_store_that_answers_no_more_ends_the_run(near, far, mover, tmp_path):
    Archive(tmp_path / "ledger.sqlite", near).fill(60)

    class Away(Far):
        def _meet(self, method: str, key: str) -> None:
            raise CannotServe("the far store is away")

    moves = mover.move(near, Away(far.inner))
    assert (str(moves.put_off), moves.exit_code(None)) == ("the far store is away", 3)
    assert 20 <= moves.counts["failed"] < 40
    assert counts(mover.move(near, far)) == {"moved": 60}


def test_a_full_target_stops_the_run_and_what_arrived_is_switched(archive, near, far, mover):
    for key in sorted(archive.rows())[10:]:
        far.errors["put", key] = Deferred("the far store is full")
    moves = mover.move(near, far)
    assert (counts(moves), moves.exit_code(None)) == ({"moved": 10}, 75)
    assert str(moves.put_off) == "the far store is full"
    assert len(far.puts) == 10
    assert [row["store"] for _, row in sorted(archive.rows().items())] == ["far"] * 10 + [
        "near"
    ] * 10


def test_nothing_more_is_begun_once_the_run_is_asked_to_end(archive, near, far, mover):
    mover.jobs = 1
    far.before_put = lambda key: mover.stop.set()
    moves = mover.move(near, far)
    assert counts(moves) == {"moved": 1}
    assert len(far.puts) == 1
    assert sum(row["store"] == "far" for row in archive.rows().values()) == 1


def test_a_run_that_keeps_the_lock_is_waited_for_and_then_it_is_later(archive, near, far, mover):
    mover.patience = 0.1
    with run_lock(mover.lock):
        moves = mover.move(near, far)
    assert (counts(moves), moves.exit_code(None)) == ({}, 75)
    assert {row["store"] for row in archive.rows().values()} == {"near"}
    assert far.puts == []
    assert counts(mover.move(near, far)) == {"moved": 20}


def test_before_a_copy_is_made_its_row_says_that_it_may_be_there(archive, near, far, mover):
    said = []
    far.before_put = lambda key: said.append(archive.rows()[key]["left_in"])
    mover.move(near, far)
    assert said == [("far",)] * 20


def test_what_a_killed_run_has_copied_can_be_deleted_where_its_row_does_not_point(
    archive, near, far, mover
):
    copy_and_die(archive, near, far, mover)
    assert counts(mover.clear(far, near)) == {"deleted": 20}
    assert list(far.list("")) == []
    assert_whole(archive, near)
    assert all(row["left_in"] == () for row in archive.rows().values())


def test_what_a_killed_run_has_copied_is_removed_when_it_is_too_old(archive, near, far, mover):
    copy_and_die(archive, near, far, mover)
    with Ledger.open_to_read(archive.ledger) as view:
        pruner = Pruner(
            view=view,
            writing=mover.writing,
            store_named={"near": near, "far": far}.__getitem__,
            spool=Spool(mover.folder / "spool"),
            before=date(2026, 1, 1),
            given_up_before=date(2026, 1, 1),
            jobs=4,
            stop=mover.stop,
        )
        assert not any(each.said for each in pruner.prune())
    assert [*near.list(""), *far.list("")] == []


def copy_and_die(archive: Archive, near: LocalStore, far: Far, mover: Mover) -> None:
    """What a migration leaves that is killed when all is copied and no row is switched."""
    with Ledger.open_to_read(archive.ledger) as view:
        items = list(recorded(view, "near", far))
    copier = mover.copier(near, far)
    for item in named(items, "far", mover.writing, mover.stop.is_set, []):
        assert copier.copy(item).verdict == "moved"


def test_somebody_elses_bytes_at_the_target_are_not_taken_for_a_copy(archive, near, far, mover):
    key = first_key(archive)
    path = far.inner.path(key)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody else's")
    mover.move(near, far)
    assert archive.rows()[key]["left_in"] == ()


def test_a_pending_upload_is_not_touched(archive, near, far, mover):
    from ledger.episodes import brief_for, key_of, recorded_from

    with Ledger.open(archive.ledger) as ledger:
        run_id = ledger.start_run("generate", None, AT)
        opened = ledger.open_episode(brief_for(key_of("waiting")), run_id, AT)
        ledger.save(recorded_from(opened), status="pending_upload", at=AT)
        mover.move(near, far)
        row = ledger.episode("waiting")
    assert (row.status, row.store, row.object_key) == ("pending_upload", None, None)


def erase(archive: Archive, key: str) -> None:
    with Ledger.open(archive.ledger) as ledger, ledger._database.writing() as connection:
        connection.execute("DELETE FROM episodes WHERE object_key = ?", [key])


def expire(archive: Archive, key: str) -> None:
    with Ledger.open(archive.ledger) as ledger:
        ledger.expire(archive.rows()[key]["id"], AT)


@pytest.mark.parametrize("withdraw", [erase, expire])
def test_what_is_erased_or_expires_while_it_is_copied_leaves_no_copy(
    archive, near, far, mover, withdraw: Callable[[Archive, str], None]
):
    key = first_key(archive)

    def withdraw_it(putting: str) -> None:
        if putting == key:
            withdraw(archive, key)

    far.before_put = withdraw_it
    moves = mover.move(near, far)
    assert counts(moves) == {"moved": 19, "withdrawn": 1}
    assert far.stat(key) is None
    assert far.deleted == [key]


@pytest.mark.parametrize("withdraw", [erase, expire])
def test_a_store_that_is_slow_to_delete_turns_no_run_away(archive, near, far, mover, withdraw):
    key, free = first_key(archive), []

    class Slow(Far):
        def delete(self, deleted: str) -> None:
            with run_lock(mover.lock):
                free.append(deleted)
            super().delete(deleted)

    slow = Slow(far.inner)
    slow.before_put = lambda putting: withdraw(archive, key) if putting == key else None
    assert counts(mover.move(near, slow)) == {"moved": 19, "withdrawn": 1}
    assert free == slow.deleted == [key]


def test_of_who_is_forgotten_while_it_is_copied_no_version_of_a_copy_is_left(
    archive, near, far, mover
):
    key = first_key(archive)
    folder, _, _ = key.rpartition("/")

    def forget_them(putting: str) -> None:
        if putting == key:
            tombstones = Tombstones(archive.ledger.parent)
            mark = tombstones.lay(LearnerId("", folder.removeprefix("podcasts/")))
            with Ledger.open(archive.ledger) as ledger:
                ledger.mark_forgotten(mark, AT)
            erase(archive, key)
            tombstones.settle(mark)

    far.before_put = forget_them
    assert counts(mover.move(near, far)) == {"moved": 19, "withdrawn": 1}
    assert (far.erased, far.stat(key)) == ([folder], None)


def discard(archive: Archive, key: str) -> None:
    with Ledger.open(archive.ledger) as ledger:
        ledger.discard_recording(archive.rows()[key]["id"])


def test_what_is_remade_meanwhile_loses_its_old_copy_before_a_run_can_put_the_new_one(
    archive, near, far, mover
):
    key, refused = first_key(archive), []

    class Watched(Far):
        def delete(self, deleted: str) -> None:
            with mover.lock.open() as lock, pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            refused.append(deleted)
            super().delete(deleted)

    watched = Watched(far.inner)
    watched.before_put = lambda putting: discard(archive, key) if putting == key else None
    assert counts(mover.move(near, watched)) == {"moved": 19, "withdrawn": 1}
    assert refused == [key]
    assert far.stat(key) is None


def test_an_expired_episode_has_nothing_to_move(archive, near, far, mover):
    expire(archive, first_key(archive))
    assert counts(mover.move(near, far)) == {"moved": 19}


def test_the_key_stays_the_same_with_its_tenant_and_every_slash(near, far, mover, tmp_path):
    from ledger.episodes import brief_for, key_of

    archive = Archive(tmp_path / "ledger.sqlite", near)
    with Ledger.open(archive.ledger) as ledger:
        run_id = ledger.start_run("generate", None, AT)
        archive.add(ledger, run_id, brief_for(key_of("42", tenant="website-1")), b"lesson")
    (key,) = archive.rows()
    assert key.startswith("website-1/podcasts/42/")
    mover.move(near, far)
    assert list(archive.rows()) == list(far.list("")) == [key]


def test_a_row_holds_a_key_and_no_link_wherever_its_object_goes(archive, near, far, mover):
    mover.move(near, far)
    with Ledger.open_to_read(archive.ledger) as view:
        (row,) = view._database.rows("SELECT * FROM episodes WHERE user_id = '0'")
    assert not any("://" in str(value) for value in dict(row).values())


def test_the_copy_is_verified_by_its_bytes_and_not_by_its_size(archive, near, far, mover):
    key = first_key(archive)
    size = archive.rows()[key]["found"].bytes
    other = far.inner.path(key)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"x" * size)
    assert counts(mover.move(near, far)) == {"moved": 19, "conflict": 1}


def test_files_that_no_row_knows_are_brought_along_below_legacy(archive, near, far, mover):
    older = {"podcasts/podcast_42_1733600000.mp3": b"old", "cover.jpg": b"picture"}
    for key, content in older.items():
        near.path(key).write_bytes(content)
    moves = mover.move(near, far, also_unrecorded=True)
    assert (counts(moves), moves.unrecorded, moves.unattributed_keys) == (
        {"moved": 22},
        2,
        ["cover.jpg"],
    )
    assert moves.exit_code(None) == 0
    for key, content in older.items():
        assert far.stat(f"legacy/{key}").sha256 == sha256_of(content)
    assert len(archive.rows()) == 20
    assert counts(mover.move(near, far, also_unrecorded=True)) == {"already_there": 2}


def test_what_was_brought_along_keeps_its_place_on_the_way_back(archive, near, far, mover):
    near.path("podcast_42_1733600000.mp3").write_bytes(b"old")
    mover.move(near, far, also_unrecorded=True)
    moves = mover.move(far, near, also_unrecorded=True)
    assert counts(moves) == {"already_there": 20, "moved": 1}
    assert near.stat("legacy/podcast_42_1733600000.mp3") is not None
    assert near.stat("legacy/legacy/podcast_42_1733600000.mp3") is None


def test_what_was_left_behind_is_deleted_where_the_target_is_proved(archive, near, far, mover):
    mover.move(near, far)
    moves = mover.clear(near, far)
    assert (counts(moves), moves.bytes) == ({"deleted": 20}, 6000)
    assert list(near.list("")) == []
    assert_whole(archive, far)
    assert all(row["left_in"] == () for row in archive.rows().values())
    assert counts(mover.clear(near, far)) == {}


def test_what_was_left_behind_lately_stays(archive, near, far, mover):
    mover.move(near, far)
    assert counts(mover.clear(near, far, before=AT)) == {}
    assert len(list(near.list(""))) == 20


def test_the_only_copy_is_never_deleted(archive, near, far, mover):
    mover.move(near, far)
    gone, damaged, away = sorted(archive.rows())[:3]
    far.inner.delete(gone)
    far.inner.path(damaged).write_bytes(b"damaged")
    far.errors["stat", away] = CannotServe("the far store is away")
    moves = mover.clear(near, far)
    assert counts(moves) == {"deleted": 17, "missing": 1, "conflict": 1, "failed": 1}
    assert moves.exit_code(None) == 3
    assert sorted(near.list("")) == [gone, damaged, away]


def test_what_points_at_the_source_is_not_deleted_there(archive, near, far, mover):
    mover.move(near, far)
    mover.move(far, near)
    assert counts(mover.clear(near, far)) == {}
    assert counts(mover.clear(far, near)) == {"deleted": 20}
    assert_whole(archive, near)


def test_a_copy_with_other_bytes_than_its_row_is_left_for_people_to_see(archive, near, far, mover):
    mover.move(near, far)
    key = first_key(archive)
    near.path(key).write_bytes(b"who knows")
    assert counts(mover.clear(near, far)) == {"deleted": 19, "conflict": 1}
    assert near.path(key).read_bytes() == b"who knows"


def test_a_copy_that_is_gone_already_is_forgotten(archive, near, far, mover):
    mover.move(near, far)
    near.delete(first_key(archive))
    assert counts(mover.clear(near, far)) == {"deleted": 20}
    assert all(row["left_in"] == () for row in archive.rows().values())


def test_copies_on_a_disk_that_is_not_mounted_are_not_forgotten(archive, near, far, mover):
    mover.move(near, far)
    unmounted = near.root.rename(near.root.with_name("unmounted"))
    assert counts(mover.clear(near, far)) == {"failed": 20}
    unmounted.rename(near.root)
    assert counts(mover.clear(near, far)) == {"deleted": 20}
    assert list(near.list("")) == []


def test_one_place_under_two_names_is_misuse_before_anything_is_lost(tmp_path):
    one, same = LocalStore("one", tmp_path / "media"), LocalStore("same", tmp_path / "media")
    with pytest.raises(Misused, match="one and same are the same place"):
        require_apart(one, same, tmp_path)
    require_apart(one, LocalStore("inner", tmp_path / "media", "inner"), tmp_path)
    assert list(same.list("")) == []


def test_bytes_go_no_faster_than_allowed_however_many_jobs(archive, near, far, mover):
    began = time.monotonic()
    moves = mover.move(near, far, rate=12_000)
    assert counts(moves) == {"moved": 20}
    assert 0.4 < time.monotonic() - began < 2


def test_what_is_read_back_goes_no_faster_either(archive, near, far, mover):
    mover.reads_back = True
    began = time.monotonic()
    assert counts(mover.move(near, far, rate=12_000)) == {"moved": 20}
    assert 0.9 < time.monotonic() - began < 3


def test_waiting_for_bandwidth_ends_at_once_when_the_run_is_to_end(archive, near, far, mover):
    threading.Timer(0.2, mover.stop.set).start()
    began = time.monotonic()
    moves = mover.move(near, far, rate=100)
    assert time.monotonic() - began < 2
    assert moves.counts["moved"] < 20
    assert moves.problem_count == 0


def test_a_run_that_starts_meanwhile_gets_the_lock_every_time(archive, near, far, mover):
    done = threading.Event()

    def move_to_and_fro() -> None:
        while not done.is_set():
            mover.move(near, far)
            mover.move(far, near)

    thread = threading.Thread(target=move_to_and_fro)
    thread.start()
    try:
        for _ in range(15):
            with run_lock(mover.lock):
                time.sleep(0.01)
            time.sleep(0.02)
    finally:
        done.set()
        thread.join()


def test_no_more_is_held_at_a_time_than_the_jobs_need(near, far, mover, tmp_path):
    archive = Archive(tmp_path / "ledger.sqlite", near)
    archive.fill(60)
    mover.move(near, far)
    mover.clear(near, far)
    seen: list[int] = []

    class Watched(Far):
        def fetch(self, key: str, target: Path) -> None:
            super().fetch(key, target)
            seen.append(len(list(mover.room.iterdir())))

    moves = mover.move(Watched(far.inner), near)
    assert counts(moves) == {"moved": 60}
    assert max(seen) <= mover.jobs
