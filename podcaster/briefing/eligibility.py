"""Who is due for an episode, and why not."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from podcaster.briefing.answers import known_answers
from podcaster.briefing.options import EligibilityOptions
from podcaster.briefing.traces import first_day, last_seen, traces_told
from podcaster.domain.days import DateAsked, local_date, start_of
from podcaster.domain.learner import Activity, Learner

SkipReason = Literal[
    "forgotten",
    "inactive",
    "not_seen",
    "already_served",
    "opted_out",
    "paused",
    "too_little_data",
    "duplicate",
    "not_yet_today",
    "too_long_ago",
]
"""Why a learner gets no episode; each learner has at most one.

`forgotten` is who has asked to be, by `podcaster forget`; `inactive` is an account that is switched
off; `not_seen` a learner without any trace of activity in the days looked at, or ever; `opted_out`
and `paused` are said by the source, by the operator's skip list, or by episodes that nobody plays.
`duplicate` is a second record of one learner: whoever reads the pages counts those, they are never
judged. `too_long_ago` is a date of which nothing is kept: no night is made for it, so only those
who ask about one learner meet it.
"""

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it was applied: what was found, in words, and what follows from it."""

    rule: str
    value: str
    verdict: Literal["ok", "skip"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Due or not, with every rule that was looked at, in the order in which they decide."""

    reason: SkipReason | None
    rules: tuple[Rule, ...]

    @property
    def eligible(self) -> bool:
        """True where no rule says to skip."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is on record about a learner's episodes, and what the operator wants.

    `unheard` counts the episodes that were delivered since one was last played, those of the date
    in question and later left out; None where nobody looked.
    """

    forgotten: bool = False
    served: bool = False
    unheard: int | None = None
    is_listed: bool = False


Finding = tuple[SkipReason, Rule]


def judge(
    learner: Learner,
    asked: DateAsked,
    zone: ZoneInfo,
    options: EligibilityOptions,
    *,
    has_own_zone: bool,
    standing: Standing,
) -> Verdict:
    """Whether `learner` is due; of several reasons not to, the first of this order counts.

    forgotten, inactive, opted_out, paused
                                   what holds on every day
    not_yet_today, by its date     what nothing can be known of before
    not_seen                       what holds until the learner comes back
    already_served                 what is settled for this date
    not_yet_today, by its hour     what a later run will change

    The last reason, too_little_data, is `judge_activity`'s, since activity is only read for
    learners who are due so far. `zone` is the learner's own, or the configured one where
    `has_own_zone` is false. All rules are applied, so that every one of them can be explained.
    """
    findings = (
        _flag("forgotten", "forgotten", standing.forgotten, wanted=False),
        _flag("inactive", "is_active", learner.is_active, wanted=True),
        _flag("opted_out", "opted_out", learner.opted_out, wanted=False),
        _flag("opted_out", "skip_list", standing.is_listed, wanted=False),
        _flag("paused", "paused", learner.paused, wanted=False),
        _heard(learner, standing.unheard, options.pause_after_unheard),
        _begun(asked, zone),
        _seen(learner, asked.for_zone(zone), zone, options.active_within_days),
        _flag("already_served", "already_served", standing.served, wanted=False),
        _late_enough(asked, zone, options.from_hour if has_own_zone else 0),
    )
    skips = (reason for reason, rule in findings if rule.verdict == "skip")
    return Verdict(next(skips, None), tuple(rule for _, rule in findings))


def judge_activity(
    verdict: Verdict, activity: Activity, options: EligibilityOptions, *, day: date, zone: ZoneInfo
) -> Verdict:
    """`verdict` with the rule on how much there is to talk about added as the last one."""
    known = len(known_answers(activity.answers, day, zone))
    is_enough = known >= options.min_answers
    rule = _rule("min_answers", f"{known} of at least {options.min_answers}", is_enough)
    reason = verdict.reason or (None if is_enough else "too_little_data")
    return Verdict(reason, (*verdict.rules, rule))


def zone_of(name: str, default: ZoneInfo) -> tuple[ZoneInfo, bool]:
    """The zone called `name`, or `default`; the flag tells whether `name` is a zone. Never raises.

    Only what looks like a zone's name reaches the file system: the name is a learner's.
    """
    if len(name) > 64 or not _ZONE_NAME.fullmatch(name):
        return default, False
    try:
        return ZoneInfo(name), True
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a directory, such as "Asia"
        return default, False


def _heard(learner: Learner, unheard: int | None, at_most: int) -> Finding:
    """Whether the learner still plays what is made; without a limit nobody looks."""
    is_paused = False
    if not at_most:
        value = "off"
    elif not learner.plays_are_known or unheard is None:
        value = "plays are not known"
    else:
        value, is_paused = f"{unheard} unheard of at most {at_most}", unheard >= at_most
    return "paused", _rule("pause_after_unheard", value, not is_paused)


def _seen(learner: Learner, day: date, zone: ZoneInfo, within_days: int) -> Finding:
    """Activity in the `within_days` local days before `day`, on it, or since."""
    first, newest = first_day(day, within_days), last_seen(learner)
    was_seen = newest is not None and newest >= start_of(first, zone)
    value = f"last seen: {traces_told(learner)}; looked for since {first.isoformat()}"
    return "not_seen", _rule("active_within_days", value, was_seen)


def _begun(asked: DateAsked, zone: ZoneInfo) -> Finding:
    today = local_date(asked.now, zone)
    value = f"{asked.for_zone(zone)}; today is {today} in {zone.key}"
    return "not_yet_today", _rule("date", value, not asked.is_ahead_of(zone))


def _late_enough(asked: DateAsked, zone: ZoneInfo, from_hour: int) -> Finding:
    """The hour matters on the day itself; a past date is open at any time."""
    now = asked.now.astimezone(zone)
    is_past = asked.for_zone(zone) < now.date()
    value = f"{now:%H:%M} in {zone.key}, from {from_hour:02}:00"
    return "not_yet_today", _rule("from_hour", value, is_past or now.hour >= from_hour)


def _flag(reason: SkipReason, name: str, found: bool, *, wanted: bool) -> Finding:
    return reason, _rule(name, "yes" if found else "no", found == wanted)


def _rule(name: str, value: str, is_met: bool) -> Rule:
    return Rule(name, value, "ok" if is_met else "skip")
