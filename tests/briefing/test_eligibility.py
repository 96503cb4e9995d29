from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import activities, learners, moments, zones

from podcaster.briefing.eligibility import (
    Rule,
    SkipReason,
    Standing,
    Verdict,
    judge,
    judge_activity,
    zone_of,
)
from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, Answer, Learner, LearnerId

UTC_ZONE = ZoneInfo("UTC")
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 20)
SEEN = datetime(2026, 3, 19, 20, tzinfo=UTC)


def learner(
    *,
    is_active: bool = True,
    last_active_at: datetime | None = SEEN,
    opted_out: bool = False,
    paused: bool = False,
    plays_are_known: bool = False,
    traces: Mapping[str, datetime] | None = None,
) -> Learner:
    return Learner(
        id=LearnerId("", "42"),
        is_active=is_active,
        last_active_at=last_active_at,
        opted_out=opted_out,
        paused=paused,
        plays_are_known=plays_are_known,
        traces=traces or {},
    )


def reason(
    who: Learner,
    *,
    asked: DateAsked | None = None,
    zone: ZoneInfo = UTC_ZONE,
    from_hour: int = 0,
    has_own_zone: bool = True,
    forgotten: bool = False,
    served: bool = False,
    unheard: int | None = None,
    is_listed: bool = False,
    pause_after: int = 0,
) -> SkipReason | None:
    options = EligibilityOptions(from_hour=from_hour, pause_after_unheard=pause_after)
    asked = asked or DateAsked(None, NOW)
    standing = Standing(forgotten=forgotten, served=served, unheard=unheard, is_listed=is_listed)
    return judge(who, asked, zone, options, has_own_zone=has_own_zone, standing=standing).reason


def test_a_learner_seen_yesterday_is_due() -> None:
    assert reason(learner()) is None


def test_a_switched_off_account_is_inactive() -> None:
    assert reason(learner(is_active=False)) == "inactive"


def test_a_learner_without_any_trace_is_not_seen() -> None:
    assert reason(learner(last_active_at=None)) == "not_seen"


@pytest.mark.parametrize(
    ("last_active_at", "expected"),
    [
        (datetime(2026, 3, 6, 0, 0, tzinfo=UTC), None),
        (datetime(2026, 3, 5, 23, 59, 59, tzinfo=UTC), "not_seen"),
    ],
)
def test_the_days_looked_at_begin_at_midnight_fourteen_days_before(
    last_active_at: datetime, expected: SkipReason | None
) -> None:
    assert reason(learner(last_active_at=last_active_at)) == expected


def test_the_days_looked_at_begin_at_the_learners_own_midnight() -> None:
    who = learner(last_active_at=datetime(2026, 3, 5, 15, 0, tzinfo=UTC))
    assert reason(who, zone=TOKYO) is None
    assert reason(who, zone=UTC_ZONE) == "not_seen"


def test_being_seen_after_a_past_date_counts_as_seen() -> None:
    assert reason(learner(), asked=DateAsked(date(2026, 2, 1), NOW)) is None


def test_who_is_forgotten_is_that_before_anything_else() -> None:
    assert reason(learner(), forgotten=True) == "forgotten"
    assert reason(learner(is_active=False, opted_out=True), forgotten=True) == "forgotten"


def test_a_served_learner_is_already_served() -> None:
    assert reason(learner(), served=True) == "already_served"


def test_an_opted_out_learner_is_skipped() -> None:
    assert reason(learner(opted_out=True)) == "opted_out"


def test_a_paused_learner_is_skipped() -> None:
    assert reason(learner(paused=True)) == "paused"


def test_a_learner_on_the_skip_list_has_opted_out() -> None:
    assert reason(learner(), is_listed=True) == "opted_out"
    assert reason(learner(is_active=False), is_listed=True) == "inactive"


@pytest.mark.parametrize(
    ("unheard", "pause_after", "known", "expected"),
    [
        (4, 5, True, None),
        (5, 5, True, "paused"),
        (9, 0, True, None),
        (9, 5, False, None),
        (None, 5, True, None),
    ],
)
def test_who_plays_nothing_for_so_many_episodes_is_paused_where_plays_are_known(
    unheard: int | None, pause_after: int, known: bool, expected: SkipReason | None
) -> None:
    who = learner(plays_are_known=known)
    assert reason(who, unheard=unheard, pause_after=pause_after) == expected


def rule_of(name: str, who: Learner, standing: Standing, pause_after: int = 0) -> str:
    options = EligibilityOptions(pause_after_unheard=pause_after)
    asked = DateAsked(None, NOW)
    verdict = judge(who, asked, UTC_ZONE, options, has_own_zone=True, standing=standing)
    return next(rule.value for rule in verdict.rules if rule.rule == name)


