"""What an operator may set about who speaks."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from podcaster.options import Options

WithoutCredentials = Literal["espeak", "script_only", "refuse"]
Rate = Annotated[float, Field(ge=0.5, le=2.0)]


class SpeechOptions(Options):
    """`[speech]`: which engines speak for which plan.

    `without_credentials` decides for a plan that is left without an engine; unset, it means
    `espeak` for the sample and `refuse` for any other source.
    """

    without_credentials: WithoutCredentials | None = None
    default_plan: str = "free"
    aliases: Mapping[str, str] = Field(default_factory=lambda: {"basic": "free"})
    plans: Mapping[str, tuple[str, ...]] = Field(
        default_factory=lambda: {
            "free": ("espeak",),
            "premium": ("espeak",),
            "enterprise": ("espeak",),
        }
    )


class EspeakOptions(Options):
    """`[engines.NAME]` of kind `espeak`: the embedded voice.

    `rate` is a factor on the pace of each level.
    """

    kind: Literal["espeak"] = "espeak"
    rate: Rate = 1.0
