from pathlib import Path

import pytest
from storage.contract import CONTENT, KEY, sha256_of

from podcaster.errors import CannotServe
from podcaster.storage.spool import Spool


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def test_a_recording_lies_where_its_path_says(spool: Spool) -> None:
    assert spool.add(KEY, CONTENT, sha256_of(CONTENT)) == spool.path(KEY)
    assert spool.path(KEY).read_bytes() == CONTENT


def test_it_holds_only_what_is_whole(spool: Spool) -> None:
    assert not spool.holds(KEY, sha256_of(CONTENT))
    spool.add(KEY, CONTENT, sha256_of(CONTENT))
    assert spool.holds(KEY, sha256_of(CONTENT))
    spool.path(KEY).write_bytes(CONTENT[:-1])
    assert not spool.holds(KEY, sha256_of(CONTENT))


def test_nobody_else_can_read_it(spool: Spool, tmp_path: Path) -> None:
    spool.prepare()
    path = spool.add(KEY, CONTENT, sha256_of(CONTENT))
    assert path.stat().st_mode & 0o777 == 0o600
    assert {each.stat().st_mode & 0o777 for each in (tmp_path / "spool", path.parent)} == {0o700}


def test_what_a_run_that_died_has_spooled_gives_way(spool: Spool) -> None:
    spool.add(KEY, b"of a run that died", sha256_of(b"of a run that died"))
    spool.add(KEY, CONTENT, sha256_of(CONTENT))
    assert spool.path(KEY).read_bytes() == CONTENT


def test_bytes_that_are_not_what_was_promised_are_not_spooled(spool: Spool) -> None:
    with pytest.raises(CannotServe):
        spool.add(KEY, CONTENT, sha256_of(b"other"))
    assert not spool.path(KEY).exists()


def test_discarding_leaves_no_trace_and_may_be_repeated(spool: Spool, tmp_path: Path) -> None:
    spool.add(KEY, CONTENT, sha256_of(CONTENT))
    spool.discard(KEY)
    spool.discard(KEY)
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_is_left_in_it_can_be_listed(spool: Spool) -> None:
    assert list(spool.keys()) == []
    spool.add(KEY, CONTENT, sha256_of(CONTENT))
    assert list(spool.keys()) == [KEY]
