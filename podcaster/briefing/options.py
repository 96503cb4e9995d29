"""What an operator may set about who is due."""

from pathlib import Path

from pydantic import Field

from podcaster.options import Options


class EligibilityOptions(Options):
    """`[eligibility]`: who gets an episode.

    `skip_list` is a file with an id a line, of learners who want none. After `pause_after_unheard`
    episodes that were never played no more are made; 0 does not look.
    """

    active_within_days: int = Field(default=14, ge=1, le=3650)
    batch_size: int = Field(default=100, ge=1, le=10_000)
    from_hour: int = Field(default=0, ge=0, le=23)
    min_answers: int = Field(default=0, ge=0)
    skip_list: Path | None = None
    pause_after_unheard: int = Field(default=0, ge=0, le=365)
