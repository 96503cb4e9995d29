"""One request, timed and told to the record whatever becomes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from podcaster.domain.attempt import Attempt, Record, Stage
from podcaster.errors import CannotServe, PodcasterError, ProviderError


@dataclass
class Usage:
    """What the answer cost, filled in by whoever reads it; None where it is not known.

    `answered` is set as soon as there is something to pay for.
    """

    model: str = ""
    units_in: int | None = None
    units_out: int | None = None
    cost_micro_usd: int | None = None
    answer: str = ""
    answered: bool = False


@contextmanager
def attempting(
    record: Record, *, stage: Stage, provider: str, model: str = "", voice: str = ""
) -> Iterator[Usage]:
    """Records one attempt when the block ends, answered or refused.

    What is put off, or a bug, is no attempt, unless it was answered, and so paid for, before.
    """
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
    except BaseException as error:
        if usage.answered or isinstance(error, CannotServe):
            record(_failed(ended(), error))
        raise
    record(ended())


def _failed(attempt: Attempt, error: BaseException) -> Attempt:
    kind, status = type(error).__name__.lower(), None
    if isinstance(error, ProviderError):
        kind, status = error.kind, error.http_status
    return replace(
        attempt,
        outcome="failed",
        error_kind=kind,
        http_status=status,
        error_message=str(error) if isinstance(error, PodcasterError) else "a bug; see the log",
    )