def test_the_rule_on_what_was_played_says_what_is_known() -> None:
    name, knows = "pause_after_unheard", learner(plays_are_known=True)
    assert rule_of(name, knows, Standing(unheard=3), 5) == "3 unheard of at most 5"
    assert rule_of(name, learner(), Standing(unheard=3), 5) == "plays are not known"
    assert rule_of(name, knows, Standing(unheard=3)) == "off"


def test_every_trace_is_explained_and_the_newest_counts() -> None:
    old, older = datetime(2026, 1, 2, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)
    who = learner(last_active_at=old, traces={"login": older, "lesson": old, "event": SEEN})
    assert reason(who) is None
    assert rule_of("active_within_days", who, Standing()) == (
        "last seen: 2026-03-19T20:00:00+00:00 (event; lesson 2026-01-02T00:00:00+00:00; "
        "login 2025-01-02T00:00:00+00:00); looked for since 2026-03-06"
    )


def test_the_newest_time_counts_where_nobody_says_what_was_done_then() -> None:
    who = learner(traces={"login": datetime(2025, 1, 2, tzinfo=UTC)})
    assert reason(who) is None
    assert rule_of("active_within_days", who, Standing()).startswith(
        "last seen: 2026-03-19T20:00:00+00:00 (login 2025-01-02T00:00:00+00:00);"
    )


def test_of_several_reasons_the_most_lasting_one_counts() -> None:
    everything = learner(is_active=False, opted_out=True, paused=True, last_active_at=None)
    assert reason(everything, served=True) == "inactive"
    assert reason(learner(opted_out=True, paused=True, last_active_at=None)) == "opted_out"
    assert reason(learner(paused=True, last_active_at=None), served=True) == "paused"
    assert reason(learner(last_active_at=None), served=True) == "not_seen"
    assert reason(learner(), served=True, from_hour=23) == "already_served"


@pytest.mark.parametrize(("from_hour", "expected"), [(18, None), (19, "not_yet_today")])
def test_a_learner_with_a_zone_is_due_from_that_local_hour(
    from_hour: int, expected: SkipReason | None
) -> None:
    assert reason(learner(), zone=TOKYO, from_hour=from_hour) == expected


