"""Which of the platform's own scores may be believed."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from podcaster.domain.days import start_of
from podcaster.domain.learner import Ability

CEILING = 1000.0
"""The platform's scores stop here and are known to drift there: one that did says nothing."""
FRESH_FOR_DAYS = 90
ENOUGH_TO_FAIL_ONCE = 20
"""Answers of which one is wrong, for anybody: where all are right, wrong ones were counted so."""


def believed(ability: Ability, day: date, zone: ZoneInfo) -> Ability:
    """`ability` as it is, or nothing of it where it shows that it cannot be true on `day`."""
    known = known_on(ability, day, zone)
    tells_nothing = _is_at_ceiling(known) or _only_climbs(known) or _is_old(known, day, zone)
    return Ability() if tells_nothing else known


def known_on(ability: Ability, day: date, zone: ZoneInfo) -> Ability:
    """`ability`, or nothing where it was computed after `day`, from answers that came later."""
    end = start_of(day + timedelta(days=1), zone)
    is_later = ability.computed_at is not None and ability.computed_at >= end
    return Ability() if is_later else ability


def _is_at_ceiling(ability: Ability) -> bool:
    return ability.overall is not None and ability.overall >= CEILING


def _only_climbs(ability: Ability) -> bool:
    answered, right = ability.answered, ability.right
    return answered is not None and answered >= ENOUGH_TO_FAIL_ONCE and right == answered


def _is_old(ability: Ability, day: date, zone: ZoneInfo) -> bool:
    oldest = start_of(day - timedelta(days=FRESH_FOR_DAYS), zone)
    return ability.computed_at is not None and ability.computed_at < oldest
