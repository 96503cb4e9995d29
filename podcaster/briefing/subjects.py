"""Where a learner is weakest, by subject."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from podcaster.briefing.ability import CEILING
from podcaster.briefing.answers import Tally, tally
from podcaster.briefing.periods import Period
from podcaster.briefing.speakable import speakable_title
from podcaster.domain.facts import Fact, WeakSubject
from podcaster.domain.learner import Ability, Answer

LEAST_ANSWERS = 5
"""Answers below which a share is chance: with four, one slip moves it by 25 points."""
WEAK_ALONE_BELOW = 80
"""Percent: a subject with no other to compare it to is weak only where it goes wrong often."""

WEAK_SCORE_ALONE_BELOW = 500
"""The platform's score from which on a learner is advanced, for the same reason."""


def is_score(score: float) -> bool:
    """True for a score that says something; infinities, NaN and the ceiling do not."""
    return math.isfinite(score) and 0 <= score < CEILING


def find_weakest(
    answers: Sequence[Answer], ability: Ability, period: Period, so_far: Period
) -> Fact[WeakSubject] | None:
    """The subject with the lowest share of right answers in `period`.

    The platform's score serves only where no subject has answers enough; it gives no percentage,
    and `n` is 0 since no answers are known to stand behind it. A good score is weak only beside a
    better one.
    """
    by_subject = _tallies(period.of(answers))
    if by_subject:
        return _weakest_of(by_subject, period)
    scores = {speakable_title(raw): score for raw, score in _scores(ability.by_subject)}
    named = sorted((score, name) for name, score in scores.items() if name)
    if not named or named[0][0] == named[-1][0] >= WEAK_SCORE_ALONE_BELOW:
        return None
    return Fact(WeakSubject(name=named[0][1]), 0, so_far.name, "ability")


def _tallies(answers: Sequence[Answer]) -> dict[str, Tally]:
    by_raw: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_raw[answer.subject].append(answer)
    by_name: defaultdict[str, list[Answer]] = defaultdict(list)
    for raw, some in by_raw.items():
        by_name[speakable_title(raw)] += some
    return {
        name: tally(some) for name, some in by_name.items() if name and len(some) >= LEAST_ANSWERS
    }


def _weakest_of(by_subject: Mapping[str, Tally], period: Period) -> Fact[WeakSubject] | None:
    """Of equal shares, the one with more answers behind it; all answers right is not weak."""
    name, found = min(
        by_subject.items(),
        key=lambda item: (item[1].right / item[1].answered, -item[1].answered, item[0]),
    )
    bar = 100 if len(by_subject) > 1 else WEAK_ALONE_BELOW
    if found.right * 100 >= bar * found.answered:
        return None
    weak = WeakSubject(name=name, accuracy_percent=found.percent)
    return Fact(weak, found.answered, period.name, "answers")


def _scores(by_subject: Mapping[str, float]) -> list[tuple[str, float]]:
    """Highest first, so that of two spellings of one subject the lower score stands."""
    known = [(raw, score) for raw, score in by_subject.items() if is_score(score)]
    return sorted(known, key=lambda pair: (-pair[1], pair[0]))
