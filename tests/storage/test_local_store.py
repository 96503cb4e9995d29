import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage.contract import CONTENT, KEY, StoreContract, sha256_of

from podcaster.errors import CannotServe, Conflict, Deferred, Misused
from podcaster.storage.disk_errors import disk_errors
from podcaster.storage.local import MARKER, LocalStore
from podcaster.storage.store import Store, is_key


class TestLocalStore(StoreContract):
    def open_store(self, directory: Path) -> Store:
        return LocalStore("local", directory / "media")


class TestLocalStoreWithPrefix(StoreContract):
    def open_store(self, directory: Path) -> Store:
        return LocalStore("local", directory / "media", prefix="/school/audio/")


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore("local", tmp_path / "media")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp3"
    path.write_bytes(CONTENT)
    return path


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(root: Path) -> dict[str, int]:
    return {p.relative_to(root).as_posix(): p.stat().st_mode & 0o777 for p in root.rglob("*")}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_modes_are_as_asked_whatever_the_umask(tmp_path: Path, source: Path, mask: int) -> None:
    store = LocalStore("local", tmp_path / "media", file_mode=0o640, dir_mode=0o750)
    with umask(mask):
        store.put("a/b.mp3", source, sha256_of(CONTENT))
    assert modes(tmp_path / "media") == {"a": 0o750, "a/b.mp3": 0o640}
    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o750


def test_the_prefix_is_in_the_path_and_not_in_the_key(tmp_path: Path, source: Path) -> None:
    store = LocalStore("local", tmp_path / "media", prefix="school/audio")
    assert store.put("a.mp3", source, sha256_of(CONTENT)).key == "a.mp3"
    assert store.path("a.mp3") == tmp_path / "media/school/audio/a.mp3"
    assert store.path("a.mp3").is_file()
    assert list(store.list("")) == ["a.mp3"]


def test_an_unsafe_prefix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotServe):
        LocalStore("local", tmp_path, prefix="../elsewhere")


def test_a_link_is_a_file_uri(tmp_path: Path) -> None:
    store = LocalStore("local", tmp_path / "my media")
    link = store.link("a/b.mp3", timedelta(minutes=15))
    assert link == f"file://{tmp_path}/my%20media/a/b.mp3"


