"""What an operator may set about where learners come from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, field_validator

from podcaster.options import Options
from podcaster.text.languages import normalise

SAMPLE = "sample"


class PlanOptions(Options):
    """`[learners.plan]`: where a learner's plan is looked up.

    `record` is what the learner's own record or row says. `names` translates what is found, such
    as the name of a group, to a plan; of several groups the first in its order counts. Where it is
    empty, what is found is the name of a plan.
    """

    taken_from: Literal["record", "column", "group", "auth_group", "course", "file"] = "record"
    column: str = Field(default="", pattern=r"^$|^[A-Za-z_]\w*\.[A-Za-z_]\w*$")
    file: Path | None = None
    course_plan: str = Field(default="premium", min_length=1)
    names: Mapping[str, str] = Field(default_factory=dict)


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
        return source

    @field_validator("default_language")
    @classmethod
    def _is_a_language(cls, tag: str) -> str:
        if not normalise(tag):
            raise ValueError("this is no language tag; use one such as en or ja-JP")
        return normalise(tag)
