from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from podcaster.briefing.brief import make_brief
from podcaster.domain.brief import Brief, EpisodeKey, Focus, Goal, Practice, Progress
from podcaster.domain.facts import Fact
from podcaster.domain.learner import (
    Ability,
    Activity,
    Answer,
    Learner,
    LearnerId,
    Lesson,
    Recommendation,
    ReviewDue,
)

DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SARAH = Learner(id=LearnerId("", "42"), display_name="Sarah", voice_gender="female")


def wrong(question: str, days: float = 1, subject: str = "", quiz: str = "") -> Answer:
    return Answer(
        at=NOON - timedelta(days=days),
        is_correct=False,
        subject=subject,
        quiz=quiz,
        question=question,
        given="goed",
        correct="went",
    )


def right(count: int, days: float = 1, subject: str = "") -> tuple[Answer, ...]:
    return tuple(
        Answer(
            at=NOON - timedelta(days=days, seconds=n),
            is_correct=True,
            subject=subject,
            question=f"Known {subject} {n}?",
        )
        for n in range(count)
    )


def brief(activity: Activity, *, learner: Learner = SARAH) -> Brief:
    return make_brief(
        learner, activity, day=DAY, zone=ZoneInfo("UTC"), plan="premium", language="en"
    )


def reviews(*titles: str) -> tuple[ReviewDue, ...]:
    return tuple(ReviewDue(title=title, retention=n / 10) for n, title in enumerate(titles))


def test_a_brief_says_for_whom_and_how_it_is_to_be_spoken() -> None:
    made = brief(Activity(ability=Ability(overall=250.0)))
    assert made.key == EpisodeKey(LearnerId("", "42"), DAY)
    assert (made.name, made.plan, made.language) == ("Sarah", "premium", "en")
    assert (made.voice_gender, made.level) == ("female", "beginner")


def test_a_name_that_is_not_fit_to_be_spoken_is_left_out() -> None:
    nobody = Learner(id=LearnerId("", "42"), display_name="sarah@example.com")
    assert brief(Activity(), learner=nobody).name == ""


def test_a_new_learner_is_invited_to_a_first_quiz() -> None:
    made = brief(Activity())
    assert (made.progress, made.focus, made.practice) == (None, None, None)
    assert made.goal == Goal(kind="first_quiz")


def test_progress_counts_the_answers_that_its_percentage_is_of() -> None:
    this_week = (*right(4), wrong("One?"))
    last_week = (*right(3, days=9), wrong("Two?", 9), wrong("Three?", 9))
    lessons = (Lesson(title="Nouns", completed_at=NOON - timedelta(days=2)),)
    made = brief(Activity(answers=this_week + last_week, lessons=lessons))
    assert made.progress == Progress(
        answered=5, right=4, accuracy_percent=80, change=20, lessons=("Nouns",), lesson_count=1
    )


def test_a_change_is_told_only_where_both_weeks_are_known() -> None:
    this_week, few = (*right(4), wrong("One?")), (*right(3, days=9), wrong("Two?", 9))
    for answers in (this_week, this_week + few):
        made = brief(Activity(answers=answers))
        assert made.progress is not None
        assert (made.progress.accuracy_percent, made.progress.change) == (80, None)


def test_few_answers_make_no_progress_to_speak_of() -> None:
    assert brief(Activity(answers=right(4))).progress is None


def test_lessons_alone_are_progress_without_numbers_of_answers() -> None:
    lessons = (Lesson(title="Nouns", completed_at=NOON - timedelta(days=2)),)
    made = brief(Activity(answers=right(2), lessons=lessons))
    assert made.progress == Progress(lessons=("Nouns",), lesson_count=1)


def test_the_focus_is_the_weakest_subject_if_one_is_known() -> None:
    answers = (*right(3, subject="Verbs"), wrong("One?", 1, "Verbs"), wrong("Two?", 2, "Verbs"))
    made = brief(Activity(answers=answers, reviews_due=reviews("Nouns")))
    assert made.focus == Focus(
        topic="Verbs", why="weakest_subject", accuracy_percent=60, answered=5
    )


def test_a_focus_known_from_scores_alone_has_no_numbers() -> None:
    made = brief(Activity(ability=Ability(by_subject={"Verbs": 420.0})))
    assert made.focus == Focus(topic="Verbs", why="weakest_subject")


def test_else_the_focus_is_the_subject_of_most_missed_questions() -> None:
    answers = (wrong("One?", 1, "Verbs"), wrong("Two?", 2, "Nouns"), wrong("Three?", 3, "Nouns"))
    made = brief(Activity(answers=answers, reviews_due=reviews("Old")))
    assert made.focus == Focus(topic="Nouns", why="missed_questions", missed=2)


