"""What providers offer, for how much and until when: data with a date, not code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from podcaster.remote.prices import Prices

WARN_DAYS = 60
UNKNOWN = Prices()
_SNAPSHOT = re.compile(r"(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2}|-0\d{2})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of anything that can be bought, and taken off sale.

    `source` says whose words these are. `retired` is for what is gone since a day that is not
    known. `advice` says what to do at its end where that is more than to name `replaced_by`.
    """

    kind: str
    id: str
    source: str
    shutdown: date | None = None
    retired: bool = False
    replaced_by: str = ""
    advice: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow(Row):
    """A model with its prices; those in `long` hold for prompts of more than `long_from` tokens."""

    prices: Prices = UNKNOWN
    long_from: int | None = None
    long: Prices | None = None

    def cost(
        self, *, fresh: int, output: int, cached: int = 0, cache_written: int = 0
    ) -> int | None:
        """What one answer cost, as `Prices.cost` has it, at the price for a prompt of that size."""
        prices = self.prices
        if self.long is not None and self.long_from is not None:
            is_long = fresh + cached + cache_written > self.long_from
            prices = self.long if is_long else self.prices
        return prices.cost(fresh=fresh, output=output, cached=cached, cache_written=cache_written)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow(Row):
    """A tier of voices (for OpenAI: a model) and its price for a million billed characters.

    In micro-dollars, without what a provider gives away each month; None where there is no price
    per character.
    """

    price: int | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is known, as it was on `dated`."""

    dated: date
    models: Mapping[tuple[str, str], ModelRow]
    voices: Mapping[tuple[str, str], VoiceRow]

    def model(self, kind: str, name: str) -> ModelRow | None:
        """The row of a model by its id, an alias or a dated snapshot; None if it is not known."""
        name = name.removeprefix("models/")
        found = self.models.get((kind, name))
        return found or self.models.get((kind, _SNAPSHOT.sub("", name)))

    def voice(self, provider: str, tier: str) -> VoiceRow | None:
        """The row of a tier of voices, by its name or another spelling of it."""
        tier = tier.lower().replace("_", "-").replace(" ", "-")
        found = self.voices.get((provider, tier))
        return found or self.voices.get((provider, _SNAPSHOT.sub("", tier)))

    def voice_price(self, provider: str, tier: str) -> int | None:
        """Micro-dollars for a million billed characters; None where that is not known."""
        row = self.voice(provider, tier)
        return None if row is None else row.price


@cache
def catalogue() -> Catalogue:
    """The catalogue of this version of podcaster, read when it is first asked for."""
    # Imported when needed, since most commands ask no provider anything.
    from podcaster.remote.catalogue_file import parse

    return parse(files("podcaster.remote").joinpath("catalogue.toml").read_text("utf-8"))


def sunset(row: Row, today: date) -> str | None:
    """A warning if `row` ends within 60 days or has ended; None while there is time."""
    if row.shutdown is None:
        if not row.retired:
            return None
        when = "is retired"
    elif (left := (row.shutdown - today).days) > WARN_DAYS:
        return None
    elif left > 0:
        when = f"shuts down on {row.shutdown}, in {left} day{'s' * (left > 1)}"
    else:
        when = f"shut{'s' * (left == 0)} down on {row.shutdown}"
    advice = row.advice or f"use {row.replaced_by} instead"
    return f"{row.kind} {row.id} {when}: {advice} ({row.source})"
