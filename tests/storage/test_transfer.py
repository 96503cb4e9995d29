from dataclasses import replace
from pathlib import Path

import pytest
from storage.contract import CONTENT, KEY, sha256_of

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Conflict
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Found
from podcaster.storage.transfer import SourceLost, transfer


class OtherStore(LocalStore):
    """Says itself that it holds something else than what was put."""

    def put(self, key: str, source: Path, sha256: str) -> StoredObject:
        stored = super().put(key, source, sha256)
        return replace(stored, bytes=stored.bytes - 1)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.mp3"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def target(tmp_path: Path) -> LocalStore:
    return LocalStore("local", tmp_path / "media")


def send(source: Path, target: LocalStore) -> StoredObject:
    return transfer(
        KEY, bytes=len(CONTENT), sha256=sha256_of(CONTENT), source=source, target=target
    )


def test_what_is_transferred_is_in_the_target(source: Path, target: LocalStore) -> None:
    stored = send(source, target)
    assert stored.store == "local"
    assert target.stat(stored.key) == Found(bytes=stored.bytes, sha256=stored.sha256)


def test_a_transfer_may_be_repeated(source: Path, target: LocalStore) -> None:
    assert send(source, target) == send(source, target)


@pytest.mark.parametrize("rotten", [CONTENT[:-1], CONTENT[:-1] + b"?", b""])
def test_a_rotten_source_is_lost_before_anything_is_sent(
    source: Path, target: LocalStore, rotten: bytes
) -> None:
    source.write_bytes(rotten)
    with pytest.raises(SourceLost, match="makes it again"):
        send(source, target)
    assert list(target.list("")) == []


def test_a_source_that_is_gone_is_lost(source: Path, target: LocalStore) -> None:
    source.unlink()
    with pytest.raises(SourceLost):
        send(source, target)


def test_a_store_that_does_not_hold_what_it_took_is_not_believed(
    source: Path, tmp_path: Path
) -> None:
    with pytest.raises(CannotServe, match="does not hold"):
        send(source, OtherStore("other", tmp_path / "media"))


def test_a_conflict_in_the_target_is_passed_on(
    source: Path, target: LocalStore, tmp_path: Path
) -> None:
    (tmp_path / "media" / KEY).parent.mkdir(parents=True)
    (tmp_path / "media" / KEY).write_bytes(b"something else")
    with pytest.raises(Conflict):
        send(source, target)
