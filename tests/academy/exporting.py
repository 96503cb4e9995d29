"""What the platform's rows say, worked out from the rows alone, in the shape of an export.

Written against the contract and not against the queries, so that it can contradict them.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from academy.rows import Academy, PlainQuestion, Row

Record = dict[str, Any]
_NOTHING = PlainQuestion("", (), "", usable=False)
_TRUTHS: Mapping[object, bool] = {"true": True, "false": False}


def records(academy: Academy, until: datetime) -> list[Record]:
    """A record for every account, in the order of their ids; `until` is the end of the day."""
    return [_Learner(academy, user, until).record() for user in academy.tables["auth_user"]]


class _Learner:
    def __init__(self, academy: Academy, user: Row, until: datetime) -> None:
        self._academy, self._user, self._until = academy, user, until
        self._quizzes = academy.by_id("quizzes_quiz")
        self._questions = academy.by_id("quizzes_question")
        self._subjects = academy.by_id("subjects_subject")

    def record(self) -> Record:
        whole = {
            "user_id": str(self._user["id"]),
            "display_name": self._name(),
            "is_active": self._user["is_active"],
            "last_active_at": _time(max(self._traces(), default=None)),
            "language": self._language(),
            "ability": self._ability(),
            "answers": list(self._answers()),
            "reviews_due": list(self._reviews()),
            "recommended": list(self._recommended()),
            "lessons": list(self._lessons()),
            "courses": list(self._courses()),
        }
        return {name: value for name, value in whole.items() if value not in (None, "")}

    def _rows(self, table: str) -> Iterator[Row]:
        return (row for row in self._academy.tables[table] if row["user_id"] == self._user["id"])

    def _row(self, table: str) -> Row:
        return next(self._rows(table), {})

    def _name(self) -> str:
        shown = str(self._row("users_profile").get("display_name", ""))
        return shown or str(self._user["first_name"])

    def _traces(self) -> Iterator[datetime]:
        if self._user["last_login"]:
            yield self._user["last_login"]
        yield from (row["timestamp"] for row in self._rows("analytics_activityevent"))
        yield from (row["completed_at"] for row in self._rows("lessons_lessoncompletion"))
        for row in self._rows("users_userloginevent"):
            yield row["last_heartbeat_at"] or row["login_at"]

    def _language(self) -> str:
        wishes = self._row("users_userpreference")
        said = [wishes.get("report_language"), wishes.get("native_language")]
        said = [each for each in [*said, self._row("users_profile").get("locale")] if each]
        chosen = [each for each in said if each != "en"]
        spoken = json.loads(wishes.get("languages_spoken", "[]"))
        return str([*chosen, *said, *spoken, ""][0])

    def _ability(self) -> Record | None:
        row = self._row("intelligence_userabilityprofile")
        if not row:
            return None
        by_subject = json.loads(row["ability_by_subject"])
        named = {
            self._subjects[int(key)]["name"]: score
            for key, score in (by_subject.items() if isinstance(by_subject, dict) else ())
            if int(key) in self._subjects
        }
        return {
            "overall": row["overall_ability_score"],
            "by_subject": named,
            "answered": row["total_quizzes_attempted"],
            "right": row["total_correct_answers"],
            "computed_at": _time(row["last_computed_at"]),
        }

    def _answers(self) -> Iterator[Record]:
        for row in self._rows("analytics_activityevent"):
            if row["event_type"] != "quiz_answer_submitted":
                continue
            said = json.loads(row["metadata"] or "null")
            if isinstance(said, dict):
                yield self._answer(row, said)

    def _answer(self, row: Row, said: Mapping[str, Any]) -> Record:
        plain = self._academy.plain.get(row["object_id"], _NOTHING)
        right = said["is_correct"]
        chosen = said["selected_option"]
        given = plain.options[chosen - 1] if chosen else said["submitted_answer"]
        return {
            "at": _time(row["timestamp"]),
            "is_correct": _TRUTHS.get(right, bool(right)),
            **self._quiz_of(row["object_id"]),
            **({"question": plain.text, "correct": plain.correct} if plain.usable else {}),
            **({"given": given} if plain.usable else self._number_of(row["object_id"])),
        }

    def _number_of(self, question: int) -> Record:
        """What tells a question apart of which nothing can be asked."""
        return {"question_id": str(question)} if question in self._questions else {}

    def _quiz_of(self, question: int) -> Record:
        """Title and subject, as far as they are there."""
        quiz = self._quizzes.get(self._questions.get(question, {}).get("quiz_id"), {})
        subject = self._subjects.get(quiz.get("subject_id"), {})
        return {"quiz": _shown(quiz), "subject": subject.get("name", "")}

    def _reviews(self) -> Iterator[Record]:
        """Of a quiz and its questions only one: the questions, where any of them is due."""
        due = [row for row in self._rows("analytics_memorystat") if self._is_due(row)]
        asked = {self._quiz_number(row) for row in due if self._kind(row) == "question"}
        for row in due:
            kind, quiz = self._kind(row), self._quizzes.get(self._quiz_number(row))
            if quiz and not (kind == "quiz" and quiz["id"] in asked):
                yield {
                    "title": _shown(quiz),
                    "kind": kind,
                    "next_review_at": _time(row["next_review_at"]),
                    "retention": self._retention(row),
                    **self._question(row),
                }

    def _question(self, row: Row) -> Record:
        plain = self._academy.plain.get(row["object_id"], _NOTHING)
        if self._kind(row) != "question":
            return {}
        text = {"question": plain.text, "correct": plain.correct} if plain.usable else {}
        return {**text, "subject": self._quiz_of(row["object_id"])["subject"]}

    def _is_due(self, row: Row) -> bool:
        return row["next_review_at"] is not None and row["next_review_at"] < self._until

    def _kind(self, row: Row) -> str:
        return str(self._academy.by_id("django_content_type")[row["content_type_id"]]["model"])

    def _quiz_number(self, row: Row) -> int | None:
        if self._kind(row) == "quiz":
            return int(row["object_id"])
        return self._questions.get(row["object_id"], {}).get("quiz_id")

    def _retention(self, row: Row) -> float:
        """The contract's formula, at the moment of asking."""
        if row["last_reviewed_at"] is None:
            return 0.0
        passed = (self._academy.now - row["last_reviewed_at"]) / timedelta(days=1)
        strength = min(row["interval_days"], 180) * row["easiness_factor"] / 2.5 * 1.5
        return math.exp(-passed / max(0.5, strength))

    def _recommended(self) -> Iterator[Record]:
        for row in self._rows("intelligence_matchscore"):
            quiz = self._quizzes.get(row["object_id"], {})
            if quiz.get("status") == "published":
                yield {"title": quiz["title"], "score": row["match_score"]}

    def _lessons(self) -> Iterator[Record]:
        lessons = self._academy.by_id("lessons_lesson")
        for row in self._rows("lessons_lessoncompletion"):
            title = lessons[row["lesson_id"]]["title"]
            yield {"title": title, "completed_at": _time(row["completed_at"])}

    def _courses(self) -> Iterator[str]:
        courses = self._academy.by_id("courses_course")
        for row in self._rows("enrollment_enrollment"):
            course = courses[row["object_id"]]
            if row["status"] in ("active", "completed") and not course["is_draft"]:
                yield course["title"]


def _time(moment: datetime | None) -> str | None:
    return moment and moment.isoformat()


def _shown(quiz: Mapping[str, Any]) -> str:
    """The title of a quiz that can be opened."""
    return str(quiz["title"]) if quiz.get("status") == "published" else ""
