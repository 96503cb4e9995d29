"""Whatever is wrong at either end, a row points at a verified object or stays where it was."""

import shutil
import tempfile
from pathlib import Path

import pytest
from archives import Archive, Far, Mover
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.errors import CannotServe, Conflict, Deferred
from podcaster.storage.local import LocalStore

OBJECTS = 5
SOURCES = st.sampled_from(["whole", "whole", "gone", "rotten"])
TARGETS = st.sampled_from(["empty", "empty", "same", "other"])
TROUBLES = st.sampled_from(
    [
        None,
        None,
        ("put", CannotServe("refused")),
        ("put", Conflict("somebody was quicker")),
        ("put", Deferred("full")),
        ("stat", CannotServe("away")),
    ]
)
FATES = st.lists(st.tuples(SOURCES, TARGETS, TROUBLES), min_size=OBJECTS, max_size=OBJECTS)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    Archive(folder / "ledger.sqlite", LocalStore("near", folder / "near")).fill(OBJECTS)
    return folder


@pytest.mark.servers  # patience
@settings(max_examples=25, deadline=None)
@given(fates=FATES, is_far=st.booleans(), reads_back=st.booleans())
def test_no_object_is_lost_overwritten_or_believed_without_proof(filled, fates, is_far, reads_back):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(filled, folder, dirs_exist_ok=True)
        near, far = LocalStore("near", folder / "near"), Far(LocalStore("far", folder / "far"))
        archive = Archive(folder / "ledger.sqlite", near)
        for key, fate in zip(sorted(archive.rows()), fates, strict=True):
            befall(key, fate, near, far)
        before = {store.name: contents(store) for store in (near, far.inner)}
        mover = Mover(folder, reads_back=reads_back)
        moves = mover.move(Far(near) if is_far else near, far)
        check(archive, fates, before, near, far)
        assert sum(moves.counts.values()) == OBJECTS or moves.put_off is not None
        assert list(mover.room.iterdir()) == []
        far.errors.clear()
        mover.move(near, far)
        again = [(source, target, None) for source, target, _ in fates]
        check(archive, again, before, near, far)


def befall(key: str, fate: tuple, near: LocalStore, far: Far) -> None:
    source, target, trouble = fate
    if target != "empty":
        path = far.inner.path(key)
        path.parent.mkdir(parents=True)
        path.write_bytes(near.path(key).read_bytes() if target == "same" else b"other")
    if source == "gone":
        near.path(key).unlink()
    elif source == "rotten":
        near.path(key).write_bytes(b"rotten")
    if trouble is not None:
        far.errors[trouble[0], key] = trouble[1]


def contents(store: LocalStore) -> dict[str, bytes]:
    return {key: store.path(key).read_bytes() for key in store.list("")}


def check(archive: Archive, fates: list, before: dict, near: LocalStore, far: Far) -> None:
    assert contents(near) == before["near"]
    after = contents(far.inner)
    assert before["far"].items() <= after.items()
    for (key, row), (source, target, _) in zip(sorted(archive.rows().items()), fates, strict=True):
        if row["store"] == "far":
            assert far.inner.stat(key) == row["found"]
            assert row["left_in"] == ("near",)
        can_arrive = target == "same" or (target == "empty" and source == "whole")
        if not can_arrive:
            assert row["store"] == "near"
        elif not any(each for _, _, each in fates):
            assert row["store"] == "far"
