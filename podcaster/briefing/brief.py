"""What one episode is about: from what is known of a learner to what the script must say."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from podcaster.briefing import periods
from podcaster.briefing.ability import believed, known_on
from podcaster.briefing.answers import known_answers, tally
from podcaster.briefing.facts import find_facts, level_of
from podcaster.briefing.focus import choose_focus, find_topics, is_about, titles_to_recall
from podcaster.briefing.goal import choose_goal
from podcaster.briefing.missed import still_missed
from podcaster.briefing.practice import choose_practice, for_lesson
from podcaster.briefing.reviews import DueQuestion, due_questions
from podcaster.domain.brief import Brief, EpisodeKey, Focus, Practice, Progress, Recent
from podcaster.domain.facts import Fact, Facts, ReviewItem
from podcaster.domain.learner import Activity, Answer, Learner
from podcaster.text.clean import spoken_name

MOST_REVIEWED = 5
MOST_LESSONS = 5
NO_HISTORY = Recent()

V = TypeVar("V")


def make_brief(
    learner: Learner,
    activity: Activity,
    *,
    day: date,
    zone: ZoneInfo,
    plan: str,
    language: str,
    recent: Recent = NO_HISTORY,
) -> Brief:
    """The brief of `learner` for `day`; the same input always makes the same brief.

    `zone`, `plan` and `language` are those that hold for the learner after every default; `recent`
    is what the last episodes before `day` were about.
    """
    answers, so_far = known_answers(activity.answers, day, zone), periods.until(day, zone)
    facts, unsettled = find_facts(activity, day, zone), _unsettled(answers, day, zone)
    topics = find_topics(activity, facts, unsettled)
    focus = choose_focus(topics, recent.topics)
    practice = _practice(facts, due_questions(activity.reviews_due, so_far), topics, focus, recent)
    is_new = not answers and not _has_done_something(activity, day, zone)
    return Brief(
        key=EpisodeKey(learner.id, day),
        name=spoken_name(learner.display_name),
        plan=plan,
        language=language,
        voice_gender=learner.voice_gender,
        level=level_of(believed(activity.ability, day, zone)),
        progress=_progress(facts, periods.this_week(day, zone).of(answers)),
        focus=focus,
        missed=for_lesson(_of(facts.missed_questions), practice, focus, recent),
        review=_on_topic_first(facts, focus)[:MOST_REVIEWED],
        review_count=facts.reviews_due.n if facts.reviews_due else 0,
        practice=practice,
        goal=choose_goal(facts, unsettled, practice, focus, is_new=is_new),
        facts=facts,
        recent=recent,
        turn=None if recent.turn is None else recent.turn + 1,
    )


def _of(fact: Fact[tuple[V, ...]] | None) -> tuple[V, ...]:
    return fact.value if fact else ()


def _unsettled(answers: Sequence[Answer], day: date, zone: ZoneInfo) -> tuple[Answer, ...]:
    return tuple(still_missed(answers, periods.both_weeks(day, zone)))


def _practice(
    facts: Facts,
    due: Sequence[DueQuestion],
    topics: Sequence[Focus],
    focus: Focus | None,
    recent: Recent,
) -> Practice | None:
    titles = [item.title for item in _on_topic_first(facts, focus)], _of(facts.lessons_finished)
    to_recall = titles_to_recall(*titles, topics, focus)
    return choose_practice(_of(facts.missed_questions), due, to_recall, focus, recent)


def _has_done_something(activity: Activity, day: date, zone: ZoneInfo) -> bool:
    """Lessons, and scores that were made from answers, show it where the answers are not there."""
    so_far, ability = periods.until(day, zone), known_on(activity.ability, day, zone)
    finished = any(each.completed_at in so_far.window for each in activity.lessons)
    return finished or bool(ability.answered or ability.by_subject)


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


def _on_topic_first(facts: Facts, focus: Focus | None) -> tuple[ReviewItem, ...]:
    """What is due, most forgotten first, but for the item that the episode is about."""
    return tuple(sorted(_of(facts.reviews_due), key=lambda item: not is_about(focus, item.title)))
