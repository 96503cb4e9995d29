"""From one episode to the next: topics, questions and wordings do not recur."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import DAY, activities, learners, zones

from podcaster.briefing.answers import question_key
from podcaster.briefing.brief import NO_HISTORY, make_brief
from podcaster.domain.brief import Brief, Recent
from podcaster.domain.learner import Activity, Answer, Learner, LearnerId, Lesson, ReviewDue

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def wrong(question: str, subject: str = "", days: float = 1) -> Answer:
    return Answer(
        at=NOON - timedelta(days=days),
        is_correct=False,
        subject=subject,
        question=question,
        correct="went",
    )


def made(activity: Activity, recent: Recent = NO_HISTORY) -> Brief:
    return make_brief(
        Learner(id=LearnerId("", "42")),
        activity,
        day=TODAY,
        zone=ZoneInfo("UTC"),
        plan="free",
        language="en",
        recent=recent,
    )


def next_history(brief: Brief) -> Recent:
    """What is remembered when the next episode is made, as the ledger has it."""
    past = brief.recent
    topic = [brief.focus.topic] if brief.focus else []
    question = [brief.practice.question] if brief.practice else []
    return Recent(
        topics=(*topic, *past.topics)[:7],
        questions=(*question, *past.questions)[:7],
        turn=TODAY.toordinal() if brief.turn is None else brief.turn,
    )


def series(activity: Activity, count: int) -> list[Brief]:
    """So many episodes, one after the other, of a learner who does nothing meanwhile."""
    briefs = [made(activity)]
    while len(briefs) < count:
        briefs.append(made(activity, next_history(briefs[-1])))
    return briefs


def asked(activity: Activity, count: int) -> list[str]:
    return [brief.practice.question for brief in series(activity, count) if brief.practice]


def topics(activity: Activity, count: int) -> list[str]:
    return [brief.focus.topic for brief in series(activity, count) if brief.focus]


def due(quiz: str, question: str = "", retention: float = 0.5) -> ReviewDue:
    return ReviewDue(title=quiz, question=question, correct="15", retention=retention)


def test_a_first_episode_is_worded_by_its_date_and_each_later_one_by_its_turn() -> None:
    assert made(Activity()).turn is None
    assert made(Activity(), Recent(turn=7)).turn == 8


def test_a_brief_keeps_what_is_not_to_recur() -> None:
    past = Recent(topics=("Verbs",), questions=("One?",), titles=("A day for verbs",), turn=7)
    assert made(Activity(), past).recent == past


def test_the_practice_goes_through_the_missed_questions_those_on_the_topic_first() -> None:
    answers = (wrong("Art?", "Art"), wrong("Old?", "Verbs", 3), wrong("New?", "Verbs", 2))
    asked: list[str] = []
    for _ in answers:
        practice = made(Activity(answers=answers), Recent(questions=tuple(asked))).practice
        assert practice is not None
        asked.insert(0, practice.question)
    assert asked == ["Art?", "Old?", "New?"]


def test_then_it_goes_through_the_questions_that_are_due() -> None:
    activity = Activity(
        answers=(wrong("Missed?"),),
        reviews_due=(due("Sums", "3 and 4?", 0.9), due("Sums", "3 and 5?", 0.2)),
    )
    assert asked(activity, 3) == ["Missed?", "3 and 5?", "3 and 4?"]


def test_then_it_asks_again_what_was_asked_longest_ago() -> None:
    activity = Activity(answers=tuple(wrong(f"Number {n}?", days=n) for n in range(1, 5)))
    rounds = asked(activity, 8)
    assert rounds[:4] == rounds[4:]


def test_what_was_asked_in_the_last_three_episodes_waits_while_there_is_a_title_to_recall() -> None:
    activity = Activity(answers=(wrong("Missed?"),), reviews_due=(due("Nouns"), due("Verbs")))
    assert asked(activity, 5) == ["Missed?", "Verbs", "Nouns", "Missed?", "Verbs"]


def test_titles_to_recall_take_turns() -> None:
    titles = [f"Chapter of {name}" for name in ("Anna", "Ben", "Carla", "David")]
    activity = Activity(reviews_due=tuple(due(title, retention=0.1) for title in titles))
    assert sorted(asked(activity, 4)) == titles


def test_a_question_that_is_all_there_is_is_asked_again() -> None:
    assert asked(Activity(answers=(wrong("Missed?"),)), 3) == ["Missed?"] * 3


def test_the_lesson_begins_with_what_was_not_practised_lately() -> None:
    activity = Activity(answers=tuple(wrong(f"Number {n}?", days=n) for n in range(1, 5)))
    brief = made(activity, Recent(questions=("number 2?", "Number 3?")))
    assert [each.question for each in brief.missed] == ["Number 4?", "Number 2?", "Number 3?"]


def test_where_more_was_missed_than_fits_the_lesson_takes_turns() -> None:
    activity = Activity(answers=tuple(wrong(f"Number {n}?", days=n / 4 + 1) for n in range(12)))
    first, second = (
        {each.question for each in brief.missed}
        for brief in (made(activity, Recent(turn=0)), made(activity, Recent(turn=1)))
    )
    assert len(first) == len(second) == 5
    assert not first & second


def test_a_topic_rests_for_three_episodes_where_there_are_others() -> None:
    answers = (
        *(wrong(f"Verbs {n}?", "Verbs") for n in range(5)),
        *(wrong(f"Art {n}?", "Art") for n in range(2)),
        wrong("Music?", "Music"),
    )
    activity = Activity(answers=answers, courses=("School",))
    assert topics(activity, 6) == ["Verbs", "Art", "Music", "School", "Verbs", "Art"]


def test_another_topic_than_the_weakest_has_a_true_reason_of_its_own() -> None:
    answers = (*(wrong(f"Verbs {n}?", "Verbs") for n in range(5)), wrong("Art?", "Art"))
    first, second, third = series(Activity(answers=answers, reviews_due=(due("Sums"),)), 3)
    assert first.focus is not None
    assert second.focus is not None
    assert third.focus is not None
    assert (first.focus.why, first.focus.accuracy_percent) == ("weakest_subject", 0)
    assert (second.focus.why, second.focus.missed) == ("missed_questions", 1)
    assert (third.focus.why, third.focus.retention_percent) == ("reviews_due", 50)


def test_of_topics_that_were_all_used_the_one_longest_ago_comes_again() -> None:
    activity = Activity(courses=("School", "Work"))
    assert topics(activity, 4) == ["School", "Work", "School", "Work"]
    assert topics(Activity(courses=("School",)), 2) == ["School", "School"]


def test_the_item_that_an_episode_is_about_is_among_those_it_goes_over() -> None:
    activity = Activity(reviews_due=tuple(due(f"Chapter on {n}", retention=0.1) for n in "ABCDEFG"))
    for brief in series(activity, 7):
        assert brief.focus is not None
        assert brief.review[0].title == brief.focus.topic


def test_a_due_title_is_recalled_before_a_lesson_that_was_just_finished() -> None:
    lesson = Lesson(title="Adverbs", completed_at=NOON - timedelta(days=1))
    activity = Activity(reviews_due=(due("Nouns"),), lessons=(lesson,))
    assert asked(activity, 3) == ["Nouns", "Adverbs", "Nouns"]


@settings(max_examples=50)
@given(learner=learners(), activity=activities(), zone=zones(), data=st.data())
def test_neither_question_nor_topic_is_that_of_the_last_episode_if_there_is_another(
    learner: Learner, activity: Activity, zone: ZoneInfo, data: st.DataObject
) -> None:
    def brief(recent: Recent) -> Brief:
        return make_brief(
            learner, activity, day=DAY, zone=zone, plan="free", language="en", recent=recent
        )

    questions: set[str] = set()
    about: set[str] = set()
    for _ in range(4):
        found = brief(Recent(questions=tuple(sorted(questions)), topics=tuple(sorted(about))))
        questions |= {question_key(found.practice.question)} if found.practice else set()
        about |= {question_key(found.focus.topic)} if found.focus else set()
    past = Recent(
        questions=tuple(data.draw(st.permutations(sorted(questions)))),
        topics=tuple(data.draw(st.permutations(sorted(about)))),
        turn=data.draw(st.none() | st.integers(0, 9)),
    )
    found = brief(past)
    if len(questions) > 1:
        assert found.practice is not None
        assert question_key(found.practice.question) != past.questions[0]
    if len(about) > 1:
        assert found.focus is not None
        assert question_key(found.focus.topic) != past.topics[0]
