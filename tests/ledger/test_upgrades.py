"""A ledger of an earlier version becomes one of this version, or stays what it was."""

import random
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from ledger import old_ledgers
from ledger.episodes import AT, DAY, brief_for, key_of
from ledger.old_ledgers import FIRST, FIRST_NEW, age, contents, opened, versions

from podcaster.errors import Deferred, Misused, PodcasterError
from podcaster.ledger.database import Outdated
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.schema import MIGRATIONS
from podcaster.ledger.snapshot import before_upgrade, copies_of_upgrades


@pytest.fixture
def old(path: Path) -> Path:
    """A ledger of the first version with forty episodes."""
    with Ledger.open(path) as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        with ledger.together():
            for n in range(40):
                ledger.open_episode(brief_for(key_of(str(n))), run_id, AT)
    age(path)
    return path


def copy_of(path: Path) -> Path:
    return before_upgrade(path, 1).target


def test_an_old_ledger_is_renewed_and_keeps_its_rows(old: Path) -> None:
    with pytest.raises(Outdated, match=r"older version; `podcaster retry`"):
        Ledger.open_to_read(old)
    with Ledger.open(old) as ledger:
        assert ledger.counts(DAY) == {"pending": 40}
    assert versions(old) == list(MIGRATIONS)


def test_the_ledger_as_it_was_lies_beside_the_renewed_one(old: Path) -> None:
    before = contents(old)
    opened(old)
    assert copy_of(old).name == f"ledger-before-{MIGRATIONS[-1]}.sqlite"
    assert contents(copy_of(old)) == before
    assert versions(copy_of(old)) == [FIRST]
    assert copy_of(old).stat().st_mode & 0o777 == 0o600
    assert copies_of_upgrades(old) == [copy_of(old)]


def test_whoever_puts_the_copy_back_has_the_old_ledger_again(old: Path) -> None:
    before = contents(old)
    opened(old)
    for each in old.parent.glob("ledger.sqlite*"):
        each.unlink()
    copy_of(old).rename(old)
    assert contents(old) == before
    opened(old)
    assert contents(copy_of(old)) == before


def test_a_new_ledger_and_one_that_is_up_to_date_leave_no_copy(path: Path) -> None:
    opened(path)
    opened(path)
    assert copies_of_upgrades(path) == []


def test_an_upgrade_that_fails_half_way_changes_nothing(old: Path) -> None:
    with closing(sqlite3.connect(old)) as tampered, tampered:
        tampered.execute("CREATE TABLE episodes_by_store (id INTEGER)")  # in the way of the third
    before = contents(old)
    with pytest.raises(PodcasterError):
        opened(old)
    assert versions(old) == [FIRST]
    assert contents(old) == before


def test_without_room_for_the_copy_nothing_is_renewed(old: Path) -> None:
    before, limits = contents(old), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, limits[1]))
    try:
        with pytest.raises(Deferred, match=r"could not be copied to .*before"):
            opened(old)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(old) == before
    assert copies_of_upgrades(old) == []


def test_nothing_that_another_program_commits_before_the_upgrade_misses_the_copy(
    old: Path,
) -> None:
    other = sqlite3.connect(old, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(PodcasterError, match="being written"):
        Ledger.open(old, busy_timeout=0.05)
    assert copies_of_upgrades(old) == []
    other.execute("DELETE FROM episodes WHERE user_id = '7'")
    other.execute("COMMIT")
    other.close()
    opened(old)
    with closing(sqlite3.connect(copy_of(old))) as copy:
        assert copy.execute("SELECT count(*) FROM episodes").fetchone() == (39,)


def test_a_newer_ledger_is_neither_renewed_nor_copied(path: Path, tmp_path: Path) -> None:
    opened(path)
    with closing(sqlite3.connect(path)) as future, future:
        future.execute("UPDATE _sqlite_migrations SET name = '999_x' WHERE name = ?", [FIRST_NEW])
    with pytest.raises(Misused, match="newer podcaster"):
        opened(path)
    with pytest.raises(Misused, match="newer podcaster"):
        replace(before_upgrade(path, 1), target=tmp_path / "copy").take()
    assert copies_of_upgrades(path) == []


@contextmanager
def upgrades_to_kill(path: Path) -> Iterator[Callable[[float], bool]]:
    """Renews the ledger once, and then again in processes that are killed so much later."""
    with subprocess.Popen(
        [sys.executable, old_ledgers.__file__, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, said = process.stdin, process.stdout

        def kill(after: float) -> bool:
            print(after, file=asked, flush=True)
            return said.readline() == "True\n"

        assert said.readline() == "ready\n"
        yield kill
        asked.close()


@pytest.mark.parametrize("kills", [6, pytest.param(150, marks=pytest.mark.servers)])
def test_an_upgrade_that_is_killed_leaves_the_old_ledger_or_the_new_one(
    old: Path, kills: int
) -> None:
    before = contents(old)
    with upgrades_to_kill(old) as kill:
        after, chance, outcomes = contents(old), random.Random(kills), Counter[str]()
        span = 0.03  # which finds its way to how long an upgrade takes here and now
        for _ in range(kills):
            age(old)
            for each in copies_of_upgrades(old):
                each.unlink()
            was_at_work = kill(chance.uniform(0.5, 1) * span)
            span *= 1.1 if was_at_work else 0.9
            now, is_kept = versions(old), copy_of(old).exists()
            assert (now, contents(old)) in [([FIRST], before), (list(MIGRATIONS), after)]
            assert is_kept or now == [FIRST]
            if is_kept:
                assert contents(copy_of(old)) == before
            outcomes[f"{was_at_work} {len(now)} {is_kept}"] += 1
    if kills > 100:  # some before its end, some after
        assert {each.split()[0] for each in outcomes} == {"True", "False"}, outcomes
    opened(old)
    assert contents(old) == after
    assert copies_of_upgrades(old) == [copy_of(old)]
