"""What a template sees of a brief: plain data, cleaned and capped."""

from podcaster.domain.brief import Brief, Focus, Practice, Progress
from podcaster.domain.facts import MissedQuestion, ReviewItem
from podcaster.script.speakable import phrase, sentence, speakable

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

QUESTION_LIMIT, ANSWER_LIMIT, TITLE_LIMIT = 300, 200, 120
_ENOUGH = 3
_PRACTICE_PAUSE = {"beginner": 16, "intermediate": 14, "advanced": 11, "expert": 8, None: 13}
_RECALL_PAUSE = {"beginner": 7, "intermediate": 6, "advanced": 5, "expert": 4, None: 6}


def plain(brief: Brief) -> dict[str, Plain]:
    """`brief` for a template: dicts, lists, strings, numbers and None, and no name or id.

    `turn` is a number that grows by one from episode to episode, or a day, for choosing among
    wordings; `weekday` counts from Monday, 0. `pause` holds seconds: `recall` to remember
    something, `practice` for the question. `missed_unread` is true where questions were missed and
    all of them have to be seen or heard.
    """
    missed, review = _missed(brief.missed), _review(brief.review)
    known_missed = brief.facts.missed_questions
    focus, practice = _focus(brief.focus), brief.practice
    recalled = practice.question if practice and practice.kind == "recall" else None
    return {
        "language": brief.language,
        "turn": brief.key.date.toordinal() if brief.turn is None else brief.turn,
        "weekday": brief.key.date.weekday(),
        "level": brief.level,
        "has_name": bool(brief.name),
        "thin": focus is None or len(missed) + len(review) < _ENOUGH,
        "progress": _progress(brief.progress),
        "focus": focus,
        "missed": missed,
        "missed_count": max(known_missed.n if known_missed else 0, len(missed)),
        "missed_unread": known_missed is not None and not known_missed.value and not missed,
        "review": _review(tuple(each for each in brief.review if each.title != recalled)),
        "review_count": brief.review_count,
        "practice": _practice(practice),
        "goal": {
            "kind": brief.goal.kind,
            "title": title(brief.goal.title),
            "count": brief.goal.count,
            "out_of": brief.goal.out_of,
        },
        "pause": {
            "recall": _RECALL_PAUSE[brief.level],
            "practice": _PRACTICE_PAUSE[brief.level],
        },
    }


def title(text: str) -> str:
    """A title, or an answer, as it is quoted."""
    return phrase(speakable(text, TITLE_LIMIT))


def _progress(progress: Progress | None) -> Plain:
    if progress is None:
        return None
    return {
        "answered": progress.answered,
        "right": progress.right,
        "accuracy": progress.accuracy_percent,
        "change": progress.change,
        "lessons": [lesson for lesson in map(title, progress.lessons) if lesson],
        "lesson_count": progress.lesson_count,
    }


def _focus(focus: Focus | None) -> Plain:
    if focus is None or not title(focus.topic):
        return None
    return {
        "topic": title(focus.topic),
        "why": focus.why,
        "accuracy": focus.accuracy_percent,
        "answered": focus.answered,
        "missed": focus.missed,
        "retention": focus.retention_percent,
        "faded": focus.faded,
        "never_reviewed": focus.never_reviewed,
    }


def _missed(questions: tuple[MissedQuestion, ...]) -> list[Plain]:
    return [
        {
            "question": sentence(speakable(each.question, QUESTION_LIMIT)),
            "given": "" if _answer(each.given) == _answer(each.correct) else _answer(each.given),
            "correct": _answer(each.correct),
            "subject": title(each.subject),
            "quiz": title(each.quiz),
        }
        for each in questions
        if _answer(each.correct) and speakable(each.question, QUESTION_LIMIT)
    ]


def _review(items: tuple[ReviewItem, ...]) -> list[Plain]:
    return [
        {
            "title": title(each.title),
            "kind": title(each.kind),
            "retention": each.retention_percent,
            "faded": each.faded,
            "never_reviewed": each.never_reviewed,
        }
        for each in items
        if title(each.title)
    ]


def _practice(practice: Practice | None) -> Plain:
    if practice is None or not speakable(practice.question, QUESTION_LIMIT):
        return None
    if practice.kind == "recall":
        return {"kind": "recall", "question": title(practice.question), "answer": "", "given": ""}
    answer, given = _answer(practice.answer), _answer(practice.given)
    return {
        "kind": practice.kind,
        "question": sentence(speakable(practice.question, QUESTION_LIMIT)),
        "answer": answer,
        "given": "" if given == answer else given,
    }


def _answer(text: str) -> str:
    return phrase(speakable(text, ANSWER_LIMIT))
