"""Who is due: every learner of every page ends in exactly one bucket."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.brief import Brief, EpisodeKey
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.choosing import Rules, choose
from podcaster.pipeline.outcomes import Noted, Skipped, SourceBroke
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
    broken: bool = False
    name: str = "pages"
    asked_for: list[LearnerId] = field(default_factory=list)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        self.asked_for.extend(wanted)
        return {}

    def pages(self, size: int) -> Iterator["Pages"]:
        yield self
        if self.broken:
            raise SourceUnreadable("cut off in line 9")


def learner(user_id: str, **known: object) -> Learner:
    seen = {"last_active_at": NOW - timedelta(days=1), **known}
    return Learner(id=LearnerId(str(seen.pop("tenant", "")), user_id), **seen)


def nobody_served(keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
    return frozenset()


def all_served(keys: Sequence[EpisodeKey]) -> frozenset[EpisodeKey]:
    return frozenset(keys)


def chosen(source: Pages, rules: Rules = RULES, served=nobody_served) -> list:
    return list(choose(source, rules, served))


def test_a_due_learner_gets_a_brief():
    (brief,) = chosen(Pages([learner("7", language="ja_JP", plan="basic")]))
    assert isinstance(brief, Brief)
    assert (brief.language, brief.plan) == ("ja-JP", "free")


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
    assert sum(isinstance(each, Brief) for each in choices) == 1


def test_only_the_due_have_their_activity_read():
    source = Pages([learner("1"), learner("2", is_active=False)])
    chosen(source)
    assert source.asked_for == [LearnerId("", "1")]


def test_who_is_served_is_asked_once_a_page_and_skipped():
    assert chosen(Pages([learner("1"), learner("2")]), served=all_served) == [
        Skipped("already_served", 2)
    ]


def test_a_language_that_is_not_given_is_the_default():
    (brief,) = chosen(Pages([learner("1", language="???")]))
    assert brief.language == "en"


def test_an_unknown_plan_is_served_as_the_default_with_a_warning():
    noted, brief = chosen(Pages([learner("1", plan="platinum")]))
    assert isinstance(noted, Noted)
    assert "platinum" in noted.warning
    assert brief.plan == "free"


def test_an_unknown_zone_is_taken_for_the_configured_one_with_a_warning():
    noted, brief = chosen(Pages([learner("1", timezone="Mars/Olympus")]))
    assert "Mars/Olympus" in noted.warning
    assert isinstance(brief, Brief)


def test_each_learner_has_the_date_of_their_own_zone():
    source = Pages(
        [learner("1", timezone="Pacific/Kiritimati"), learner("2", timezone="Pacific/Pago_Pago")]
    )
    days = [brief.key.date.isoformat() for brief in chosen(source)]
    assert days == ["2026-11-21", "2026-11-20"]


def test_learners_of_other_tenants_are_left_out():
    source = Pages([learner("1", tenant="north"), learner("1", tenant="south")])
    (brief,) = chosen(source, replace(RULES, tenant="south"))
    assert brief.key.learner.tenant == "south"


def test_a_source_that_breaks_serves_those_before_and_then_says_so():
    brief, broke = chosen(Pages([learner("1")], broken=True))
    assert isinstance(brief, Brief)
    assert isinstance(broke, SourceBroke)


def test_bad_records_travel_on_with_their_place():
    bad = BadRecord(4, "plan", "is not text")
    assert chosen(Pages([], bad=[bad])) == [bad]


def test_too_little_data_is_a_reason_only_where_the_operator_asks_for_data():
    rules = replace(RULES, eligibility=EligibilityOptions(min_answers=1))
    assert chosen(Pages([learner("1")]), rules) == [Skipped("too_little_data", 1)]
