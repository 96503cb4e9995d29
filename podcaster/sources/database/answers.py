"""From a row to an answer: the verdict, the subject, and what was asked."""

import heapq
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from podcaster.domain.learner import Answer
from podcaster.sources.database.questions import Questions
from podcaster.sources.database.times import moment
from podcaster.sources.database.values import Row, decoded, id_of, if_it_fits, truth

MOST = 2_000
"""Answers of one learner that are held of those before the weeks that are compared: the newest."""

NO_OBJECT = "answers whose metadata is no object are not counted"
NO_VERDICT = "answers that do not say whether they were right are not counted"
NO_TIME = "answers without a time are not counted"


class Newest:
    """The answers of one learner since `recent_since`, and the newest of those before.

    Leaving out some of two weeks that are compared would make a trend of what is none. Their texts
    are shared with whoever was asked the same: a hundred thousand answers are 15 MB.
    """

    def __init__(self, recent_since: datetime) -> None:
        self._recent_since = recent_since
        self._recent: list[Answer] = []
        self._older: list[tuple[datetime, int, Answer]] = []
        self._count = 0

    def has_room_for(self, at: datetime) -> bool:
        """False for one that would be dropped again."""
        return at >= self._recent_since or len(self._older) < MOST or at > self._older[0][0]

    def add(self, answer: Answer) -> None:
        """Keeps it, for the oldest where there are too many."""
        if answer.at >= self._recent_since:
            self._recent.append(answer)
            return
        self._count += 1
        entry = (answer.at, self._count, answer)
        if len(self._older) < MOST:
            heapq.heappush(self._older, entry)
        else:
            heapq.heappushpop(self._older, entry)

    def newest_first(self) -> tuple[Answer, ...]:
        """All that are kept; those of one instant in a fixed order."""
        kept = (*self._recent, *(answer for _, _, answer in self._older))
        return tuple(sorted(kept, key=_in_time, reverse=True))


def _in_time(answer: Answer) -> tuple[datetime, str, str, bool]:
    """The same order for every database, whatever the order of its rows."""
    return answer.at, answer.question, answer.given, answer.is_correct


class AnswerReader:
    """Reads the answers of a batch; `oddities` counts the rows that tell nothing, by why."""

    def __init__(self, questions: Questions) -> None:
        self._texts, self._questions = questions.texts, questions
        self.oddities: Counter[str] = Counter()

    def add(self, row: Row, to: Newest) -> None:
        """The answer of a row, if it is one."""
        at = self._time(row)
        if at is None or not to.has_room_for(at):
            return
        details = decoded(row.get("metadata"))
        is_correct = self._verdict(row, details)
        if is_correct is not None:
            to.add(self._answer(row, at, is_correct, details if isinstance(details, dict) else {}))

    def _answer(
        self, row: Row, at: datetime, is_correct: bool, details: Mapping[str, object]
    ) -> Answer:
        question = self._questions.of(row)
        return Answer(
            at=at,
            is_correct=is_correct,
            subject=self._texts.line(row.get("subject")),
            quiz=self._texts.line(row.get("quiz")),
            question=question.text,
            given=self._questions.given(question, row, details),
            correct=question.correct,
            question_id="" if question.can_be_asked else id_of(row.get("question_id")),
            quiz_id=id_of(row.get("quiz_id")),
        )

    def _time(self, row: Row) -> datetime | None:
        at = if_it_fits(moment, row.get("at"))
        if at is None:
            self.oddities[NO_TIME] += 1
        return at

    def _verdict(self, row: Row, details: object) -> bool | None:
        """By the column, else by the metadata; None, counted, where neither tells."""
        said = row.get("is_correct")
        if said is None:
            if not isinstance(details, dict):
                self.oddities[NO_OBJECT if details is not None else NO_VERDICT] += 1
                return None
            said = details.get("is_correct")
        verdict = if_it_fits(truth, said)
        if verdict is None:
            self.oddities[NO_VERDICT] += 1
        return verdict
