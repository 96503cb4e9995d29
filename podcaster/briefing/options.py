"""What an operator may set about who is due."""

from pydantic import Field

from podcaster.options import Options


class EligibilityOptions(Options):
    """`[eligibility]`: who gets an episode."""

    active_within_days: int = Field(default=14, ge=1, le=3650)
    batch_size: int = Field(default=100, ge=1, le=10_000)
    from_hour: int = Field(default=0, ge=0, le=23)
    min_answers: int = Field(default=0, ge=0)