def test_the_hour_is_the_local_one_on_the_day_that_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = DateAsked(None, datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    after = DateAsked(None, datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    assert reason(learner(), asked=before, zone=berlin, from_hour=2) == "not_yet_today"
    assert reason(learner(), asked=after, zone=berlin, from_hour=2) is None


def test_a_learner_without_a_zone_is_due_whenever_the_run_starts() -> None:
    assert reason(learner(), zone=TOKYO, from_hour=23, has_own_zone=False) is None


def test_naming_today_does_not_open_it_before_the_hour() -> None:
    assert reason(learner(), asked=DateAsked(TODAY, NOW), from_hour=12) == "not_yet_today"


def test_a_past_date_is_open_at_any_hour() -> None:
    asked = DateAsked(date(2026, 3, 19), NOW)
    assert reason(learner(), asked=asked, from_hour=23) is None


def test_of_a_date_that_has_not_begun_nobody_says_that_the_learner_was_not_seen() -> None:
    asked = DateAsked(date(2026, 9, 1), NOW)
    assert reason(learner(), asked=asked) == "not_yet_today"
    assert reason(learner(is_active=False), asked=asked) == "inactive"


def test_a_date_that_has_not_begun_where_the_learner_is_waits() -> None:
    asked = DateAsked(TODAY, NOW)
    assert reason(learner(), asked=asked, zone=ZoneInfo("Pacific/Kiritimati")) is None
    assert reason(learner(), asked=asked, zone=ZoneInfo("Pacific/Pago_Pago")) == "not_yet_today"


def test_without_a_named_date_everybody_has_a_day_of_their_own() -> None:
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert reason(learner(), zone=ZoneInfo(name)) is None


def test_every_rule_is_explained_whatever_decided() -> None:
    verdict = judge(
        learner(is_active=False, last_active_at=None),
        DateAsked(None, NOW),
        TOKYO,
        EligibilityOptions(from_hour=6),
        has_own_zone=True,
        standing=Standing(),
    )
    assert verdict.rules == (
        Rule("forgotten", "no", "ok"),
        Rule("is_active", "no", "skip"),
        Rule("opted_out", "no", "ok"),
        Rule("skip_list", "no", "ok"),
        Rule("paused", "no", "ok"),
        Rule("pause_after_unheard", "off", "ok"),
        Rule("date", "2026-03-20; today is 2026-03-20 in Asia/Tokyo", "ok"),
        Rule("active_within_days", "last seen: never; looked for since 2026-03-06", "skip"),
        Rule("already_served", "no", "ok"),
        Rule("from_hour", "18:30 in Asia/Tokyo, from 06:00", "ok"),
    )


def answered(count: int) -> Activity:
    return Activity(
        answers=tuple(
            Answer(at=SEEN, is_correct=True, question=f"Question {n}?") for n in range(count)
        )
    )


@pytest.mark.parametrize(
    ("count", "min_answers", "expected"), [(0, 0, True), (4, 5, False), (5, 5, True)]
)
def test_enough_is_as_many_answers_as_the_operator_asks_for(
    count: int, min_answers: int, expected: bool
) -> None:
    options = EligibilityOptions(min_answers=min_answers)
    judged = judge_activity(Verdict(None, ()), answered(count), options, day=TODAY, zone=UTC_ZONE)
    assert judged.eligible is expected


def test_answers_after_the_date_are_not_enough_for_it() -> None:
    options = EligibilityOptions(min_answers=1)
    due, day = Verdict(None, ()), date(2026, 3, 18)
    assert not judge_activity(due, answered(3), options, day=day, zone=UTC_ZONE).eligible


def test_too_little_data_is_the_last_reason() -> None:
    options = EligibilityOptions(min_answers=5)
    due, skipped = Verdict(None, ()), Verdict("paused", ())
    judged = judge_activity(due, answered(2), options, day=TODAY, zone=UTC_ZONE)
    assert judged == Verdict("too_little_data", (Rule("min_answers", "2 of at least 5", "skip"),))
    judged = judge_activity(skipped, answered(2), options, day=TODAY, zone=UTC_ZONE)
    assert judged.reason == "paused"


@given(
    who=learners(),
    activity=activities(),
    named=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    default=zones(),
    standing=st.builds(
        Standing,
        forgotten=st.booleans(),
        served=st.booleans(),
        unheard=st.none() | st.integers(0, 9),
        is_listed=st.booleans(),
    ),
    min_answers=st.integers(0, 20),
    pause_after=st.integers(0, 9),
)
def test_any_learner_falls_into_exactly_one_bucket(
    who: Learner,
    activity: Activity,
    named: date | None,
    now: datetime,
    default: ZoneInfo,
    standing: Standing,
    min_answers: int,
    pause_after: int,
) -> None:
    zone, has_own_zone = zone_of(who.timezone, default)
    asked = DateAsked(named, now.replace(tzinfo=UTC))
    options = EligibilityOptions(
        min_answers=min_answers, from_hour=6, pause_after_unheard=pause_after
    )
    verdict = judge(who, asked, zone, options, has_own_zone=has_own_zone, standing=standing)
    verdict = judge_activity(verdict, activity, options, day=asked.for_zone(zone), zone=zone)
    assert verdict.eligible == all(rule.verdict == "ok" for rule in verdict.rules)
    assert verdict.eligible == (verdict.reason is None)
    assert len({rule.rule for rule in verdict.rules}) == len(verdict.rules) == 11


@given(last_active_at=moments(), zone=zones())
def test_being_seen_later_never_makes_a_learner_less_due(
    last_active_at: datetime, zone: ZoneInfo
) -> None:
    if reason(learner(last_active_at=last_active_at), zone=zone) is None:
        later = datetime.max.replace(tzinfo=UTC)
        assert reason(learner(last_active_at=later), zone=zone) is None


@pytest.mark.parametrize("name", ["Asia/Tokyo", "Etc/GMT+5", "America/Argentina/Buenos_Aires"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zone_of(name, UTC_ZONE) == (ZoneInfo(name), True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Asia",
        "Asia/Atlantis",
        "asia/",
        "/etc/passwd",
        "../../etc/passwd",
        "zone.tab",
        "UTC\n",
        "\0",
        "Asia/Tokyo\0",
        "x" * 10_000,
        "A/" * 5_000,
        "\ud800",
        "東京",
        "+09:00",
    ],
)
def test_an_unknown_zone_is_the_default_one(name: str) -> None:
    assert zone_of(name, TOKYO) == (TOKYO, False)


@given(st.text(st.characters()) | st.from_regex(r"[A-Za-z_+-]{1,12}(/[A-Za-z_+-]{1,12}){0,2}"))
def test_no_text_whatever_breaks_the_zone(name: str) -> None:
    zone, is_own = zone_of(name, TOKYO)
    assert is_own or zone is TOKYO
