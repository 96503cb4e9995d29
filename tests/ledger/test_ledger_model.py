"""The ledger against a plain dict, in whatever order things happen."""

import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from ledger.episodes import (
    AT,
    DAY,
    attempt,
    brief_for,
    key_of,
    recorded_from,
    scripted_from,
    stored_from,
)

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import SERVED, Episode, Recorded, Scripted, Status, Stored
from podcaster.ledger.ledger import Ledger

USERS = ["1", "2", "ユーザー", "4'; DROP TABLE episodes; --"]
DAYS = [DAY, DAY + timedelta(days=1)]


@dataclass
class Known:
    """What the model knows of an episode."""

    episode: Episode
    status: Status = "pending"
    failures: int = 0
    cost: int | None = 0


class LedgerMachine(RuleBasedStateMachine):
    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "ledger.sqlite"
        self.ledger = Ledger.open(self.path)
        self.now = AT
        self.run_id = self.ledger.start_run("generate", DAY, AT)
        self.model: dict[EpisodeKey, Known] = {}

    def teardown(self) -> None:
        self.ledger.close()
        self.directory.cleanup()

    @rule(
        target=keys,
        user=st.sampled_from(USERS),
        day=st.sampled_from(DAYS),
        tenant=st.sampled_from(["", "school"]),
    )
    def open_episode(self, user: str, day: date, tenant: str) -> EpisodeKey:
        key = key_of(user, day, tenant)
        self.now += timedelta(seconds=1)
        episode = self.ledger.open_episode(brief_for(key), self.run_id, self.now)
        known = self.model.setdefault(key, Known(episode))
        assert known.episode == episode
        return key

    @rule(key=keys)
    def advance(self, key: EpisodeKey) -> None:
        known = self.model[key]
        match known.episode:
            case Recorded():
                known.episode, known.status = stored_from(known.episode), "completed"
            case Scripted():
                known.episode, known.status = recorded_from(known.episode), "pending_upload"
            case _:
                known.episode, known.status = scripted_from(known.episode), "script_generated"
        self.ledger.save(known.episode, status=known.status, at=self.now)

    @rule(key=keys)
    def fail(self, key: EpisodeKey) -> None:
        known = self.model[key]
        known.status, known.failures = "failed", known.failures + 1
        self.ledger.fail(known.episode.id, stage="speech", message="no voice", at=self.now)

    @rule(key=keys)
    def be_in_flight(self, key: EpisodeKey) -> None:
        self.model[key].status = "audio_generating"
        self.ledger.in_flight(self.model[key].episode.id, self.now)

    @rule(key=keys)
    def lose_the_recording(self, key: EpisodeKey) -> None:
        known = self.model[key]
        if isinstance(known.episode, Recorded) and not isinstance(known.episode, Stored):
            known.episode, known.status = scripted_from(known.episode), "script_generated"
            assert self.ledger.discard_recording(known.episode.id) == known.episode

    @rule(key=keys, cost=st.none() | st.integers(0, 10**6), ok=st.booleans())
    def pay(self, key: EpisodeKey, cost: int | None, ok: bool) -> None:
        known = self.model[key]
        self.ledger.record(attempt(cost, ok=ok), self.run_id, known.episode.id)
        if cost is None and ok:
            known.cost = None
        elif known.cost is not None:
            known.cost += cost or 0

    @rule()
    def end_and_begin_again(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.path)

    @invariant()
    def every_row_is_as_the_model_says(self) -> None:
        for key, known in self.model.items():
            row = self.ledger.episode(key.learner.user_id, key.learner.tenant, key.date)
            assert row is not None
            assert (row.status, row.failures, row.cost_micro_usd) == (
                known.status,
                known.failures,
                known.cost,
            )

    @invariant()
    def questions_add_up(self) -> None:
        served = {key for key, known in self.model.items() if known.status in SERVED}
        assert self.ledger.served(list(self.model)) == served
        left = [known.episode for key, known in self.model.items() if key not in served]
        assert [self.ledger.resume(each.id) for each in self.ledger.unfinished(DAY)] == left
        for day in DAYS:
            counted = Counter(known.status for key, known in self.model.items() if key.date == day)
            assert self.ledger.counts(day) == counted


TestLedgerAgainstADict = LedgerMachine.TestCase
TestLedgerAgainstADict.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
