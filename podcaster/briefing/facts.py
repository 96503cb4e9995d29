"""What is true about a learner on the morning of an episode, and how it is known."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from podcaster.briefing import periods
from podcaster.briefing.ability import believed
from podcaster.briefing.answers import known_answers, tally
from podcaster.briefing.missed import MOST_LISTED, find_missed
from podcaster.briefing.periods import Period
from podcaster.briefing.reviews import find_reviews
from podcaster.briefing.speakable import speakable_title
from podcaster.briefing.subjects import LEAST_ANSWERS, find_weakest, is_score
from podcaster.domain.facts import Fact, Facts
from podcaster.domain.learner import Ability, Activity, Answer, Lesson, Level, Recommendation

_LEVELS: tuple[tuple[float, Level], ...] = (
    (300, "beginner"),
    (500, "intermediate"),
    (700, "advanced"),
)


def find_facts(activity: Activity, day: date, zone: ZoneInfo) -> Facts:
    """The facts for an episode of `day` in `zone`; one that is not known well enough is absent.

    The weeks are those before `day`. What happened after the end of `day` is not known yet, and
    what happened on it only settles what was missed before. The order of answers is no matter.
    """
    answers = known_answers(activity.answers, day, zone)
    this_week, last_week = periods.this_week(day, zone), periods.last_week(day, zone)
    both_weeks, so_far = periods.both_weeks(day, zone), periods.until(day, zone)
    return Facts(
        accuracy_this_week=_accuracy(answers, this_week),
        accuracy_last_week=_accuracy(answers, last_week),
        weakest_subject=find_weakest(
            answers, believed(activity.ability, day, zone), both_weeks, so_far
        ),
        reviews_due=find_reviews(activity.reviews_due, so_far),
        missed_questions=find_missed(answers, both_weeks),
        lessons_finished=_lessons(activity.lessons, this_week),
        recommended=_recommended(activity, answers, this_week, so_far),
    )


def level_of(ability: Ability) -> Level | None:
    """The level that sets the pace of speech; None where the platform has no usable score."""
    if ability.overall is None or not is_score(ability.overall):
        return None
    score = ability.overall
    return next((level for below, level in _LEVELS if score < below), "expert")


def _accuracy(answers: Sequence[Answer], week: Period) -> Fact[int] | None:
    counted = tally(week.of(answers))
    if counted.answered < LEAST_ANSWERS:
        return None
    return Fact(counted.percent, counted.answered, week.name, "answers")


def _lessons(lessons: Iterable[Lesson], week: Period) -> Fact[tuple[str, ...]] | None:
    """Titles of the lessons finished in `week`, newest first; a title counts once."""
    finished = [lesson for lesson in set(lessons) if lesson.completed_at in week.window]
    if not finished:
        return None
    finished.sort(key=lambda lesson: lesson.title)
    finished.sort(key=lambda lesson: lesson.completed_at, reverse=True)
    raw = [lesson.title.strip() for lesson in finished]
    count = len(set(raw) - {""}) + raw.count("")
    spoken = dict.fromkeys(title for each in raw if (title := speakable_title(each)))
    return Fact(tuple(spoken)[:MOST_LISTED], count, week.name, "lessons")


def _recommended(
    activity: Activity, answers: Iterable[Answer], week: Period, so_far: Period
) -> Fact[str] | None:
    """The best scored title, the first of equals; `n` is how many there were to choose from.

    The platform's list may be days old, so what was worked on since `week` began is left out.
    """
    answered = [answer for answer in answers if answer.at >= week.window.start]
    finished = [
        lesson.title
        for lesson in activity.lessons
        if week.window.start <= lesson.completed_at < so_far.window.end
    ]
    best_first = sorted(activity.recommended, key=_score, reverse=True)
    fresh = _not_just_done(best_first, answered, finished)
    named = tuple(dict.fromkeys(title for each in fresh if (title := speakable_title(each.title))))
    return Fact(named[0], len(named), so_far.name, "recommended") if named else None


def _not_just_done(
    offered: Iterable[Recommendation], answered: Sequence[Answer], finished: Iterable[str]
) -> Iterator[Recommendation]:
    """What is offered but for quizzes answered, by their ids where both are known, and lessons."""
    ids = {answer.quiz_id for answer in answered} - {""}
    of_quizzes = {(answer.quiz_id, speakable_title(answer.quiz)) for answer in answered}
    without_id = {title for quiz_id, title in of_quizzes if not quiz_id}
    without_id |= set(map(speakable_title, finished))
    titles = without_id | {title for _, title in of_quizzes}
    for each in offered:
        done = without_id if each.quiz_id else titles
        if each.quiz_id not in ids and speakable_title(each.title) not in done:
            yield each


def _score(recommendation: Recommendation) -> float:
    """Orders suggestions; one without a usable score comes after all that have one."""
    score = recommendation.score
    return score if score is not None and math.isfinite(score) else -math.inf
