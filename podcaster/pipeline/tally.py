"""What a night came to, counted from its outcomes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from podcaster.domain.learner import BadRecord
from podcaster.errors import PlanDeferred, SourceUnreadable, TryLater
from podcaster.pipeline.outcomes import (
    BUG,
    Due,
    Failed,
    LimitReached,
    Noted,
    NotTriedAgain,
    Outcome,
    PutOff,
    Read,
    Served,
    Skipped,
    SourceBroke,
    TriedAgain,
    Withdrawn,
)

T = TypeVar("T")

SHOWN = 100
"""How many failures, bad records and learners are kept one by one; all are counted."""

LEFT_BEHIND = "an episode was never finished and is older than [pipeline] retry_days"


@dataclass
class Tally:
    """Counts that add up to the learner: everybody read is due, skipped or a bad record.

    `due_by` counts those who are due by plan and language, `due_by_trace` those of them whose last
    login alone would not do, by the kind of trace that was newest. `benched` says why providers
    that were asked are out for the rest of the run: somebody has to see to that. `causes` counts
    failures by kind; of those, `given_up` are not tried any more. After a `limit` nobody was read.
    `not_tried_again` says why second tries ended, which leaves nobody out. `too_old` episodes of
    earlier runs are unfinished and will stay so.
    """

    skipped: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    due: int = 0
    due_by: Counter[tuple[str, str]] = field(default_factory=Counter)
    due_by_trace: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    given_up: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    bad: int = 0
    learners: list[Due] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    bad_records: list[BadRecord] = field(default_factory=list)
    read: int = 0
    ahead: int = 0
    limit: int | None = None
    source_error: SourceUnreadable | None = None
    put_off: TryLater | None = None
    not_tried_again: TryLater | None = None
    too_old: int = 0
    benched: list[str] = field(default_factory=list)

    @property
    def completed(self) -> int:
        """Episodes of this run that are served, in whatever way."""
        return sum(self.by_status.values())

    @property
    def bugs(self) -> int:
        """Failures that are nobody's but the program's."""
        return self.causes[BUG]

    def add(self, outcome: Outcome) -> None:
        """Counts one outcome."""
        match outcome:
            case Skipped():
                self.skipped[outcome.reason] += outcome.count
            case Read():
                self.read += outcome.learners
                self.ahead += outcome.ahead
            case Due():
                self.due += 1
                self.due_by[outcome.plan, outcome.language] += 1
                self.due_by_trace.update(filter(None, [outcome.seen_by]))
                _keep(self.learners, outcome)
            case Served():
                self.by_status[outcome.status] += 1
            case Failed():
                self._fail(outcome)
            case Withdrawn():
                self._withdraw(outcome)
            case NotTriedAgain():
                self._end_second_tries(outcome.error)
            case TriedAgain():
                self._take_back(outcome)
                self.add(outcome.ended)
            case BadRecord():
                self.bad += 1
                _keep(self.bad_records, outcome)
            case Noted():
                self.warnings[outcome.warning] += outcome.count
            case SourceBroke():
                self.source_error = outcome.error
            case LimitReached():
                self.limit = outcome.limit
            case PutOff():
                self._put_off(outcome.error)

    def _fail(self, failed: Failed) -> None:
        self.failed += 1
        self.given_up += failed.is_given_up
        self.causes[failed.kind] += 1
        _keep(self.failures, failed)

    def _take_back(self, again: TriedAgain) -> None:
        """Counts the first failure of a learner no more: each is counted once."""
        self.failed -= 1
        self.causes -= Counter([again.kind])
        self.failures = [each for each in self.failures if each.key != again.ended.key]

    def leave_behind(self, episodes: int) -> None:
        """Counts unfinished episodes that are too old for a `retry`; that is a warning."""
        self.too_old = episodes
        if episodes:
            self.warnings[LEFT_BEHIND] += episodes

    def _withdraw(self, gone: Withdrawn) -> None:
        """Counts a learner who was due as skipped: nobody is both."""
        self.due -= 1
        self.due_by -= Counter([(gone.due.plan, gone.due.language)])
        self.due_by_trace -= Counter(filter(None, [gone.due.seen_by]))
        self.learners = [each for each in self.learners if each != gone.due]
        self.skipped[gone.reason] += 1

    def _end_second_tries(self, error: TryLater) -> None:
        if self.not_tried_again is None:
            self.not_tried_again = error
            self.warnings[f"no second try for whoever failed: {error}"] += 1

    def _put_off(self, error: TryLater) -> None:
        """The first reason is told: whoever was under way then only says that the run stops."""
        if self.put_off is None or isinstance(self.put_off, PlanDeferred):
            self.put_off = error

    def exit_code(self, interrupted_by: int | None = None) -> int:
        """The run's exit code; `interrupted_by` is the number of a signal.

        Interrupted before put off, put off before nothing done, nothing done before some failed.
        """
        if interrupted_by is not None:
            return 128 + interrupted_by
        if self.put_off is not None:
            return self.put_off.exit_code
        if self.completed == 0 and (self.due or self.source_error is not None):
            return 4
        return 3 if self.failed or self.bad or self.source_error is not None else 0

    @property
    def is_before_its_day(self) -> bool:
        """True where learners were read and the date has begun for none of them."""
        return 0 < self.read == self.ahead

    @property
    def rehearsed_exit_code(self) -> int:
        """The exit code of a night that was only planned."""
        if self.source_error is not None:
            return self.source_error.exit_code
        return 3 if self.bad else 0


def _keep(kept: list[T], one: T) -> None:
    if len(kept) < SHOWN:
        kept.append(one)
