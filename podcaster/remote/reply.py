"""A provider's answer as it came, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """The body of a good answer (HTTP 200), and the few headers that matter, in small letters."""

    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """What one answer took, in the provider's own units; None where it is not known.

    `model` is the one that really answered. Units are tokens for models, billed characters for
    engines. `cost_micro_usd` is in millionths of a US dollar, never 0 for unknown.
    """

    model: str = ""
    units_in: int | None = None
    units_out: int | None = None
    cost_micro_usd: int | None = None
