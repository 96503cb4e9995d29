"""A ledger in a file beside a plain dict: how both are written and compared."""

import random
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ledger.episodes import AT, DAY
from ledger.plain_ledger import Paid, Plain, Row, told_by

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Stored
from podcaster.domain.learner import LearnerId
from podcaster.ledger.due import is_anything_due
from podcaster.ledger.ledger import Ledger
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

KILLED = 0.15
"""The share of writes that are killed."""
CHANGES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "VACUUM")

Result = TypeVar("Result")
Pick = st.integers(0, 1000)


def is_made(row: Row) -> bool:
    """One that a run may carry on."""
    return not row.is_silent and row.status != "expired"


def has_object(row: Row) -> bool:
    return row.has_object


class LedgerBesideDict(RuleBasedStateMachine):
    """`change` is the one way to write: it does the same to the ledger and to the dict.

    It also stages kills: a copy of all files, taken before the n-th change that a write makes or
    after it all, is what a kill at that moment leaves. It must hold all of that write or nothing,
    and is what goes on.
    """

    did: ClassVar[Counter[str]] = Counter()
    steps: ClassVar[int] = 0
    ledgers: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.state_dir = Path(self.folder.name) / "0"
        self.now = AT
        self.chance = random.Random(0)
        self.plain = Plain()
        self.ledger = Ledger.open(self.path)
        self.run_id = self.ledger.start_run("generate", DAY, AT)
        LedgerBesideDict.ledgers += 1

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
        before, changes = self.plain, 0
        kill_at = self.chance.randint(1, 4) if self.chance.random() < KILLED else 0
        killed = self.state_dir.with_name(str(int(self.state_dir.name) + 1))

        def look(statement: str) -> None:
            nonlocal changes
            changes += statement.startswith(CHANGES)
            if changes == kill_at and not killed.exists():
                shutil.copytree(self.state_dir, killed)

        with self.ledger._database.reading() as connection:
            connection.set_trace_callback(look if kill_at else None)
            result = write(self.ledger)
            connection.set_trace_callback(None)
        self.plain = after(result) if callable(after) else after
        if not kill_at:
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
        self.state_dir = killed
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

    # What must always hold

    @rule()
    def others_read_the_same(self) -> None:
        with Ledger.open_to_read(self.path) as view:
            assert self.told(view) == self.told_of(self.plain)
        since = AT - timedelta(days=1)
        assert is_anything_due(self.path, since, self.now) == self.plain.is_due(self.now)

    @invariant()
    def the_ledger_holds_what_the_dict_holds(self) -> None:
        LedgerBesideDict.steps += 1
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
