from pathlib import Path

import pytest
from storage.contract import CONTENT, KEY, sha256_of

from podcaster.domain.episode import StoredObject
from podcaster.errors import CannotServe, Conflict
from podcaster.storage.local import LocalStore
from podcaster.storage.store import Found
from podcaster.storage.transfer import SourceLost, transfer


class ForgetfulStore(LocalStore):
    """Says that it has put, and later finds something else or nothing."""

    def __init__(self, root: Path, finds: Found | None) -> None:
        super().__init__("forgetful", root)
        self.finds = finds

    def stat(self, key: str) -> Found | None:
        return self.finds


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


@pytest.mark.parametrize("finds", [None, Found(bytes=len(CONTENT), sha256=sha256_of(b"other"))])
def test_a_store_that_does_not_hold_what_it_took_is_not_believed(
    source: Path, tmp_path: Path, finds: Found | None
) -> None:
    with pytest.raises(CannotServe, match="does not hold"):
        send(source, ForgetfulStore(tmp_path / "media", finds))


def test_a_conflict_in_the_target_is_passed_on(
    source: Path, target: LocalStore, tmp_path: Path
) -> None:
    (tmp_path / "media" / KEY).parent.mkdir(parents=True)
    (tmp_path / "media" / KEY).write_bytes(b"something else")
    with pytest.raises(Conflict):
        send(source, target)
