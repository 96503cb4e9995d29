"""One request, timed and told to the record whatever becomes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from podcaster.domain.attempt import Attempt, Record, Stage
from podcaster.errors import CannotServe, ProviderError


@dataclass
class Usage:
    """What the answer cost, filled in by whoever reads it; None where it is not known."""

    model: str = ""
    units_in: int | None = None
    units_out: int | None = None
    cost_micro_usd: int | None = None
    answer: str = ""


@contextmanager
def attempting(
    record: Record, *, stage: Stage, provider: str, model: str = "", voice: str = ""
) -> Iterator[Usage]:
    """Records one attempt when the block ends, answered or refused; what is put off has not."""
    usage = Usage(model=model)
    began, started_at = time.monotonic(), datetime.now(UTC)

    def ended() -> Attempt:
        return Attempt(
            stage=stage,
            provider=provider,
            model=usage.model,
            voice=voice,
            started_at=started_at,
            seconds=round(time.monotonic() - began, 3),
            outcome="ok",
            units_in=usage.units_in,
            units_out=usage.units_out,
            cost_micro_usd=usage.cost_micro_usd,
            answer=usage.answer,
        )

    try:
        yield usage
    except CannotServe as error:
        kind = error.kind if isinstance(error, ProviderError) else type(error).__name__.lower()
        status = error.http_status if isinstance(error, ProviderError) else None
        record(
            replace(
                ended(),
                outcome="failed",
                error_kind=kind,
                http_status=status,
                error_message=str(error),
            )
        )
        raise
    record(ended())
