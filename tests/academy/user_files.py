"""The platform's own export of one user, version 3.0, one file a user."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from academy.exporting import Record, records
from academy.rows import Academy


def user_files(academy: Academy) -> Mapping[str, dict[str, Any]]:
    """By the names that the platform gives the files."""
    stamp = f"{academy.now:%Y%m%d}"
    users = academy.by_id("auth_user")
    return {
        f"user_export_{record['user_id']}_{stamp}.json": _document(
            academy, users[int(record["user_id"])], record
        )
        for record in records(academy, academy.now)
    }


def _document(academy: Academy, user: Mapping[str, Any], record: Record) -> dict[str, Any]:
    wishes = next(
        (row for row in academy.tables["users_userpreference"] if row["user_id"] == user["id"]), {}
    )
    return {
        "export_version": "3.0",
        "export_metadata": {
            "user_id": user["id"],
            "exported_at": academy.now.isoformat(),
            "validation_errors": [],
            "diagnostic_ready": True,
            "data_quality": {},
        },
        "user_profile": {
            "user_id": user["id"],
            "username": user["username"],
            "email": user["email"],
            "native_language": wishes.get("native_language", "en"),
            "report_language": wishes.get("report_language", "en"),
            "target_exam": "toeic",
            "study_context": "CANARY-context",
            "interested_subjects": [{"id": 7, "name": "English Grammar"}],
            "ability_score": _ability(academy, user["id"]),
        },
        "quiz_attempts": {"attempts": _attempts(academy, user["id"])},
        "study_behavior": {"total_minutes": 12},
        "writing_samples": [{"text": "CANARY-note: my diary"}],
        "device_location": {"ip_addresses": ["203.0.113.77"]},
    }


def _ability(academy: Academy, user: int) -> dict[str, Any] | None:
    for row in academy.tables["intelligence_userabilityprofile"]:
        if row["user_id"] == user:
            return {
                "overall": row["overall_ability_score"],
                "level": "Intermediate",
                "by_subject": json.loads(row["ability_by_subject"]),
                "percentile": 61.0,
            }
    return None


def _attempts(academy: Academy, user: int) -> list[dict[str, Any]]:
    """The answers of a quiz on one day are one attempt, until a question comes again."""
    grouped: defaultdict[tuple[int, str, int], list[Mapping[str, Any]]] = defaultdict(list)
    before: Counter[tuple[int, str]] = Counter()
    questions = academy.by_id("quizzes_question")
    for row in academy.tables["analytics_activityevent"]:
        is_answer = row["event_type"] == "quiz_answer_submitted" and row["user_id"] == user
        said = json.loads(row["metadata"] or "null") if is_answer else None
        if isinstance(said, dict) and row["object_id"] in questions:
            quiz = questions[row["object_id"]]["quiz_id"]
            day = row["timestamp"].date().isoformat()
            grouped[quiz, day, before[row["object_id"], day]].append({**row, "said": said})
            before[row["object_id"], day] += 1
    return [
        _attempt(academy, number, quiz, rows)
        for number, ((quiz, _, _), rows) in enumerate(grouped.items(), 1)
    ]


def _attempt(
    academy: Academy, number: int, quiz: int, rows: list[Mapping[str, Any]]
) -> dict[str, Any]:
    row = academy.by_id("quizzes_quiz")[quiz]
    subject = academy.by_id("subjects_subject").get(row["subject_id"], {})
    questions = [_question(academy, each) for each in rows]
    correct = sum(each["is_correct"] is True for each in questions)
    times = sorted(each["timestamp"] for each in rows)
    return {
        "attempt_id": number,
        "quiz_id": quiz,
        "quiz_title": row["title"],
        "subject": subject.get("name"),
        "difficulty_label": "Medium",
        "started_at": times[0].isoformat(),
        "ended_at": times[-1].isoformat(),
        "total_questions": len(questions),
        "correct_count": correct,
        "accuracy": 100 * correct / len(questions),
        "questions": questions,
    }


def _question(academy: Academy, event: Mapping[str, Any]) -> dict[str, Any]:
    row = academy.by_id("quizzes_question")[event["object_id"]]
    said = event["said"]
    return {
        "question_id": row["id"],
        "question_type": row["question_type"],
        "question_text": row["question_text"],
        "options": [row[f"option{n}"] for n in (1, 2, 3, 4) if row[f"option{n}"]],
        "selected_option": said["selected_option"],
        "correct_answer": row["correct_answer"] or row["correct_option"],
        "is_correct": said["is_correct"],
    }
