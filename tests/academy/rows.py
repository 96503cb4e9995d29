"""What stands in the platform's tables, before it stands in any database."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Numeric, String
from sqlalchemy.sql.sqltypes import Float

from academy.column_types import JsonText, Moment
from academy.tables import TABLES

Row = dict[str, Any]

_USUAL: Mapping[str, Row] = {
    "auth_user": {"is_active": True},
    "users_profile": {"role": "explorer", "locale": "en", "email_notifications": True},
    "users_userpreference": {
        "languages_spoken": "[]",
        "native_language": "en",
        "report_language": "en",
    },
    "intelligence_userabilityprofile": {"overall_ability_score": 400.0},
    "analytics_memorystat": {"easiness_factor": 2.5, "current_retention_estimate": 1.0},
    "courses_course": {"course_type": "free"},
    "lessons_lesson": {"status": "published", "content_type": "text"},
    "quizzes_quiz": {"status": "published", "quiz_type": "free", "languages": '["en"]'},
    "dailycast_usercategory": {"is_active": True},
    "enrollment_enrollment": {"status": "active", "enrollment_type": "course"},
}
"""Defaults of the platform's models, where they are not empty, false or zero."""


@dataclass
class Academy:
    """Rows by table, with ids as a database would give them, as of `now`.

    `people` names the learners of whom something is known beforehand; `plain` has, by question,
    the texts that its HTML says.
    """

    now: datetime
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, int] = field(default_factory=dict)
    plain: dict[int, "PlainQuestion"] = field(default_factory=dict)

    def add(self, table: str, **given: Any) -> int:
        """A row with the values given, and what the platform would put into the other columns."""
        row_id = given.get("id", len(self.tables[table]) + 1)
        row = {"id": row_id}
        for column in TABLES.tables[table].columns:
            if column.name != "id":
                row[column.name] = self._value(column, row_id, {**_USUAL.get(table, {}), **given})
        unknown = given.keys() - row.keys()
        assert not unknown, f"{table} has no {unknown}"
        self.tables[table].append(row)
        return int(row_id)

    def kind(self, app: str, model: str) -> int:
        """The id of a content type."""
        for row in self.tables["django_content_type"]:
            if (row["app_label"], row["model"]) == (app, model):
                return int(row["id"])
        return self.add("django_content_type", app_label=app, model=model)

    def by_id(self, table: str) -> dict[int, Row]:
        """Its rows by their ids."""
        return {row["id"]: row for row in self.tables[table]}

    def ago(self, **span: float) -> datetime:
        """A moment before now, in whole milliseconds: an export has no finer ones."""
        moment = self.now - timedelta(**span)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def _value(self, column: Column[Any], row_id: int, known: Row) -> Any:
        if column.name in known:
            return known[column.name]
        if column.nullable:
            return None
        if isinstance(column.type, String):
            return f"{column.table.name}-{row_id}" if column.unique else ""
        if isinstance(column.type, Moment):
            return self.ago(days=90)
        if isinstance(column.type, JsonText):
            return "{}"
        if isinstance(column.type, Boolean):
            return False
        if isinstance(column.type, Float):
            return 0.0
        return Decimal("0.00") if isinstance(column.type, Numeric) else 0


@dataclass(frozen=True)
class PlainQuestion:
    """A question as a listener may hear it; `usable` is false where it needs eyes or hands."""

    text: str
    options: tuple[str, ...]
    correct: str
    usable: bool


def as_json(value: object) -> str:
    """The text of a column of JSON."""
    return json.dumps(value, ensure_ascii=False)
