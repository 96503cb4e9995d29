import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from strategies import DAY, activities, zones

from podcaster.briefing.eligibility import Rule, Verdict
from podcaster.briefing.explaining import facts_json, rules_json
from podcaster.briefing.facts import find_facts
from podcaster.domain.facts import Fact, Facts, MissedQuestion, ReviewItem, WeakSubject
from podcaster.domain.learner import Activity

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_a_fact_is_explained_with_its_evidence() -> None:
    facts = Facts(accuracy_this_week=Fact(60, 5, "2026-11-14..2026-11-20", "answers"))
    assert facts_json(facts) == {
        "accuracy_this_week": {
            "value": 60,
            "n": 5,
            "window": "2026-11-14..2026-11-20",
            "source": "answers",
        }
    }


def test_a_weakest_subject_is_its_name_with_the_accuracy_beside_it() -> None:
    weak = WeakSubject(name="Verbs", accuracy_percent=40)
    explained = facts_json(Facts(weakest_subject=Fact(weak, 5, "w", "answers")))
    assert explained["weakest_subject"]["value"] == "Verbs"
    assert explained["weakest_subject"]["accuracy_percent"] == 40


def test_lists_are_explained_item_by_item() -> None:
    item = ReviewItem(title="Nouns", kind="quiz", retention_percent=41, due_at=AT)
    missed = MissedQuestion(question="One?", given="", correct="yes", at=AT)
    explained = facts_json(
        Facts(
            reviews_due=Fact((item,), 7, "w", "reviews_due"),
            missed_questions=Fact((missed,), 1, "w", "answers"),
            lessons_finished=Fact(("Verbs",), 1, "w", "lessons"),
        )
    )
    assert explained["reviews_due"]["value"] == [
        {
            "title": "Nouns",
            "kind": "quiz",
            "retention_percent": 41,
            "faded": False,
            "never_reviewed": False,
            "due_at": "2026-11-20T08:00:00+00:00",
        }
    ]
    assert explained["missed_questions"]["value"] == [
        {
            "question": "One?",
            "given": "",
            "correct": "yes",
            "subject": "",
            "quiz": "",
            "at": "2026-11-20T08:00:00+00:00",
        }
    ]
    assert explained["lessons_finished"]["value"] == ["Verbs"]


def test_rules_are_explained_in_their_order() -> None:
    verdict = Verdict("paused", (Rule("is_active", "yes", "ok"), Rule("paused", "yes", "skip")))
    assert rules_json(verdict) == [
        {"rule": "is_active", "value": "yes", "verdict": "ok"},
        {"rule": "paused", "value": "yes", "verdict": "skip"},
    ]


@given(activity=activities(), zone=zones())
def test_whatever_is_known_can_be_printed_as_json(activity: Activity, zone: ZoneInfo) -> None:
    facts = find_facts(activity, DAY, zone)
    explained = json.loads(json.dumps(facts_json(facts), allow_nan=False))
    assert set(explained) == {name for name, _ in facts.known()}
    assert all({"value", "n", "window", "source"} <= set(fact) for fact in explained.values())
