"""What a run does to a ledger, in any order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from ledger.episodes import attempt, brief_for, recorded_from, scripted_from, stored_from
from ledger.ledger_beside_dict import (
    AT_FIRST,
    DAYS,
    LEARNERS,
    TRIES,
    LedgerBesideDict,
    Pick,
    is_made,
)
from ledger.plain_ledger import Paid, Plain, Row

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.episode import Episode, Opened, Recorded, Scripted
from podcaster.domain.learner import LearnerId
from podcaster.errors import CannotServe

REACHED = st.lists(st.integers(0, 3), min_size=4, max_size=8)


class LedgerOfRuns(LedgerBesideDict):
    """Episodes are opened, carried on, paid for, and fail."""

    @initialize(seed=st.integers(0, 2**32), reached=REACHED)
    def begin_with_some(self, seed: int, reached: list[int]) -> None:
        self.chance.seed(seed)
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

    @rule(pick=Pick, counts=st.booleans(), is_own=st.booleans())
    def fail(self, pick: int, counts: bool, is_own: bool) -> None:
        key = self.picked(pick)
        if key is None:
            return
        self.change_row(
            "fail",
            key,
            lambda ledger, name: ledger.fail(
                name,
                stage="speech",
                message="no",
                at=self.now,
                tries=TRIES,
                counts=counts,
                is_own=is_own,
            ),
            self.plain.rows[key].failed(self.now, TRIES, counts=counts, is_own=is_own),
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
