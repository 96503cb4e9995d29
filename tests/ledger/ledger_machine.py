"""A ledger in a file to which anything happens in any order, beside a plain dict."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from ledger.episodes import DAY
from ledger.ledger_beside_dict import DAYS, LEARNERS, STORES, Pick, has_object
from ledger.ledger_makings import LedgerOfRuns
from ledger.old_ledgers import age, versions
from ledger.plain_ledger import DELIVERED, Plain

from podcaster.domain.episode import Stored
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, Misused
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.schema import MIGRATIONS
from podcaster.ledger.snapshot import Snapshot, before_upgrade


class LedgerMachine(LedgerOfRuns):
    """Between runs objects move, rows are pruned, learners forgotten; and anything is killed."""

    # Where objects are

    @rule(pick=Pick, other=st.sampled_from(STORES))
    def switch_store(self, pick: int, other: str) -> None:
        key = self.picked(pick, has_object)
        if key is None:
            return
        row = self.plain.rows[key]
        assert isinstance(row.episode, Stored)
        source = row.episode.stored.store
        if source == other:
            other = STORES[STORES.index(source) - 1]
        if row.status == "expired":
            with pytest.raises(CannotServe):
                self.ledger.switch_store(row.episode.id, source=source, target=other, at=self.now)
            return
        self.change_row(
            "switch store",
            key,
            lambda ledger, name: ledger.switch_store(
                name, source=source, target=other, at=self.now
            ),
            row.in_store(other),
        )

    @rule(pick=Pick, store=st.sampled_from(STORES), is_there=st.booleans())
    def expect_or_forget_a_copy(self, pick: int, store: str, is_there: bool) -> None:
        key = self.picked(pick, lambda row: row.has_object and row.status != "expired")
        if key is None:
            return
        row = self.plain.rows[key]
        assert isinstance(row.episode, Stored)
        left_in = row.left_in - {store}
        if is_there:
            left_in = row.left_in | ({store} - {row.episode.stored.store})
        self.change_row(
            "copies",
            key,
            lambda ledger, name: (
                ledger.expect_copy(name, store, self.now)
                if is_there
                else ledger.forget_copy(name, store, self.now)
            ),
            replace(row, left_in=left_in),
        )

    @rule(pick=Pick)
    def expire(self, pick: int) -> None:
        key = self.picked(pick, lambda row: row.status in DELIVERED)
        if key is not None:
            row = replace(self.plain.rows[key], status="expired")
            self.change_row("expire", key, lambda led, name: led.expire(name, self.now), row)

    # Ending

    @rule(
        before=st.sampled_from(DAYS[1:]),
        unfinished_too=st.booleans(),
        is_whole=st.booleans(),
        limit=st.integers(1, 2),
    )
    def prune(self, before: date, unfinished_too: bool, is_whole: bool, limit: int) -> None:
        """A batch falls silent; one that `is_whole` loses its objects too."""
        unfinished_before = before if unfinished_too else DAY
        aged = self.ledger.aged(before, unfinished_before, ("", ""), limit)
        ids = [each.id for each in aged]
        after = self.plain.without([each.key for each in aged], rows=False)
        for each in aged:
            after = after.with_row(each.key, after.rows[each.key].silent())
        is_alive = self.change("prune", lambda ledger: ledger.silence(ids, self.now), after)
        if is_whole and is_alive:
            for key, row in after.stored():
                if row.episode.id in ids:
                    gone = replace(row, has_object=False, left_in=frozenset())
                    after = after.with_row(key, gone)
            self.change("objects gone", lambda led: led.objects_gone(ids, self.now), after)

    @rule(learner=st.sampled_from(LEARNERS[:2]))
    def ask_to_forget(self, learner: LearnerId) -> None:
        after = replace(self.plain, forgotten=self.plain.forgotten | {learner})
        self.change("ask to forget", lambda ledger: ledger.tombstones.lay(learner), after)

    @precondition(lambda self: self.plain.forgotten)
    @rule(pick=Pick)
    def forget(self, pick: int) -> None:
        """Step by step; a kill ends it, and the next one goes on."""
        learner = sorted(self.plain.forgotten)[pick % len(self.plain.forgotten)]
        mark = self.ledger.tombstones.mark_of(learner)
        assert mark is not None
        rows = self.ledger.episodes_of(learner)
        ids, keys = [row.id for row in rows], [row.key for row in rows]
        assert set(keys) == {key for key in self.plain.rows if key.learner == learner}
        gone = self.plain.without(keys, rows=True)
        steps: list[tuple[str, Callable[[Ledger], object], Plain]] = [
            ("mark", lambda ledger: ledger.mark_forgotten(mark, self.now), self.plain),
            ("erase", lambda ledger: ledger.erase_episodes(ids), gone),
            ("scrub", lambda ledger: ledger.scrub(), gone),
            ("settle", lambda ledger: ledger.tombstones.settle(mark), gone),
        ]
        if all(self.change(*step) for step in steps):
            contents = b"".join(each.read_bytes() for each in self.state_dir.glob("ledger.sqlite*"))
            assert not any(each.encode() in contents for each in ids)

    @precondition(lambda self: self.plain.forgotten)
    @rule(pick=Pick)
    def welcome_back(self, pick: int) -> None:
        learner = sorted(self.plain.forgotten)[pick % len(self.plain.forgotten)]
        mark = self.ledger.tombstones.mark_of(learner)
        assert mark is not None
        self.ledger.tombstones.settle(mark)
        self.ledger.unmark_forgotten(mark)
        self.plain = replace(self.plain, forgotten=self.plain.forgotten - {learner})

    # Ends, kills, upgrades

    @rule(what=st.integers(0, 3), version=st.integers(1, len(MIGRATIONS) - 1))
    def be_closed(self, what: int, version: int) -> None:
        """And opened again, by whatever comes next."""
        match what:
            case 0:
                self.end_and_begin_again()
            case 1:
                self.come_from_an_older_version(version)
            case 2:
                self.meet_a_newer_version()
            case _:
                self.be_restored_from_a_backup()

    def end_and_begin_again(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.path)

    def come_from_an_older_version(self, version: int) -> None:
        if self.asked("SELECT 1 FROM forgotten"):
            return  # no older version forgot anybody
        self.did["older version"] += 1
        self.ledger.close()
        age(self.path, version)
        with pytest.raises(Misused, match="older version"):
            Ledger.open_to_read(self.path)
        self.ledger = Ledger.open(self.path)
        assert versions(self.path) == list(MIGRATIONS)
        assert versions(before_upgrade(self.path, 1).target) == list(MIGRATIONS[:version])

    def meet_a_newer_version(self) -> None:
        self.did["newer version"] += 1
        self.ledger.close()
        renamed = "UPDATE _sqlite_migrations SET name = ? WHERE name = ?"
        with closing(sqlite3.connect(self.path)) as newer, newer:
            newer.execute(renamed, ["999_later", MIGRATIONS[-1]])
        for opened in (Ledger.open, Ledger.open_to_read):
            with pytest.raises(Misused, match="newer podcaster"):
                opened(self.path)
        with closing(sqlite3.connect(self.path)) as newer, newer:
            newer.execute(renamed, [MIGRATIONS[-1], "999_later"])
        self.ledger = Ledger.open(self.path)

    def be_restored_from_a_backup(self) -> None:
        self.did["restored"] += 1
        backup = self.state_dir / "backup.sqlite"
        part = backup.with_suffix(".part")
        Snapshot(source=self.path, target=backup, part=part, busy_timeout=1).take()
        self.ledger.close()
        for each in self.state_dir.glob("ledger.sqlite*"):
            each.unlink()
        backup.rename(self.path)
        self.ledger = Ledger.open(self.path)
