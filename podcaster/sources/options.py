"""What an operator may set about where learners come from."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, field_validator

from podcaster.options import Options
from podcaster.sources.private_columns import is_private
from podcaster.text.languages import normalise

SAMPLE = "sample"

_VARIABLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_COLUMN = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*")
_IN_AUTHORITY = re.compile(r"\w://[^:/?#]*:([^/?#]*)@|\w://[^:@]*:(.*)@", re.DOTALL)
_IN_QUERY = re.compile(r"[?&](?:password|passwd|pwd)=([^&#]*)", re.IGNORECASE)


def is_url(source: str) -> bool:
    """True for the address of a database, rather than a path."""
    return "://" in source


def variable_of(source: str) -> str | None:
    """NAME of "env:NAME"; None where no variable is named."""
    match = _VARIABLE.fullmatch(source)
    return match[1] if match else None


def password_of(source: str) -> str:
    """The password in a URL, as it is written there; "" if there is none.

    One with characters that should have been encoded is found as well.
    """
    if not is_url(source):
        return ""
    match = _IN_AUTHORITY.search(source) or _IN_QUERY.search(source)
    return next(filter(None, match.groups()), "") if match else ""


class PlanOptions(Options):
    """`[learners.plan]`: where a learner's plan is looked up.

    `record` is what the learner's own record or row says. `names` translates what is found, such
    as the name of a group, to a plan; of several groups the first in its order counts. Where it is
    empty, what is found is the name of a plan.
    """

    taken_from: Literal["record", "column", "group", "auth_group", "course", "file"] = "record"
    column: str = ""
    file: Path | None = None
    course_plan: str = Field(default="premium", min_length=1)
    names: Mapping[str, str] = Field(default_factory=dict)

    @field_validator("column")
    @classmethod
    def _holds_plans(cls, column: str) -> str:
        if column and not _COLUMN.fullmatch(column):
            raise ValueError('must be table.column, such as "users_profile.tier"')
        if is_private(column.rpartition(".")[2]):
            raise ValueError(
                "holds secrets or private text by its name, and no plans; name the column that"
                " holds plans"
            )
        return column


class LearnersOptions(Options):
    """`[learners]`: whom to serve.

    `source` is "sample", the path of an export, a database URL, or "env:NAME" for a variable that
    holds one; `tenant` is that of rows that name none. `queries` is a folder with named queries
    that go before those built in for `platform`, `query` names single files the same way.
    """

    # A value that is refused may be a URL with a password in it.
    model_config = ConfigDict(hide_input_in_errors=True)

    source: str = Field(default=SAMPLE, min_length=1)
    tenant: str = Field(default="", max_length=10_000)
    default_language: str = "en"
    plan: PlanOptions = Field(default_factory=PlanOptions)
    platform: Literal["zporta"] = "zporta"
    queries: Path | None = None
    query: Mapping[str, Path] = Field(default_factory=dict)
    statement_timeout: float = Field(default=60, gt=0, le=3600)

    @field_validator("source")
    @classmethod
    def _is_readable(cls, source: str) -> str:
        if source == "-":
            raise ValueError("standard input is not read; name the path of an export")
        if source.startswith("env:") and variable_of(source) is None:
            raise ValueError("names no variable; write it as env:DATABASE_URL")
        return source

    @field_validator("default_language")
    @classmethod
    def _is_a_language(cls, tag: str) -> str:
        if not normalise(tag):
            raise ValueError("this is no language tag; use one such as en or ja-JP")
        return normalise(tag)
