"""Reads catalogue.toml; prices stand there in US dollars, as providers print them."""

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from podcaster.remote.catalogue import Catalogue, ModelRow, Row, VoiceRow
from podcaster.remote.prices import Prices, micro_usd

KINDS_OF_PRICE = ("input", "output", "cached", "cache_write")
R = TypeVar("R", bound=Row)


def parse(text: str) -> Catalogue:
    """The catalogue in `text`; ValueError or TypeError where a row is not one."""
    tables = tomllib.loads(text, parse_float=Decimal)
    return Catalogue(
        dated=tables["dated"],
        models=_by_name(_model(row) for row in tables["models"]),
        voices=_by_name(_voice(row) for row in tables["voices"]),
    )


def _model(row: dict[str, Any]) -> ModelRow:
    prices = _prices(row)
    if (above := row.pop("long", None)) is not None:
        row["long_from"] = above.pop("from")
        row["long"] = _prices(above)
    return ModelRow(prices=prices, aliases=tuple(row.pop("aliases", ())), **row)


def _voice(row: dict[str, Any]) -> VoiceRow:
    aliases = tuple(row.pop("aliases", ()))
    return VoiceRow(price=_price(row.pop("price", None)), aliases=aliases, **row)


def _prices(row: dict[str, Any]) -> Prices:
    return Prices(**{name: _price(row.pop(name, None)) for name in KINDS_OF_PRICE})


def _price(usd: Decimal | int | None) -> int | None:
    return None if usd is None else micro_usd(usd)


def _by_name(rows: Iterable[R]) -> Mapping[tuple[str, str], R]:
    known: dict[tuple[str, str], R] = {}
    for row in rows:
        for name in (row.id, *row.aliases):
            if (row.kind, name) in known:
                raise ValueError(f"{row.kind} {name} is there twice")
            known[row.kind, name] = row
    return known
