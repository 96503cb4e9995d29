"""What a learner does on the platform, as the platform writes it down."""

import uuid
from datetime import datetime
from typing import Any

from academy.rows import Academy, as_json


class Person:
    """One learner, and the rows that follow from what they do."""

    def __init__(self, academy: Academy, name: str = "", **account: Any) -> None:
        number = max(row["id"] for row in academy.tables["auth_user"]) + 1
        account.setdefault("username", f"learner{number}")
        account.setdefault("email", f"CANARY-{number}@mail.example")
        account.setdefault("last_name", "CANARY-lastname")
        account.setdefault("password", "CANARY-password-hash")
        self.academy = academy
        self.id = academy.add("auth_user", id=number, **account)
        if name:
            academy.people[name] = self.id
        academy.add("notes_note", user_id=self.id, text="CANARY-note: my diary", privacy="private")

    def profile(self, **columns: Any) -> "Person":
        self.academy.add("users_profile", user_id=self.id, **columns)
        return self

    def preference(self, **columns: Any) -> "Person":
        self.academy.add("users_userpreference", user_id=self.id, **columns)
        return self

    def answer(
        self,
        question: int,
        at: datetime,
        right: object,
        *,
        metadata: object = None,
        without: tuple[str, ...] = (),
    ) -> "Person":
        """An answered question; `right` is written as it is, so that it need not be a boolean."""
        kept = self._answer(question, right) if metadata is None else metadata
        if isinstance(kept, dict):
            kept = {key: value for key, value in kept.items() if key not in without}
        return self.event(
            "quiz_answer_submitted", at, object_of=("question", question), metadata=kept
        )

    def event(
        self,
        event_type: str,
        at: datetime,
        *,
        object_of: tuple[str, int] | None = None,
        metadata: object = None,
    ) -> "Person":
        kind, number = object_of or ("", None)
        self.academy.add(
            "analytics_activityevent",
            user_id=self.id,
            event_type=event_type,
            content_type_id=self.academy.kind("quizzes", kind) if kind else None,
            object_id=number,
            timestamp=at,
            session_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{self.id} {at}").hex,
            metadata=as_json(metadata),
        )
        return self

    def _answer(self, question: int, right: object) -> dict[str, object]:
        """What the platform keeps with an answer; of a wrong one, the first wrong option."""
        plain = self.academy.plain.get(question)
        row = self.academy.by_id("quizzes_question").get(question, {})
        quiz = row.get("quiz_id", 0)
        is_right = right in (True, 1, "true", "True")
        chosen: int | None = row.get("correct_option")
        if not is_right and chosen:
            chosen = 2 if chosen == 1 else 1
        text = row.get(f"option{chosen}") if chosen else None
        written = plain.correct if plain and is_right else "I do not know"
        return {
            "quiz_id": quiz,
            "question_id": question,
            "selected_option": chosen,
            "selected_answer_text": text,
            "selected_option_key": f"option{chosen}" if chosen else None,
            "submitted_answer": text or written,
            "correct_answer_expected": plain.correct if plain else "",
            "is_correct": right,
            "time_spent_ms": 4200,
            "quality_of_recall_used": 5 if is_right else 1,
            "new_interval_days": 1,
            "attempt_index": 1,
            "hints_used": [],
            "related_object_type": "quiz",
            "related_object_id": quiz,
            "related_object_title": self._title(quiz),
        }

    def _title(self, quiz: int) -> str:
        return str(self.academy.by_id("quizzes_quiz").get(quiz, {}).get("title", ""))

    def review(
        self,
        kind: str,
        number: int,
        *,
        last: datetime | None,
        due: datetime | None,
        interval: float = 6.0,
        easiness: float = 2.5,
    ) -> "Person":
        """Spaced repetition of a quiz or a question."""
        self.academy.add(
            "analytics_memorystat",
            user_id=self.id,
            content_type_id=self.academy.kind("quizzes", kind),
            object_id=number,
            interval_days=interval,
            easiness_factor=easiness,
            last_reviewed_at=last,
            next_review_at=due,
            ai_insights=as_json({"difficulty_prediction": "CANARY-insight"}),
        )
        return self

    def match(self, quiz: int, score: float) -> "Person":
        self.academy.add(
            "intelligence_matchscore",
            user_id=self.id,
            content_type_id=self.academy.kind("quizzes", "quiz"),
            object_id=quiz,
            match_score=score,
            computed_at=self.academy.ago(days=5),
            metadata=as_json({"why_tags": ["challenge"]}),
        )
        return self

    def lesson(self, lesson: int, at: datetime) -> "Person":
        self.academy.add(
            "lessons_lessoncompletion", user_id=self.id, lesson_id=lesson, completed_at=at
        )
        return self

    def enrol(self, course: int, status: str = "active") -> "Person":
        self.academy.add(
            "enrollment_enrollment",
            user_id=self.id,
            content_type_id=self.academy.kind("courses", "course"),
            object_id=course,
            enrollment_date=self.academy.ago(days=30),
            status=status,
        )
        return self

    def ability(self, overall: float, by_subject: object = None, **columns: Any) -> "Person":
        columns.setdefault("total_quizzes_attempted", 40)
        columns.setdefault("total_correct_answers", 26)
        columns.setdefault("last_computed_at", self.academy.ago(days=2))
        self.academy.add(
            "intelligence_userabilityprofile",
            user_id=self.id,
            overall_ability_score=overall,
            ability_by_subject=as_json(by_subject or {}),
            **columns,
        )
        return self

    def login_event(self, at: datetime, heartbeat: datetime | None = None) -> "Person":
        self.academy.add(
            "users_userloginevent",
            user_id=self.id,
            login_at=at,
            last_heartbeat_at=heartbeat,
            user_agent="CANARY-agent",
            ip_address="203.0.113.77",
        )
        return self

    def join(self, group: str) -> "Person":
        """A Student Group."""
        self.academy.add(
            "dailycast_usercategory_users",
            usercategory_id=_named(self.academy, "dailycast_usercategory", group),
            user_id=self.id,
        )
        return self

    def join_auth(self, group: str) -> "Person":
        """A group of Django's own."""
        number = _named(self.academy, "auth_group", group)
        self.academy.add("auth_user_groups", user_id=self.id, group_id=number)
        return self


def _named(academy: Academy, table: str, name: str) -> int:
    for row in academy.tables[table]:
        if row["name"] == name:
            return int(row["id"])
    return academy.add(table, name=name)
