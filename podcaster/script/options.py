"""What an operator may set about scripts."""

from typing import Annotated

from pydantic import Field, model_validator

from podcaster.options import Options

TEMPLATE = "template"
"""The name, in a chain, of the writer that needs nobody."""

Minutes = Annotated[float, Field(ge=0.5, le=30)]


class ScriptOptions(Options):
    """`[script]`: who writes, and for how long to speak.

    A chain names models of `[models]`, and `template`.
    """

    chain: tuple[str, ...] = Field(
        default=("openai", "gemini", "anthropic", TEMPLATE), min_length=1
    )
    minutes: tuple[Minutes, Minutes] = (3, 6)
    target_minutes: Minutes = 4

    @model_validator(mode="after")
    def _target_lies_within(self) -> "ScriptOptions":
        shortest, longest = self.minutes
        if not shortest <= self.target_minutes <= longest:
            raise ValueError(
                "target_minutes must lie within minutes, and the first of those be the smaller"
            )
        return self
