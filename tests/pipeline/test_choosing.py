"""Who is due: every learner of every page ends in exactly one bucket."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from histories import Remembered

from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.brief import Recent
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.ledger.ledger import Ledger
from podcaster.pipeline.choosing import Case, choose
from podcaster.pipeline.oddities import MOST_TOLD
from podcaster.pipeline.outcomes import Noted, Read, Skipped, SourceBroke
from podcaster.pipeline.rules import Rules
from podcaster.speech.options import SpeechOptions

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
RULES = Rules(
    asked=DateAsked(None, NOW),
    zone=ZoneInfo("UTC"),
    eligibility=EligibilityOptions(),
    speech=SpeechOptions(),
    default_language="en",
)


@dataclass
class Pages:
    """A source of one page, which notes whose activity it was asked for."""

    learners: Sequence[Learner]
    bad: Sequence[BadRecord] = ()
    duplicates: int = 0
    ignored_fields: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    broken: bool = False
    name: str = "pages"
    asked_for: list[LearnerId] = field(default_factory=list)
    known: Activity = field(default_factory=Activity)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        self.asked_for.extend(wanted)
        return dict.fromkeys(wanted, self.known)

    def pages(self, size: int, user_id: str | None = None) -> Iterator["Pages"]:
        yield self
        if self.broken:
            raise SourceUnreadable("cut off in line 9")


def learner(user_id: str, **known: object) -> Learner:
    seen = {"last_active_at": NOW - timedelta(days=1), **known}
    return Learner(id=LearnerId(str(seen.pop("tenant", "")), user_id), **seen)


def chosen(source: Pages, rules: Rules = RULES, history: Remembered | None = None) -> list:
    choices = choose(source, rules, history or Remembered())
    return [each for each in choices if not isinstance(each, Read)]


def test_a_due_learner_is_a_case_with_a_brief():
    (case,) = chosen(Pages([learner("7", language="ja_JP", plan="basic")]))
    assert isinstance(case, Case)
    assert (case.brief().language, case.brief().plan) == ("ja-JP", "free")


def test_everybody_else_is_counted_by_reason():
    source = Pages(
        [
            learner("1"),
            learner("2", is_active=False),
            learner("3", last_active_at=None),
            learner("4", last_active_at=NOW - timedelta(days=90)),
        ],
        duplicates=2,
    )
    choices = chosen(source)
    skips = {each.reason: each.count for each in choices if isinstance(each, Skipped)}
    assert skips == {"inactive": 1, "not_seen": 2, "duplicate": 2}
    assert sum(isinstance(each, Case) for each in choices) == 1


def test_only_the_due_have_their_activity_read():
    source = Pages([learner("1"), learner("2", is_active=False)])
    chosen(source)
    assert source.asked_for == [LearnerId("", "1")]


def test_who_is_served_is_asked_once_a_page_and_skipped():
    history = Remembered(all_served=True)
    source = Pages([learner("1"), learner("2")])
    assert chosen(source, history=history) == [Skipped("already_served", 2)]
    assert history.asked == [("served", 2)]


def test_who_is_forgotten_is_skipped_and_nothing_else_is_asked_about_them():
    source = Pages([learner("1"), learner("2")])
    history = Remembered(gone=frozenset({LearnerId("", "2")}))
    assert Skipped("forgotten") in chosen(source, history=history)
    assert source.asked_for == [LearnerId("", "1")]


def test_the_last_episodes_are_asked_for_once_a_page_and_of_the_due_alone():
    heard = Recent(topics=("Verbs",), turn=7)
    history = Remembered(episodes={LearnerId("", "2"): heard})
    source = Pages([learner("1"), learner("2"), learner("3", is_active=False)])
    first, second, _ = chosen(source, history=history)
    assert (first.recent, second.recent) == (Recent(), heard)
    assert (first.brief().turn, second.brief().turn) == (None, 8)
    assert history.asked == [("served", 3), ("recent", 2)]


def test_from_night_to_night_the_ledger_keeps_topics_and_questions_from_recurring(tmp_path):
    studies = Activity(courses=("Grammar", "Spelling", "Reading"))
    heard = []
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        for night in range(3):
            now = NOW + timedelta(days=night)
            rules = replace(RULES, asked=DateAsked(None, now))
            source = Pages([learner("1", last_active_at=now)], known=studies)
            (brief,) = (each.brief() for each in choose(source, rules, ledger) if is_case(each))
            ledger.open_episode(brief, ledger.start_run("generate", now.date(), now), now)
            heard.append((brief.focus.topic, brief.practice.question, brief.turn))
    first = NOW.toordinal()
    assert heard == [
        ("Grammar", "Grammar", None),
        ("Spelling", "Spelling", first + 1),
        ("Reading", "Reading", first + 2),
    ]


def is_case(choice: object) -> bool:
    return isinstance(choice, Case)


def test_plays_are_counted_only_where_the_operator_and_the_source_know_of_them():
    history = Remembered(not_played={LearnerId("", "2"): 5, LearnerId("", "3"): 4})
    known = {"plays_are_known": True}
    source = Pages([learner("1"), learner("2", **known), learner("3", **known)])
    assert len(chosen(source, history=history)) == 3
    pausing = replace(RULES, eligibility=EligibilityOptions(pause_after_unheard=5))
    one, three, skipped = chosen(source, pausing, history)
    assert (one.key.learner.user_id, three.key.learner.user_id) == ("1", "3")
    assert skipped == Skipped("paused", 1)
    assert history.asked.count(("unheard", 2)) == 1


def test_a_skip_list_names_learners_of_one_tenant_or_of_any():
    source = Pages([learner("1"), learner("2", tenant="north"), learner("2", tenant="south")])
    one_tenant = replace(RULES, skip_list=frozenset({"north/2"}))
    *due, skipped = chosen(source, one_tenant)
    assert [each.key.learner for each in due] == [LearnerId("", "1"), LearnerId("south", "2")]
    assert skipped == Skipped("opted_out", 1)
    assert chosen(source, replace(RULES, skip_list=frozenset({"2"})))[1:] == [
        Skipped("opted_out", 2)
    ]


def test_a_case_says_by_what_trace_the_learner_was_seen_where_no_login_would_do():
    old, new = NOW - timedelta(days=90), NOW - timedelta(days=1)
    source = Pages(
        [
            learner("1", traces={"login": old, "lesson": old, "event": new}),
            learner("2", traces={"event": new}),
            learner("3", traces={"login": NOW - timedelta(days=2), "event": new}),
            learner("4"),
        ]
    )
    assert [case.seen_by for case in chosen(source)] == ["event", "event", "", ""]


def test_a_language_that_is_not_given_is_the_default():
    (case,) = chosen(Pages([learner("1")]))
    assert case.language == "en"


def test_a_language_that_is_none_is_not_taken_for_the_default():
    (case,) = chosen(Pages([learner("1", language="klingon")]))
    assert case.language == "klingon"


def test_an_unknown_plan_is_served_as_the_default_with_a_warning():
    noted, case = chosen(Pages([learner("1", plan="platinum")]))
    assert isinstance(noted, Noted)
    assert "platinum" in noted.warning
    assert case.plan == "free"


def test_an_unknown_zone_is_taken_for_the_configured_one_with_a_warning():
    noted, case = chosen(Pages([learner("1", timezone="Mars/Olympus")]))
    assert "Mars/Olympus" in noted.warning
    assert isinstance(case, Case)


@pytest.mark.parametrize("odd", ["plan", "timezone"])
def test_odd_values_past_the_first_few_are_told_together(odd):
    people = [learner(str(n), **{odd: f"Mars {n % 50}"}) for n in range(100)]
    noted = Counter(each.warning for each in chosen(Pages(people)) if isinstance(each, Noted))
    assert len(noted) == MOST_TOLD + 1
    assert sum(noted.values()) == 100
    (together,) = (count for said, count in noted.items() if said.endswith(": (others)"))
    assert together == 100 - 2 * MOST_TOLD


def test_each_learner_has_the_date_of_their_own_zone():
    source = Pages(
        [learner("1", timezone="Pacific/Kiritimati"), learner("2", timezone="Pacific/Pago_Pago")]
    )
    days = [case.key.date.isoformat() for case in chosen(source)]
    assert days == ["2026-11-21", "2026-11-20"]


def test_learners_of_other_tenants_are_left_out():
    source = Pages([learner("1", tenant="north"), learner("1", tenant="south")])
    (case,) = chosen(source, replace(RULES, tenant="south"))
    assert case.key.learner.tenant == "south"


def test_a_source_that_breaks_serves_those_before_and_then_says_so():
    case, broke = chosen(Pages([learner("1")], broken=True))
    assert isinstance(case, Case)
    assert isinstance(broke, SourceBroke)


def test_bad_records_travel_on_with_their_place():
    bad = BadRecord(4, "plan", "is not text")
    assert chosen(Pages([], bad=[bad])) == [bad]


def test_too_little_data_is_a_reason_only_where_the_operator_asks_for_data():
    rules = replace(RULES, eligibility=EligibilityOptions(min_answers=1))
    assert chosen(Pages([learner("1")]), rules) == [Skipped("too_little_data", 1)]


def test_readers_learn_for_how_many_the_date_has_not_begun():
    ahead = replace(RULES, asked=DateAsked(NOW.date(), NOW))
    source = Pages(
        [learner("1", timezone="Pacific/Kiritimati"), learner("2", timezone="Pacific/Pago_Pago")]
    )
    assert Read(learners=2, ahead=1) in list(choose(source, ahead, Remembered()))
