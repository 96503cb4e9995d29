"""What every group of options has in common."""

from pydantic import BaseModel, ConfigDict


class Options(BaseModel):
    """Frozen and complete: every option has a default, an unknown one is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False
    )
