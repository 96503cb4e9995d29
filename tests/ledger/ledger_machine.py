"""A ledger in a file to which anything happens in any order, beside a plain dict."""

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ledger.episodes import (
    AT,
    DAY,
    attempt,
    brief_for,
    recorded_from,
    scripted_from,
    stored_from,
)
from ledger.old_ledgers import age, versions
from ledger.plain_ledger import DELIVERED, Paid, Plain, Row, told_by

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Episode, Opened, Recorded, Scripted, Stored
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe, Misused
from podcaster.ledger.due import is_anything_due
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.schema import MIGRATIONS
from podcaster.ledger.snapshot import Snapshot, before_upgrade
from podcaster.ledger.view import LedgerView

LEARNERS = [
    LearnerId(tenant, user)
    for tenant in ("", "school")
    for user in ("1", "ユーザー", "4'; DROP TABLE episodes; --")
]
DAYS = [DAY + timedelta(days=n) for n in range(3)]
KEYS = [EpisodeKey(learner, day) for learner in LEARNERS for day in DAYS]
AT_FIRST = [(learner, day) for day in DAYS[::-1] for learner in LEARNERS[::-1]]
STORES = ["local", "s3", "odd \"'.name"]
TRIES = 3
MEMORY = Path("/dev/shm")
"""Where there is one: a kill is no power cut, so nothing need wait for a disk."""

Result = TypeVar("Result")
Pick = st.integers(0, 1000)


def is_made(row: Row) -> bool:
    """One that a run may carry on."""
    return not row.is_silent and row.status != "expired"


def has_object(row: Row) -> bool:
    return row.has_object


