"""What an operator may set about where learners come from."""

from pydantic import ConfigDict, Field, field_validator

from podcaster.options import Options
from podcaster.text.languages import normalise

SAMPLE = "sample"


class LearnersOptions(Options):
    """`[learners]`: whom to serve.

    `source` is "sample" or the path of an export; `tenant` is that of rows that name none.
    """

    # A value that is refused may be a URL with a password in it.
    model_config = ConfigDict(hide_input_in_errors=True)

    source: str = Field(default=SAMPLE, min_length=1)
    tenant: str = Field(default="", max_length=10_000)
    default_language: str = "en"

    @field_validator("source")
    @classmethod
    def _is_a_path(cls, source: str) -> str:
        if "://" in source or source.startswith("env:"):
            raise ValueError('a database is not read yet; name "sample" or the path of an export')
        if source == "-":
            raise ValueError("standard input is not read; name the path of an export")
        return source

    @field_validator("default_language")
    @classmethod
    def _is_a_language(cls, tag: str) -> str:
        if not normalise(tag):
            raise ValueError("this is no language tag; use one such as en or ja-JP")
        return normalise(tag)
