"""What is true about a learner, each with how it is known."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Generic, TypeVar

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Fact(Generic[V]):
    """A value with its sample size, the window it was taken from, and its source.

    `n` counts everything the source holds, so it may be more than a list in `value` shows, and a
    list may be empty where nothing in it is fit to be spoken. `window` is `first..last` in local
    days, both included, or `until last`; `source` is a field of the learner's record.
    """

    value: V
    n: int
    window: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedQuestion:
    """A question answered wrongly, with the right answer as the source stores it.

    `given` is empty where it is not fit to be spoken; `at` is when it was last missed.
    """

    question: str
    given: str
    correct: str
    subject: str = ""
    quiz: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """Something to go over again; `kind` is `quiz` where it stands for questions of one.

    `retention_percent` is an estimate in whole percent, None where there is none to speak of: the
    source does not say, the item has `faded` to next to nothing, which is no figure that anybody
    measured, or it was `never_reviewed`, so that there was nothing yet to forget.
    """

    title: str
    kind: str = ""
    retention_percent: int | None = None
    faded: bool = False
    never_reviewed: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakSubject:
    """The subject with the lowest share of right answers; None where only a score is known."""

    name: str
    accuracy_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that may be said about a learner; a fact that is not known well enough is absent.

    Accuracies are whole percents of the answers given in the window.
    """

    accuracy_this_week: Fact[int] | None = None
    accuracy_last_week: Fact[int] | None = None
    weakest_subject: Fact[WeakSubject] | None = None
    reviews_due: Fact[tuple[ReviewItem, ...]] | None = None
    missed_questions: Fact[tuple[MissedQuestion, ...]] | None = None
    lessons_finished: Fact[tuple[str, ...]] | None = None
    recommended: Fact[str] | None = None

    def known(self) -> Iterator[tuple[str, Fact[object]]]:
        """The facts that are there, by name."""
        for each in fields(self):
            fact = getattr(self, each.name)
            if fact is not None:
                yield each.name, fact
