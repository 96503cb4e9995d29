"""What holds for the brief of any learner whatever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from strategies import DAY, activities, briefs, learners, zones

from podcaster.briefing.brief import make_brief
from podcaster.briefing.facts import find_facts
from podcaster.domain.brief import Brief
from podcaster.domain.days import start_of
from podcaster.domain.facts import Fact
from podcaster.domain.learner import Activity, Learner
from podcaster.text.clean import clean_line

T = TypeVar("T")


OUR_WORDS = ("quiz",)
"""What kind of thing several questions of one title are."""


def made(learner: Learner, activity: Activity, zone: ZoneInfo) -> Brief:
    return make_brief(learner, activity, day=DAY, zone=zone, plan="free", language="en")


def texts_of(activity: Activity) -> Iterator[str]:
    for answer in activity.answers:
        yield from (answer.subject, answer.quiz, answer.question, answer.given, answer.correct)
    for review in activity.reviews_due:
        yield from (review.title, review.kind, review.question, review.correct)
    yield from (each.title for each in activity.recommended)
    yield from (each.title for each in activity.lessons)
    yield from (*activity.courses, *activity.ability.by_subject)


def texts_in(brief: Brief) -> Iterator[str]:
    for missed in (*brief.missed, *(_value(brief.facts.missed_questions))):
        yield from (missed.question, missed.given, missed.correct, missed.subject, missed.quiz)
    for item in (*brief.review, *_value(brief.facts.reviews_due)):
        yield from (item.title, item.kind)
    yield brief.goal.title
    if brief.progress:
        yield from brief.progress.lessons
    if brief.focus:
        yield brief.focus.topic
    if brief.practice:
        yield from (brief.practice.question, brief.practice.answer, brief.practice.given)


def _value(fact: Fact[tuple[T, ...]] | None) -> tuple[T, ...]:
    return fact.value if fact else ()


def _shuffled(items: tuple[T, ...], chance: Random) -> tuple[T, ...]:
    return tuple(chance.sample(items, len(items)))


@given(learner=learners(), activity=activities(), zone=zones())
def test_every_text_in_a_brief_is_in_the_learners_record(
    learner: Learner, activity: Activity, zone: ZoneInfo
) -> None:
    recorded = {clean_line(text, 10_000) for text in texts_of(activity)} | {"", *OUR_WORDS}
    assert set(texts_in(made(learner, activity, zone))) <= recorded


@given(learner=learners(), activity=activities(), zone=zones())
def test_the_same_input_makes_the_same_brief(
    learner: Learner, activity: Activity, zone: ZoneInfo
) -> None:
    assert made(learner, activity, zone) == made(learner, activity, zone)


@given(activity=activities(), zone=zones(), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_record_does_not_change_the_facts(
    activity: Activity, zone: ZoneInfo, chance: Random
) -> None:
    other = replace(
        activity,
        answers=_shuffled(activity.answers, chance),
        reviews_due=_shuffled(activity.reviews_due, chance),
        lessons=_shuffled(activity.lessons, chance),
    )
    assert find_facts(other, DAY, zone) == find_facts(activity, DAY, zone)


@given(learner=learners(), activity=activities(), zone=zones())
def test_what_happens_after_the_day_changes_nothing(
    learner: Learner, activity: Activity, zone: ZoneInfo
) -> None:
    end = start_of(DAY + timedelta(days=1), zone)
    known = replace(
        activity,
        answers=tuple(answer for answer in activity.answers if answer.at < end),
        lessons=tuple(lesson for lesson in activity.lessons if lesson.completed_at < end),
    )
    assert made(learner, known, zone) == made(learner, activity, zone)


@given(activity=activities(), zone=zones())
def test_percentages_are_percentages_and_samples_are_no_larger_than_the_record(
    activity: Activity, zone: ZoneInfo
) -> None:
    facts = find_facts(activity, DAY, zone)
    for accuracy in (facts.accuracy_this_week, facts.accuracy_last_week):
        assert accuracy is None or 0 <= accuracy.value <= 100
    for item in _value(facts.reviews_due):
        assert item.retention_percent is None or 0 <= item.retention_percent <= 100
    sizes = {
        "answers": len(activity.answers),
        "reviews_due": len(activity.reviews_due),
        "lessons": len(activity.lessons),
        "recommended": len(activity.recommended),
        "ability": 0,
    }
    assert all(0 <= fact.n <= sizes[fact.source] for _, fact in facts.known())


@given(brief=briefs())
def test_the_numbers_of_a_brief_agree_with_each_other(brief: Brief) -> None:
    progress = brief.progress
    if progress and progress.answered is not None:
        assert progress.right is not None
        assert progress.accuracy_percent is not None
        assert abs(100 * progress.right / progress.answered - progress.accuracy_percent) <= 0.5
    assert progress is None or len(progress.lessons) <= progress.lesson_count
    assert len(brief.review) <= brief.review_count
    assert brief.goal.kind != "review" or 1 <= (brief.goal.count or 0) <= brief.review_count


@given(brief=briefs())
def test_no_question_is_asked_and_told_in_one_episode(brief: Brief) -> None:
    questions = [each.question for each in brief.missed]
    assert brief.practice is None or brief.practice.question not in questions
    assert len(set(questions)) == len(questions) <= 5