def test_of_subjects_missed_as_often_the_one_missed_last_is_the_focus() -> None:
    made = brief(Activity(answers=(wrong("One?", 3, "Verbs"), wrong("Two?", 1, "Nouns"))))
    assert made.focus is not None
    assert made.focus.topic == "Nouns"


def test_else_the_focus_is_what_is_most_forgotten() -> None:
    made = brief(Activity(answers=(wrong("One?"),), reviews_due=reviews("Nouns", "Verbs")))
    assert made.focus == Focus(topic="Nouns", why="reviews_due", never_reviewed=True)


def test_a_focus_that_is_due_has_the_estimate_of_what_is_left_where_it_may_be_spoken() -> None:
    made = brief(Activity(reviews_due=(ReviewDue(title="Nouns", retention=0.05),)))
    assert made.focus == Focus(topic="Nouns", why="reviews_due", retention_percent=5)
    made = brief(Activity(reviews_due=(ReviewDue(title="Nouns", retention=0.002),)))
    assert made.focus == Focus(topic="Nouns", why="reviews_due", faded=True)


def test_else_the_focus_is_what_is_recommended_and_then_a_course() -> None:
    offered = (Recommendation(title="Adverbs", score=50.0),)
    made = brief(Activity(recommended=offered, courses=("7", "Grammar")))
    assert made.focus == Focus(topic="Adverbs", why="recommended")
    assert brief(Activity(courses=("7", "Grammar"))).focus == Focus(topic="Grammar", why="course")


def test_the_practice_is_a_missed_question_with_its_stored_answer() -> None:
    made = brief(Activity(answers=(wrong("She ____ home."),), reviews_due=reviews("Nouns")))
    assert made.practice == Practice(
        kind="missed", question="She ____ home.", answer="went", given="goed"
    )
    assert made.missed == ()


def test_the_practice_belongs_to_the_focus_where_it_can() -> None:
    answers = (wrong("Newest?", 1, "Verbs"), wrong("One?", 1.1, "Nouns"), wrong("Two?", 3, "Nouns"))
    made = brief(Activity(answers=answers))
    assert made.practice is not None
    assert made.practice.question == "One?"
    assert [each.question for each in made.missed] == ["Two?", "Newest?"]


def test_without_missed_questions_the_practice_is_to_recall_a_due_title() -> None:
    made = brief(Activity(reviews_due=reviews("Nouns", "Verbs")))
    assert made.practice == Practice(kind="recall", question="Nouns")


def test_what_a_learner_has_only_finished_lessons_of_is_there_to_recall() -> None:
    lessons = (Lesson(title="Adverbs", completed_at=NOON - timedelta(days=2)),)
    made = brief(Activity(lessons=lessons))
    assert made.practice == Practice(kind="recall", question="Adverbs")


def test_with_nothing_else_to_ask_the_learner_recalls_what_the_episode_is_about() -> None:
    made = brief(Activity(courses=("7", "Grammar")))
    assert made.practice == Practice(kind="recall", question="Grammar")
    scores = Ability(by_subject={"Verbs": 420.0})
    assert brief(Activity(ability=scores)).practice == Practice(kind="recall", question="Verbs")


def test_nobody_is_to_recall_what_is_only_recommended() -> None:
    assert brief(Activity(recommended=(Recommendation(title="Adverbs"),))).practice is None


def test_a_due_question_is_practised_before_a_title_is_recalled() -> None:
    due = ReviewDue(title="Irregular verbs", question="Past of go?", correct="went", retention=0.4)
    made = brief(Activity(reviews_due=(*reviews("Nouns"), due)))
    assert made.practice == Practice(kind="due", question="Past of go?", answer="went")
    assert [item.title for item in made.review] == ["Nouns", "Irregular verbs"]


def test_missed_questions_without_a_subject_make_their_quiz_the_focus() -> None:
    made = brief(Activity(answers=(wrong("One?", quiz="Verbs 2"), wrong("Two?", quiz="Verbs 2"))))
    assert made.focus == Focus(topic="Verbs 2", why="missed_questions", missed=2)


def test_a_score_that_cannot_be_true_is_neither_a_level_nor_a_weakness() -> None:
    scores = {"Verbs": 420.0}
    for ability in (
        Ability(overall=1000.0, by_subject=scores),
        Ability(overall=618.0, by_subject=scores, answered=20, right=20),
        Ability(overall=618.0, by_subject=scores, computed_at=NOON - timedelta(days=91)),
        Ability(overall=618.0, by_subject=scores, computed_at=NOON + timedelta(days=1)),
    ):
        made = brief(Activity(ability=ability))
        assert (made.level, made.focus, made.facts.weakest_subject) == (None, None, None)


