"""What is known of the models and voices in use: their prices, and when they end."""

from collections.abc import Iterable, Iterator
from datetime import date

from podcaster.errors import Rejected
from podcaster.remote.catalogue import Row, catalogue, sunset
from podcaster.upkeep.candidates import EngineCandidate, ModelCandidate
from podcaster.upkeep.findings import Finding

MILLION = 1_000_000


def models_are_on_sale(candidates: Iterable[ModelCandidate], today: date) -> Iterator[Finding]:
    """Whether each model is known, for how much, and until when."""
    for each in candidates:
        adapter, options = each.adapter, each.adapter.options
        row = catalogue().model(options.kind, options.model)
        cost = adapter.estimate()
        if cost is None:
            is_known = "" if row else "is not in the catalogue, and "
            said = f"{options.model} {is_known}has no known price, so budgets cannot count it"
            yield Finding("models", "warning", each.about, said, f"set price in {each.section}")
        else:
            said = f"{options.model}: about ${cost / MILLION:.4f} a script"
            yield Finding("models", "ok", each.about, said)
        if adapter.at_home and row:
            yield from _end("models", each.about, each.section, row, today)


def voices_are_on_sale(
    candidates: Iterable[EngineCandidate], language: str, today: date
) -> Iterator[Finding]:
    """Whether the price of each engine is known, by its voice of `language`, and until when."""
    for each in candidates:
        adapter = each.adapter
        if adapter is None:
            yield Finding("models", "ok", each.about, "the embedded voice: free")
            continue
        price = _price(each, language)
        if price is None:
            said = (
                f"{adapter.model} has no known price by the character, so budgets cannot count it"
            )
            do = f"set usd_per_million_characters in {each.section}"
            yield Finding("models", "warning", each.about, said, do)
        else:
            said = f"{adapter.model}: ${price / MILLION:g} a million characters"
            yield Finding("models", "ok", each.about, said)
        row = catalogue().voice(adapter.kind, adapter.model)
        if adapter.at_home and row:
            yield from _end("models", each.about, each.section, row, today)


def _price(candidate: EngineCandidate, language: str) -> int | None:
    """Micro-dollars for a million characters; English stands in for who lacks the language."""
    assert candidate.adapter is not None
    for tag in (language, "en"):
        try:
            return candidate.adapter.price(candidate.adapter.voice(tag, None))
        except Rejected:
            continue
    return None


def _end(check: str, about: str, section: str, row: Row, today: date) -> Iterator[Finding]:
    said = sunset(row, today)
    if said:
        do = row.advice or f'set model = "{row.replaced_by}" in {section}'
        yield Finding(check, "warning", about, said, do)
