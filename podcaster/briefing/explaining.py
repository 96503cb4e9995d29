"""Facts and verdicts in plain JSON types, for those who look inside."""

from dataclasses import asdict
from datetime import datetime

from podcaster.briefing.eligibility import Verdict
from podcaster.domain.facts import Fact, Facts, MissedQuestion, ReviewItem, WeakSubject


def facts_json(facts: Facts) -> dict[str, dict[str, object]]:
    """`{name: {"value", "n", "window", "source"}}` of the facts that are known.

    Lists are of titles, or of objects with the fields of a missed question or a review; times are
    ISO 8601. A weakest subject is its name, with `accuracy_percent` beside the value.
    """
    return {name: _fact_json(fact) for name, fact in facts.known()}


def rules_json(verdict: Verdict) -> list[dict[str, str]]:
    """`[{"rule", "value", "verdict"}]` in the order in which they decide."""
    return [asdict(rule) for rule in verdict.rules]


def _fact_json(fact: Fact[object]) -> dict[str, object]:
    known: dict[str, object] = {
        "value": _plain(fact.value),
        "n": fact.n,
        "window": fact.window,
        "source": fact.source,
    }
    if isinstance(fact.value, WeakSubject):
        known["accuracy_percent"] = fact.value.accuracy_percent
    return known


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, WeakSubject):
        return value.name
    if isinstance(value, MissedQuestion | ReviewItem):
        return {name: _plain(each) for name, each in asdict(value).items()}
    return value.isoformat() if isinstance(value, datetime) else value