def test_a_score_of_later_says_nothing_of_a_day_that_is_past() -> None:
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    later = Ability(overall=400.0, by_subject={"Verbs": 420.0}, answered=9, computed_at=midnight)
    made = brief(Activity(ability=later))
    assert (made.level, made.focus, made.goal.kind) == (None, None, "first_quiz")
    known = replace(later, computed_at=midnight - timedelta(microseconds=1))
    assert brief(Activity(ability=known)).level == "intermediate"


def test_a_score_made_from_few_or_mixed_answers_in_time_is_believed() -> None:
    for ability in (
        Ability(overall=618.0, answered=19, right=19),
        Ability(overall=618.0, answered=20, right=19),
        Ability(overall=618.0, computed_at=NOON - timedelta(days=90)),
    ):
        assert brief(Activity(ability=ability)).level == "advanced"


def test_a_brief_holds_what_fits_and_counts_the_rest() -> None:
    answers = tuple(wrong(f"Question {n}?", n / 10 + 1) for n in range(20))
    made = brief(Activity(answers=answers, reviews_due=reviews(*"ABCDEFGH")))
    assert len(made.missed) == 5
    assert [item.title for item in made.review] == list("ABCDE")
    assert made.review_count == 8


def test_the_goal_is_to_review_what_is_due_but_not_what_was_just_recalled() -> None:
    made = brief(Activity(reviews_due=reviews("Nouns", "Verbs")))
    assert made.practice is not None
    assert made.goal.kind == "review"
    assert made.goal.count == 2
    assert {made.goal.title, made.practice.question} == {"Nouns", "Verbs"}


def test_a_goal_stays_small_however_much_is_due_and_says_of_how_many_it_is_a_part() -> None:
    goal = brief(Activity(reviews_due=reviews(*"ABCDEFGH"))).goal
    assert (goal.count, goal.out_of) == (5, 8)
    goal = brief(Activity(reviews_due=reviews(*"ABCDE"))).goal
    assert (goal.count, goal.out_of) == (5, None)
    answers = tuple(wrong(f"Question {n}?", quiz="Nouns") for n in range(6))
    goal = brief(Activity(answers=answers)).goal
    assert (goal.title, goal.count, goal.out_of) == ("Nouns", 5, 6)


def test_reviews_without_titles_are_a_goal_all_the_same() -> None:
    made = brief(Activity(reviews_due=reviews("7", "8", "9")))
    assert made.goal == Goal(kind="review", count=3)
    assert (made.review, made.review_count, made.focus) == ((), 3, None)


def test_else_the_goal_is_to_answer_again_what_was_missed_in_one_quiz() -> None:
    answers = (
        wrong("One?", 1),
        wrong("Two?", 2, quiz="Irregular verbs"),
        wrong("Three?", 3, quiz="Nouns"),
        wrong("Four?", 4, quiz="Irregular verbs"),
    )
    made = brief(Activity(answers=answers))
    assert made.goal == Goal(kind="redo_missed", title="Irregular verbs", count=2)


def test_what_was_missed_and_cannot_be_asked_by_voice_is_a_topic_and_a_goal() -> None:
    pictures = [replace(wrong("", n, "Verbs", "Verbs 2"), question_id=f"{n}") for n in (1, 2, 3)]
    made = brief(Activity(answers=(*pictures, *right(3))))
    assert made.facts.missed_questions == Fact((), 3, "2026-11-07..2026-11-20", "answers")
    assert made.focus == Focus(topic="Verbs", why="missed_questions", missed=3)
    assert made.goal == Goal(kind="redo_missed", title="Verbs 2", count=3)
    assert made.practice == Practice(kind="recall", question="Verbs")
    assert made.missed == ()


def test_else_the_goal_is_what_is_recommended_and_then_to_come_back() -> None:
    offered = (Recommendation(title="Adverbs", score=50.0),)
    assert brief(Activity(recommended=offered)).goal == Goal(kind="recommended", title="Adverbs")
    assert brief(Activity(answers=right(1, days=40))).goal == Goal(kind="come_back")


def test_who_comes_back_comes_back_to_the_topic() -> None:
    made = brief(Activity(answers=right(1, days=40), courses=("Grammar",)))
    assert made.goal == Goal(kind="come_back", title="Grammar")


def test_whoever_has_scores_or_lessons_is_not_new() -> None:
    lesson = Lesson(title="Nouns", completed_at=NOON - timedelta(days=40))
    assert brief(Activity(lessons=(lesson,))).goal.kind == "come_back"
    assert brief(Activity(ability=Ability(by_subject={"7": 400.0}))).goal.kind == "come_back"
    assert brief(Activity(ability=Ability(overall=1000.0, answered=9))).goal.kind == "come_back"
    assert brief(Activity(ability=Ability(overall=400.0))).goal.kind == "first_quiz"
