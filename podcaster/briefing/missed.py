"""Questions that were answered wrongly and not since answered right."""

from collections.abc import Iterable, Iterator

from podcaster.briefing.answers import question_key
from podcaster.briefing.periods import Period
from podcaster.briefing.speakable import speakable_answer, speakable_question, speakable_title
from podcaster.domain.facts import Fact, MissedQuestion
from podcaster.domain.learner import Answer

MOST_LISTED = 50
"""Entries of a list in a fact: far more than an episode uses, few enough to be kept with it."""


def still_missed(answers: Iterable[Answer], period: Period) -> Iterator[Answer]:
    """The newest wrong answer to each question missed in `period`, newest first.

    `answers` come newest first and may go beyond the period: a right answer given later settles
    the question. A wrong answer that equals the right one contradicts itself and proves nothing.
    Of questions without words or id, a quiz counts as one that nothing settles: nobody can tell
    which of them was answered again, and what is said of them must not be too much.
    """
    settled: set[tuple[str, str, str]] = set()
    for answer in answers:
        key = _key(answer)
        if not any(key) or key in settled or _contradicts_itself(answer):
            continue
        if answer.is_correct:
            settled.update([key] if _is_told_apart(answer) else [])
        elif answer.at in period.window:
            settled.add(key)
            yield answer


def find_missed(
    answers: Iterable[Answer], period: Period
) -> Fact[tuple[MissedQuestion, ...]] | None:
    """The missed questions fit to be asked by voice; `n` counts the others too.

    So there may be none in it while `n` is not 0: all of them have to be seen or heard.
    """
    missed = list(still_missed(answers, period))
    if not missed:
        return None
    spoken = [question for answer in missed if (question := _spoken(answer)) is not None]
    return Fact(tuple(spoken[:MOST_LISTED]), len(missed), period.name, "answers")


def _key(answer: Answer) -> tuple[str, str, str]:
    """Tells questions apart: by their words, else by their ids and quizzes.

    An answer with neither words nor id nor quiz is to a question that is no more: empty.
    """
    words = question_key(answer.question)
    return (words, "", "") if words else ("", answer.question_id, question_key(answer.quiz))


def _is_told_apart(answer: Answer) -> bool:
    return bool(question_key(answer.question) or answer.question_id)


def _contradicts_itself(answer: Answer) -> bool:
    given = question_key(answer.given)
    return not answer.is_correct and given != "" and given == question_key(answer.correct)


def _spoken(answer: Answer) -> MissedQuestion | None:
    question, correct = speakable_question(answer.question), speakable_answer(answer.correct)
    if not question or not correct:
        return None
    return MissedQuestion(
        question=question,
        given=speakable_answer(answer.given),
        correct=correct,
        subject=speakable_title(answer.subject),
        quiz=speakable_title(answer.quiz),
        at=answer.at,
    )
