"""What one episode is about: from what is known of a learner to what the script must say."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from podcaster.briefing import periods
from podcaster.briefing.answers import known_answers, tally
from podcaster.briefing.facts import find_facts, level_of
from podcaster.briefing.focus import choose_focus
from podcaster.briefing.goal import choose_goal
from podcaster.briefing.missed import still_missed
from podcaster.domain.brief import Brief, EpisodeKey, Focus, Practice, Progress
from podcaster.domain.days import local_date
from podcaster.domain.facts import Facts, MissedQuestion, ReviewItem
from podcaster.domain.learner import Activity, Answer, Learner
from podcaster.text.clean import spoken_name

MOST_MISSED = 5
MOST_REVIEWED = 5
MOST_LESSONS = 5

T = TypeVar("T")


def make_brief(
    learner: Learner, activity: Activity, *, day: date, zone: ZoneInfo, plan: str, language: str
) -> Brief:
    """The brief of `learner` for `day`; the same input always makes the same brief.

    `zone`, `plan` and `language` are those that hold for the learner after every default.
    """
    answers = known_answers(activity.answers, day, zone)
    facts = find_facts(activity, day, zone)
    unsettled = tuple(still_missed(answers, periods.both_weeks(day, zone)))
    focus = choose_focus(activity, facts, unsettled)
    missed = _on_topic_first(facts.missed_questions.value if facts.missed_questions else (), focus)
    review = facts.reviews_due.value[:MOST_REVIEWED] if facts.reviews_due else ()
    practice = _of_missed(missed, focus, day, zone) or _recall(review, day)
    end = periods.until(day, zone).window.end
    is_new = not answers and all(lesson.completed_at >= end for lesson in activity.lessons)
    return Brief(
        key=EpisodeKey(learner.id, day),
        name=spoken_name(learner.display_name),
        plan=plan,
        language=language,
        voice_gender=learner.voice_gender,
        level=level_of(activity.ability),
        progress=_progress(facts, periods.this_week(day, zone).of(answers)),
        focus=focus,
        missed=_without(missed, practice)[:MOST_MISSED],
        review=review,
        review_count=facts.reviews_due.n if facts.reviews_due else 0,
        practice=practice,
        goal=choose_goal(facts, unsettled, practice, is_new=is_new),
        facts=facts,
    )


def _progress(facts: Facts, answers: Sequence[Answer]) -> Progress | None:
    """`change` compares the two percentages as they are spoken, so that a listener can check it."""
    this, last, lessons = facts.accuracy_this_week, facts.accuracy_last_week, facts.lessons_finished
    if this is None and lessons is None:
        return None
    return Progress(
        answered=this.n if this else None,
        right=tally(answers).right if this else None,
        accuracy_percent=this.value if this else None,
        change=this.value - last.value if this and last else None,
        lessons=lessons.value[:MOST_LESSONS] if lessons else (),
        lesson_count=lessons.n if lessons else 0,
    )


def _on_topic_first(
    missed: Sequence[MissedQuestion], focus: Focus | None
) -> tuple[MissedQuestion, ...]:
    """The practice belongs to what the episode is about, wherever the learner gave it a chance."""
    return tuple(sorted(missed, key=lambda each: focus is None or each.subject != focus.topic))


def _of_missed(
    missed: Sequence[MissedQuestion], focus: Focus | None, day: date, zone: ZoneInfo
) -> Practice | None:
    """The newest question on the morning after it was missed; then, day by day, the older ones.

    So a learner who rests for a week does not hear the same question seven times.
    """
    on_topic = [each for each in missed if focus and each.subject == focus.topic] or missed
    if not on_topic:
        return None
    newest = on_topic[0].at
    rested = (day - local_date(newest, zone)).days - 1 if newest else 0
    chosen = _turn(on_topic, rested)
    return Practice(
        kind="missed", question=chosen.question, answer=chosen.correct, given=chosen.given
    )


def _recall(review: Sequence[ReviewItem], day: date) -> Practice | None:
    """A due title to remember; a review stays due until it is done, so they take turns by date."""
    if not review:
        return None
    return Practice(kind="recall", question=_turn(review, day.toordinal()).title)


def _without(
    missed: Sequence[MissedQuestion], practice: Practice | None
) -> tuple[MissedQuestion, ...]:
    asked = practice.question if practice else None
    return tuple(each for each in missed if each.question != asked)


def _turn(items: Sequence[T], turn: int) -> T:
    return items[turn % len(items)]