def test_a_directory_that_is_a_link_is_not_followed(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.mp3").write_bytes(CONTENT)
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a").symlink_to(outside)
    for reaching in (
        lambda: store.put("a/c.mp3", source, sha256_of(CONTENT)),
        lambda: store.stat("a/b.mp3"),
        lambda: store.delete("a/b.mp3"),
        lambda: store.fetch("a/b.mp3", tmp_path / "fetched"),
    ):
        with pytest.raises(CannotServe, match="link"):
            reaching()
    assert list(store.list("")) == list(store.list("a/")) == []
    assert [path.name for path in outside.iterdir()] == ["b.mp3"]


def test_a_file_that_is_a_link_is_not_followed(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a.mp3").symlink_to(source)
    with pytest.raises(CannotServe, match="link"):
        store.stat("a.mp3")
    with pytest.raises(CannotServe, match="link"):
        store.put("a.mp3", source, sha256_of(CONTENT))
    assert list(store.list("")) == []


def test_the_root_itself_may_be_a_link(tmp_path: Path, source: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "media").symlink_to(tmp_path / "disk")
    LocalStore("local", tmp_path / "media").put(KEY, source, sha256_of(CONTENT))
    assert (tmp_path / "disk" / KEY).is_file()


def test_something_that_is_no_file_under_a_key_is_a_conflict(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "media/a.mp3").mkdir(parents=True)
    with pytest.raises(Conflict):
        store.put("a.mp3", source, sha256_of(CONTENT))


def test_strangers_and_half_written_files_are_not_listed(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    store.put(KEY, source, sha256_of(CONTENT))
    (tmp_path / "media/.DS_Store").touch()
    (tmp_path / "media/.a.mp3.part").touch()
    (tmp_path / "media/new\nline").touch()
    os.mkfifo(tmp_path / "media/pipe")
    assert list(store.list("")) == [KEY]


def test_deleting_removes_the_directories_it_empties_and_no_others(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    for key in ("podcasts/42/a.mp3", "podcasts/43/a.mp3"):
        store.put(key, source, sha256_of(CONTENT))
    store.delete("podcasts/42/a.mp3")
    assert [path.name for path in (tmp_path / "media/podcasts").iterdir()] == ["43"]
    store.delete("podcasts/43/a.mp3")
    assert list((tmp_path / "media").iterdir()) == []


def test_what_a_killed_put_left_is_cleaned_up_by_the_next(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media/.a.mp3.part").write_bytes(b"half of someth")
    store.put("a.mp3", source, sha256_of(CONTENT))
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["a.mp3"]


def test_a_put_that_was_killed_before_its_last_step_is_not_written_over(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    store.put("a.mp3", source, sha256_of(CONTENT))
    os.link(tmp_path / "media/a.mp3", tmp_path / "media/.a.mp3.part")
    with pytest.raises(Conflict):
        store.put_from("a.mp3", BytesIO(b"other"), sha256_of(b"other"))
    assert (tmp_path / "media/a.mp3").read_bytes() == CONTENT
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["a.mp3"]


def test_a_put_killed_at_any_time_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(1 << 20))
    script = (
        "import hashlib, os, signal, sys, threading; from pathlib import Path;"
        "from podcaster.storage.local import LocalStore\n"
        "store, source = LocalStore('local', Path(sys.argv[1])), Path(sys.argv[2])\n"
        "sha256 = hashlib.sha256(source.read_bytes()).hexdigest()\n"
        "for n in range(25):\n"
        "    pid = os.fork()\n"
        "    if not pid:\n"
        "        for key in range(100000): store.put(f'{n}/{key}.mp3', source, sha256)\n"
        "    threading.Event().wait(0.005 + n * 0.0007)\n"
        "    os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)\n"
        "print(sha256)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "media", source],
        capture_output=True,
        check=True,
        text=True,
    )
    store = LocalStore("local", tmp_path / "media")
    keys = list(store.list(""))
    found = [store.stat(key) for key in keys]
    assert {each and each.sha256 for each in found} == {done.stdout.strip()}
    for part in (tmp_path / "media").rglob(".*.part"):
        key = f"{part.parent.name}/{part.name.removeprefix('.').removesuffix('.part')}"
        store.put(key, source, done.stdout.strip())
    assert list((tmp_path / "media").rglob(".*")) == []


def test_fetching_replaces_the_target_only_as_a_whole(
    store: LocalStore, source: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target.mp3"
    target.write_bytes(b"before")
    with pytest.raises(CannotServe):
        store.fetch(KEY, target)
    assert target.read_bytes() == b"before"
    store.put(KEY, source, sha256_of(CONTENT))
    store.fetch(KEY, target)
    assert target.read_bytes() == CONTENT


def test_a_file_too_large_for_the_disk_is_deferred_and_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import resource, sys, hashlib; from io import BytesIO; from pathlib import Path\n"
        "from podcaster.errors import Deferred; from podcaster.storage.local import LocalStore\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "content = bytes(100_000)\n"
        "try: LocalStore('local', Path(sys.argv[1])).put_from(\n"
        "    'a/b.mp3', BytesIO(content), hashlib.sha256(content).hexdigest())\n"
        "except Deferred as error: print(error)\n"
    )
    media = tmp_path / "media"
    done = subprocess.run(
        [sys.executable, "-c", script, media], capture_output=True, check=True, text=True
    )
    assert f"no room for {media} " in done.stdout  # and no key: that would name a learner
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.servers
def test_a_full_disk_is_deferred_and_leaves_nothing(tmp_path: Path) -> None:
    inside = ["unshare", "-m", "sh", "-c"]
    script = (
        "import hashlib, sys; from io import BytesIO; from pathlib import Path\n"
        "from podcaster.errors import Deferred; from podcaster.storage.local import LocalStore\n"
        "content, disk = bytes(100_000), Path(sys.argv[1])\n"
        "try: LocalStore('local', disk).put_from(\n"
        "    'a/b.mp3', BytesIO(content), hashlib.sha256(content).hexdigest())\n"
        "except Deferred as error: print(error)\n"
        "print([path.name for path in disk.rglob('*')])\n"
    )
    done = subprocess.run(
        [*inside, f"mount -t tmpfs -o size=64k none {tmp_path}; {sys.executable} - {tmp_path}"],
        input=script,
        capture_output=True,
        check=True,
        text=True,
    )
    assert "no room" in done.stdout
    assert done.stdout.endswith("['a']\n")


def test_a_write_to_a_full_device_is_deferred(tmp_path: Path) -> None:
    with pytest.raises(Deferred, match="room"), disk_errors(tmp_path):
        Path("/dev/full").write_bytes(CONTENT)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_every_kind_of_full_is_deferred(tmp_path: Path, number: int) -> None:
    with pytest.raises(Deferred), disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_missing_permission_is_misuse_before_a_run_and_one_failure_in_it(
    tmp_path: Path, number: int
) -> None:
    with pytest.raises(CannotServe, match="user that runs"), disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    with pytest.raises(Misused, match="user that runs"), disk_errors(tmp_path, kind=Misused):
        raise OSError(number, os.strerror(number))


def test_any_other_disk_error_is_one_failure_that_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match=str(tmp_path)), disk_errors(tmp_path):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_preparing_makes_the_directory_and_leaves_a_marker_alone(
    store: LocalStore, tmp_path: Path
) -> None:
    store.prepare()
    store.prepare()
    assert [path.name for path in (tmp_path / "media").iterdir()] == [MARKER]


@pytest.mark.parametrize("part_too", [True, False])
def test_what_a_killed_preparation_left_is_cleaned_up_by_the_next(
    tmp_path: Path, part_too: bool
) -> None:
    store = LocalStore("spool", tmp_path, is_marked=False)
    part = tmp_path / "..probe.part"
    part.touch()
    (tmp_path / ".probe").hardlink_to(part)
    if not part_too:
        part.unlink()
    store.prepare()
    assert list(tmp_path.iterdir()) == []


def test_preparing_where_nothing_can_be_made_is_misuse() -> None:
    with pytest.raises(Misused, match="/proc/media"):
        LocalStore("local", Path("/proc/media")).prepare()


def test_preparing_where_a_file_is_in_the_way_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "media").touch()
    with pytest.raises(Misused, match="no directory"):
        LocalStore("local", tmp_path / "media").prepare()


def test_preparing_asks_for_as_much_room_as_is_wanted(store: LocalStore) -> None:
    with pytest.raises(Deferred, match="no room"):
        store.prepare(room=1 << 62)


def test_a_missing_store_is_empty(store: LocalStore) -> None:
    assert list(store.list("")) == []
    assert store.stat(KEY) is None
    store.delete(KEY)


@given(st.text(max_size=40))
def test_what_counts_as_a_key_stays_below_the_root(text: str) -> None:
    if is_key(text):
        root = Path("/srv/media")
        path = Path(os.path.normpath(root / text))
        assert path.is_relative_to(root)
        assert path.relative_to(root).as_posix() == text


def test_a_store_that_was_prepared_is_told_from_a_bare_directory(tmp_path: Path) -> None:
    store = LocalStore("local", tmp_path / "media")
    assert not store.is_there()
    (tmp_path / "media").mkdir()
    assert not store.is_there()
    store.prepare()
    assert store.is_there()
    assert list(store.list("")) == []
    assert list(store.leftovers()) == []