class LedgerMachine(RuleBasedStateMachine):
    """`change` is the one way to write: it does the same to the ledger and to the dict.

    It also stages kills: a copy of all files, taken at the n-th statement of a write or after it,
    is what a kill at that moment leaves. It must hold all of that write or nothing, and is what
    goes on.
    """

    did: ClassVar[Counter[str]] = Counter()
    steps: ClassVar[int] = 0
    ledgers: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.state_dir = Path(self.folder.name) / "0"
        self.now = AT
        self.kill_at: int | None = None
        self.plain = Plain()
        self.ledger = Ledger.open(self.path)
        self.run_id = self.ledger.start_run("generate", DAY, AT)
        LedgerMachine.ledgers += 1

    @property
    def path(self) -> Path:
        return self.state_dir / "ledger.sqlite"

    def teardown(self) -> None:
        assert [tuple(row) for row in self.asked("PRAGMA integrity_check")] == [("ok",)]
        assert self.asked("PRAGMA foreign_key_check") == []
        self.ledger.close()
        self.folder.cleanup()

    def asked(self, sql: str, *values: str) -> list[sqlite3.Row]:
        return self.ledger._database.rows(sql, values)

    # Writing

    def change(
        self,
        name: str,
        write: Callable[[Ledger], Result],
        after: Plain | Callable[[Result], Plain],
    ) -> bool:
        """Lets `write` do to the ledger what makes the dict `after`; False if that was killed."""
        self.did[name] += 1
        before, statements = self.plain, 0
        killed = self.state_dir.with_name(str(int(self.state_dir.name) + 1))

        def look(_: str) -> None:
            nonlocal statements
            statements += 1
            if statements == self.kill_at:
                shutil.copytree(self.state_dir, killed)

        with self.ledger._database.reading() as connection:
            connection.set_trace_callback(look if self.kill_at else None)
            result = write(self.ledger)
            connection.set_trace_callback(None)
        self.plain = after(result) if callable(after) else after
        if not self.kill_at:
            return True
        if not killed.exists():
            shutil.copytree(self.state_dir, killed)
        self.die(killed, before)
        return False

    def die(self, killed: Path, before: Plain) -> None:
        """Goes on with what a kill has left."""
        self.did["killed"] += 1
        self.ledger.close()
        shutil.rmtree(self.state_dir)
        self.state_dir, self.kill_at = killed, None
        self.ledger = Ledger.open(self.path)
        left = self.told(self.ledger)
        if left != self.told_of(self.plain):
            assert left == self.told_of(before)
            self.did["undone by the kill"] += 1
            self.plain = before

    def told(self, view: LedgerView) -> tuple[object, ...]:
        paid = view._database.rows(
            "SELECT count(*) AS n, coalesce(sum(cost_micro_usd), 0) AS cost FROM attempts"
        )
        return told_by(view, KEYS), view.forgotten(KEYS), paid[0]["n"], paid[0]["cost"]

    def told_of(self, plain: Plain) -> tuple[object, ...]:
        forgotten = frozenset(key for key in KEYS if key.learner in plain.forgotten)
        return plain.told(), forgotten, len(plain.paid), sum(each.cost for each in plain.paid)

    def picked(self, pick: int, fits: Callable[[Row], bool] = is_made) -> EpisodeKey | None:
        """One of the episodes that fit and whose learners are not forgotten."""
        found = [
            key
            for key, row in self.plain.rows.items()
            if key.learner not in self.plain.forgotten and fits(row)
        ]
        return found[pick % len(found)] if found else None

    def change_row(
        self, name: str, key: EpisodeKey, write: Callable[[Ledger, str], object], row: Row
    ) -> None:
        episode_id = self.plain.rows[key].episode.id
        after = self.plain.with_row(key, row)
        self.change(name, lambda ledger: write(ledger, episode_id), after)

    # Making

    @initialize(reached=st.lists(st.integers(0, 3), min_size=4, max_size=8))
    def begin_with_some(self, reached: list[int]) -> None:
        for (learner, day), further in zip(AT_FIRST, reached, strict=False):
            self.open_episode(learner, day, further, is_short=False)

    @rule(
        learner=st.sampled_from(LEARNERS),
        day=st.sampled_from(DAYS),
        further=st.integers(0, 3),
        is_short=st.booleans(),
    )
    def open_episode(self, learner: LearnerId, day: date, further: int, is_short: bool) -> None:
        """Whether it is there already or not, and then `further` milestones."""
        key = EpisodeKey(learner, day)
        self.now += timedelta(seconds=1)
        known = self.plain.rows.get(key)
        if learner in self.plain.forgotten or (known and known.is_silent):
            with pytest.raises(CannotServe):
                self.ledger.open_episode(brief_for(key), self.run_id, self.now)
            return

        def after(opened: Episode) -> Plain:
            assert known is None or opened == known.episode
            return self.plain.with_row(key, known or Row(opened, self.now))

        brief = brief_for(key)
        self.change("open", lambda led: led.open_episode(brief, self.run_id, self.now), after)
        for _ in range(further):
            self.advance_one(key, is_short)

    @rule(pick=Pick, is_short=st.booleans())
    def advance(self, pick: int, is_short: bool) -> None:
        """To the next milestone, from wherever an episode stands."""
        if (key := self.picked(pick)) is not None:
            self.advance_one(key, is_short)

    def advance_one(self, key: EpisodeKey, is_short: bool) -> None:
        row = self.plain.rows.get(key)
        if row is None or not is_made(row) or row.has_object:
            return
        match row.episode:
            case Recorded():
                further: Scripted = stored_from(row.episode)
                status = "completed_with_fallback" if is_short else "completed"
            case Scripted():
                further, status = recorded_from(row.episode), "pending_upload"
            case _:
                further = scripted_from(row.episode)
                status = "script_only" if is_short else "script_generated"
        self.change_row(
            type(further).__name__.lower(),
            key,
            lambda ledger, _: ledger.save(further, status=status, at=self.now),
            row.saved(further, status),
        )

    @rule(pick=Pick, again=st.booleans())
    def fail(self, pick: int, again: bool) -> None:
        key = self.picked(pick)
        if key is None:
            return
        self.change_row(
            "fail",
            key,
            lambda ledger, name: ledger.fail(
                name, stage="speech", message="no", at=self.now, tries=TRIES, again=again
            ),
            self.plain.rows[key].failed(self.now, TRIES, again=again),
        )

    @rule(minutes=st.sampled_from([1, 10, 40, 160]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(pick=Pick, rests=st.booleans())
    def be_in_flight(self, pick: int, rests: bool) -> None:
        key = self.picked(pick, lambda row: is_made(row) and not row.is_served)
        if key is None:
            return
        status = "script_generated" if rests else "audio_generating"
        self.change_row(
            "in flight",
            key,
            lambda ledger, name: (
                ledger.at_rest(name, status, self.now)
                if rests
                else ledger.in_flight(name, self.now)
            ),
            replace(self.plain.rows[key], status=status),
        )

    @rule(pick=Pick)
    def lose_the_recording(self, pick: int) -> None:
        """What a retry does whose spool is empty, and `--remake` where no store has it."""
        key = self.picked(pick, lambda row: is_made(row) and isinstance(row.episode, Recorded))
        if key is None:
            return
        row = self.plain.rows[key]
        scripted = scripted_from(Opened(id=row.episode.id, brief=row.episode.brief))
        self.change_row(
            "discard recording",
            key,
            lambda ledger, name: ledger.discard_recording(name),
            row.back_at(scripted, "script_generated"),
        )

    @rule(pick=Pick)
    def write_it_anew(self, pick: int) -> None:
        key = self.picked(pick, lambda row: is_made(row) and not row.has_object)
        if key is None:
            return
        row = self.plain.rows[key]
        opened = Opened(id=row.episode.id, brief=row.episode.brief)
        self.change_row(
            "discard script",
            key,
            lambda ledger, name: ledger.discard_script(name),
            row.back_at(opened, "pending"),
        )

    @rule(pick=Pick, cost=st.none() | st.integers(0, 10**6), ok=st.booleans())
    def pay(self, pick: int, cost: int | None, ok: bool) -> None:
        """For an episode, or for a preview where there is none."""
        key = self.picked(pick)
        is_unknown = cost is None and ok
        after = replace(self.plain, paid=(*self.plain.paid, Paid(key, cost or 0, is_unknown)))
        episode_id = None
        if key is not None:
            row = self.plain.rows[key]
            episode_id = row.episode.id
            total = None if is_unknown or row.cost is None else row.cost + (cost or 0)
            after = after.with_row(key, replace(row, cost=total))
        run_id = self.run_id if key else None
        self.change(
            "pay", lambda ledger: ledger.record(attempt(cost, ok=ok), run_id, episode_id), after
        )

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

    @rule(statement=st.integers(1, 8))
    def be_killed_in_the_next_write(self, statement: int) -> None:
        self.kill_at = statement

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

    # What must always hold

    @rule()
    def others_read_the_same(self) -> None:
        with Ledger.open_to_read(self.path) as view:
            assert self.told(view) == self.told_of(self.plain)
        since = AT - timedelta(days=1)
        assert is_anything_due(self.path, since, self.now) == self.plain.is_due(self.now)

    @invariant()
    def the_ledger_holds_what_the_dict_holds(self) -> None:
        LedgerMachine.steps += 1
        assert self.told(self.ledger) == self.told_of(self.plain)
        ((count,),) = self.asked("SELECT count(*) FROM episodes")
        assert count == len(self.plain.rows)

    @invariant()
    def what_is_completed_has_its_object(self) -> None:
        wrong = self.asked(
            "SELECT id FROM episodes WHERE status IN ('completed', 'completed_with_fallback')"
            " AND (object_key IS NULL OR store IS NULL OR bytes IS NULL OR sha256 IS NULL)"
        )
        assert wrong == []

    @invariant()
    def questions_about_all_agree(self) -> None:
        ledger, plain = self.ledger, self.plain
        assert ledger.served(KEYS) == {key for key, row in plain.rows.items() if row.is_served}
        assert [each.id for each in ledger.unfinished(DAY)] == plain.unfinished()
        for day in DAYS:
            assert ledger.counts(day) == plain.counts(day)
        for learner in LEARNERS:
            given_up = [
                row.episode.id
                for key, row in plain.rows.items()
                if key.learner.user_id == learner.user_id
                and row.status == "given_up"
                and not row.is_silent
            ]
            assert [each.id for each in ledger.given_up(learner.user_id, DAY)] == given_up

    @invariant()
    def questions_about_stores_agree(self) -> None:
        stored = dict(self.plain.stored())
        places = Counter[str]()
        for row in stored.values():
            assert isinstance(row.episode, Stored)
            places[row.episode.stored.store] += row.status != "expired"
        left_in = {name for row in stored.values() for name in row.left_in}
        assert self.ledger.stores() == (frozenset(places), left_in)
        assert {name: self.ledger.volume(name).objects for name in places} == dict(places)
        for row in self.plain.rows.values():
            assert self.ledger.is_over(row.episode.id) == (row.status == "expired")

    @invariant()
    def money_adds_up(self) -> None:
        paid = self.plain.paid
        total = sum(each.cost for each in paid)
        assert self.ledger.spent(AT) == total
        costs = self.ledger.costs(DAY, DAY)
        assert sum(each.spending.cost_micro_usd for each in costs) == total
        assert sum(each.spending.attempts for each in costs) == len(paid)
        assert sum(each.spending.unknown for each in costs) == _unknown(paid)
        run = self.ledger.spending(self.run_id)
        of_run = [each for each in paid if each.key is not None]
        assert run.known_micro_usd == sum(each.cost for each in of_run)
        assert run.unknown == _unknown(of_run)


def _unknown(paid: Sequence[Paid]) -> int:
    return sum(each.is_unknown for each in paid)
