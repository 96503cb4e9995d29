"""One request, as it is remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Stage = Literal["script", "speech", "upload"]
Outcome = Literal["ok", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was asked of whom, what came of it and what it cost.

    `cost_micro_usd` is in millionths of a US dollar; None where it is not known, never 0 for that.
    """

    stage: Stage
    provider: str
    model: str
    voice: str
    started_at: datetime
    seconds: float
    outcome: Outcome
    error_kind: str = ""
    http_status: int | None = None
    units_in: int | None = None
    units_out: int | None = None
    cost_micro_usd: int | None = None
    answer: str = ""
    error_message: str = ""


Record = Callable[[Attempt], None]
"""Takes each attempt as it ends: to the ledger, to preview's list, or home from a worker."""
