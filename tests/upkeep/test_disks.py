"""What the doctor says of disks and stores."""

import os
from pathlib import Path

import pytest

from podcaster.errors import CannotServe, Deferred, Misused
from podcaster.remote.credentials import Credentials
from podcaster.storage.local import MARKER, LocalStore
from podcaster.storage.options import LocalOptions
from podcaster.storage.room import Free, Room, free_at, require_free
from podcaster.storage.secure_link import SECRET
from podcaster.storage.store import Store
from podcaster.upkeep.disks import (
    links_can_be_signed,
    places_last,
    there_is_room,
)
from podcaster.upkeep.stores import store_takes_objects

LINE = "36 35 {device} / {place} rw,noatime master:1 - {kind} {kind} rw"


class Elsewhere:
    """A remote store that can be told what to say."""

    name, warnings = "far", ("far would write over objects; let nobody else put there",)

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def prepare(self, room: int = 0) -> None:
        if self.error:
            raise self.error


def said(store: object, *, online: bool) -> list[tuple[str, str, str]]:
    def opened() -> Store:
        if isinstance(store, Exception):
            raise store
        return store

    found = store_takes_objects("name", opened, online=online)
    return [(each.verdict, each.said, each.do) for each in found]


def mounts(folder: Path, kind: str) -> Path:
    device = folder.stat().st_dev
    path = folder / "mountinfo"
    number = f"{os.major(device)}:{os.minor(device)}"
    path.write_text("rubbish\n" + LINE.format(device=number, place="/", kind=kind) + "\n")
    return path


def test_a_directory_that_takes_objects_is_well(tmp_path):
    assert said(LocalStore("local", tmp_path), online=False) == [
        ("ok", f"takes objects, and none over another, in {tmp_path}", "")
    ]
    assert [path.name for path in tmp_path.iterdir()] == [MARKER]


def test_a_directory_that_is_not_there_yet_is_not_made(tmp_path):
    ((verdict, what, _),) = said(LocalStore("local", tmp_path / "media"), online=False)
    assert (verdict, "made when" in what) == ("ok", True)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_no_directory_is_a_failure(tmp_path):
    (tmp_path / "media").write_text("a file")
    assert said(LocalStore("local", tmp_path / "media"), online=False)[0][0] == "failure"


def test_a_remote_store_is_only_asked_online():
    assert said(Elsewhere(), online=False) == []
    assert said(Elsewhere(), online=True) == [
        ("ok", "takes objects, and none over another", ""),
        ("warning", "far would write over objects", "let nobody else put there"),
    ]


def test_a_remote_store_that_is_misused_is_a_failure_and_one_that_is_down_a_warning():
    assert said(Elsewhere(Misused("no such bucket: make it")), online=True) == [
        ("failure", "no such bucket", "make it")
    ]
    assert said(Elsewhere(CannotServe("does not answer")), online=True)[0][0] == "warning"


def test_a_store_that_cannot_be_opened_is_told_once():
    error = Misused("store s3 has no bucket: set bucket in [stores.s3]")
    assert said(error, online=False) == [
        ("failure", "store s3 has no bucket", "set bucket in [stores.s3]")
    ]
    assert said(error, online=True) == []


@pytest.mark.parametrize("kind", ["tmpfs", "overlay"])
def test_a_place_that_a_restart_wipes_is_warned_of(tmp_path, kind):
    place = tmp_path / "not/yet/there"
    (found,) = places_last({"state_dir": place}, mounts(tmp_path, kind))
    assert (found.verdict, found.about) == ("warning", "state_dir")
    assert kind in found.said


def test_a_place_that_lasts_is_nothing_to_speak_of(tmp_path):
    assert list(places_last({"state_dir": tmp_path}, mounts(tmp_path, "ext4"))) == []
    assert list(places_last({"state_dir": tmp_path}, tmp_path / "no such file")) == []


def test_room_is_told_and_too_little_is_a_failure(tmp_path):
    (enough,) = there_is_room(Room([tmp_path], 1, 1))
    (bytes_short,) = there_is_room(Room([tmp_path], 2**60, 1))
    (files_short,) = there_is_room(Room([tmp_path], 1, 2**60))
    assert [enough.verdict, bytes_short.verdict, files_short.verdict] == [
        "ok",
        "failure",
        "failure" if free_at(tmp_path).files is not None else "ok",
    ]


def test_room_is_required_in_bytes_and_in_files(tmp_path):
    require_free(tmp_path, Free(100, 100), 100, 100)
    require_free(tmp_path, Free(100, None), 100, 100)
    with pytest.raises(Deferred, match="no room"):
        require_free(tmp_path, Free(99, 100), 100, 100)
    with pytest.raises(Deferred, match="inodes"):
        require_free(tmp_path, Free(100, 99), 100, 100)
    with pytest.raises(Deferred):
        Room([tmp_path / "not/there"], 2**60, 0).require()


def test_links_without_a_secret_are_warned_of():
    signed = LocalOptions(base_url="https://media.example.org")
    (warned,) = links_can_be_signed("local", signed, Credentials({}))
    (well,) = links_can_be_signed("local", signed, Credentials({SECRET: "x" * 32}))
    assert (warned.verdict, well.verdict) == ("warning", "ok")
    assert list(links_can_be_signed("local", LocalOptions(), Credentials({}))) == []
