"""The one small thing to do tomorrow."""

from collections.abc import Sequence

from podcaster.briefing.speakable import speakable_title
from podcaster.domain.brief import Focus, Goal, GoalKind, Practice
from podcaster.domain.facts import Fact, Facts, ReviewItem
from podcaster.domain.learner import Answer

MOST_FOR_TOMORROW = 5
"""Items of a goal: it stays small, however much has piled up."""


def choose_goal(
    facts: Facts,
    missed: Sequence[Answer],
    practice: Practice | None,
    focus: Focus | None,
    *,
    is_new: bool,
) -> Goal:
    """What to do tomorrow: what is due, else what was missed, else what is new, else to come back.

    `missed` comes newest first. Whoever `is_new` has no quiz or lesson to come back to yet; others
    come back to the topic of the episode.
    """
    if facts.reviews_due:
        return _review(facts.reviews_due, practice)
    if missed:
        return _redo(missed)
    if facts.recommended:
        return Goal(kind="recommended", title=facts.recommended.value)
    if is_new:
        return Goal(kind="first_quiz")
    return Goal(kind="come_back", title=focus.topic if focus else "")


def _review(due: Fact[tuple[ReviewItem, ...]], practice: Practice | None) -> Goal:
    """Begins with the most forgotten item, but not with the one that was just recalled."""
    titles = [item.title for item in due.value]
    recalled = practice.question if practice else ""
    title = next((each for each in titles if each != recalled), next(iter(titles), ""))
    return _some("review", title, due.n)


def _redo(missed: Sequence[Answer]) -> Goal:
    """The quiz that something was missed in last, with the number of questions missed in it."""
    quizzes = [speakable_title(answer.quiz) for answer in missed]
    title = next(filter(None, quizzes), "")
    count = quizzes.count(title) if title else len(missed)
    return _some("redo_missed", title, count)


def _some(kind: GoalKind, title: str, there_are: int) -> Goal:
    count = min(there_are, MOST_FOR_TOMORROW)
    out_of = there_are if there_are > count else None
    return Goal(kind=kind, title=title, count=count, out_of=out_of)
