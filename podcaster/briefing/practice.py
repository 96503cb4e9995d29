"""The one question of an episode, and what the lesson goes over."""

from collections.abc import Iterable, Sequence

from podcaster.briefing.answers import question_key
from podcaster.briefing.focus import is_about
from podcaster.briefing.reviews import DueQuestion
from podcaster.domain.brief import Focus, Practice, Recent
from podcaster.domain.facts import MissedQuestion

MOST_MISSED = 5
RESTS_FOR = 3
"""Episodes in which a question that was asked is not asked again, if there is another thing."""


def choose_practice(
    missed: Sequence[MissedQuestion],
    due: Sequence[DueQuestion],
    titles: Sequence[str],
    focus: Focus | None,
    recent: Recent,
) -> Practice | None:
    """What the learner has not been asked lately, and never what was asked last if there is more.

    A missed question on the topic, else another missed one, else one that is due; else one of these
    that was asked a while ago, else a title to recall that was not lately; else whatever was asked
    longest ago.
    """
    questions = [*_missed(missed, focus), *_due(due, focus)]
    recalls = [Practice(kind="recall", question=title) for title in titles]
    lately = [question_key(question) for question in recent.questions]

    def episodes_ago(practice: Practice) -> int:
        key = question_key(practice.question)
        return lately.index(key) if key in lately else len(lately)

    def longest_ago(practices: Iterable[Practice]) -> Practice | None:
        return max(practices, key=episodes_ago, default=None)

    fresh = (each for each in questions if episodes_ago(each) == len(lately))
    rested = (each for each in questions if episodes_ago(each) >= RESTS_FOR)
    unrecalled = (each for each in recalls if episodes_ago(each) == len(lately))
    return (
        next(fresh, None)
        or longest_ago(rested)
        or next(unrecalled, None)
        or longest_ago([*questions, *recalls])
    )


def for_lesson(
    missed: Sequence[MissedQuestion], practice: Practice | None, focus: Focus | None, recent: Recent
) -> tuple[MissedQuestion, ...]:
    """The missed questions to go over, without the practice question.

    Those that were not practised lately come first, and of those the ones on the topic. Where
    there are more of a sort than fit, they take turns from episode to episode.
    """
    asked = {question_key(question) for question in recent.questions}
    practised = question_key(practice.question) if practice else ""
    sorts: dict[tuple[bool, bool], list[MissedQuestion]] = {}
    for each in missed:
        key = question_key(each.question)
        if key != practised:
            sort = key in asked, not is_about(focus, each.subject, each.quiz)
            sorts.setdefault(sort, []).append(each)
    turn = 0 if recent.turn is None else recent.turn + 1
    ordered = [each for sort in sorted(sorts) for each in _by_turns(sorts[sort], turn)]
    return tuple(ordered[:MOST_MISSED])


def _by_turns(missed: list[MissedQuestion], turn: int) -> list[MissedQuestion]:
    if len(missed) <= MOST_MISSED:
        return missed
    first = turn * MOST_MISSED % len(missed)
    return missed[first:] + missed[:first]


def _missed(missed: Iterable[MissedQuestion], focus: Focus | None) -> list[Practice]:
    on_topic_first = sorted(missed, key=lambda each: not is_about(focus, each.subject, each.quiz))
    return [
        Practice(kind="missed", question=each.question, answer=each.correct, given=each.given)
        for each in on_topic_first
    ]


def _due(due: Iterable[DueQuestion], focus: Focus | None) -> list[Practice]:
    on_topic_first = sorted(due, key=lambda each: not is_about(focus, each.subject, each.quiz))
    return [
        Practice(kind="due", question=each.question, answer=each.correct) for each in on_topic_first
    ]
