"""Asks every model that can be asked: for its vendor's list, or where there is none, for a word."""

from collections.abc import Iterable, Iterator

from podcaster.errors import ProviderError
from podcaster.upkeep.answers import Line, finding, greeted, has_no_list, refusal
from podcaster.upkeep.candidates import ModelCandidate
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.greeting import price_of_writing, written
from podcaster.upkeep.listings import models_listed


def models_answer(candidates: Iterable[ModelCandidate], line: Line) -> Iterator[Finding]:
    """Whether each model that can be asked is there, and is to stay."""
    for each in candidates:
        if not each.missing:
            yield _model(each, line)


def _model(candidate: ModelCandidate, line: Line) -> Finding:
    adapter = candidate.adapter
    variables = adapter.options.key_variables
    try:
        secret = line.credentials.secret(*variables)
        listed = models_listed(adapter, secret, line.http, line.redact)
    except ProviderError as error:
        if not has_no_list(error):
            return refusal(candidate.about, error)
        price = price_of_writing(candidate)
        do = f"set price in {candidate.section}"
        return greeted(
            candidate.about,
            price,
            do,
            line.purse,
            lambda paid: written(candidate, paid, line.purse),
        )
    wanted = adapter.options.model
    name = listed.named(wanted)
    if name is None:
        said = f"the key is accepted, and {wanted} is not among its {len(listed.ends)} models"
        return finding(candidate.about, "failure", said, f"set model in {candidate.section}")
    if end := listed.ends[name]:
        said = f"{name} is there, and its vendor says that {end}"
        do = f"set another model in {candidate.section} before then"
        return finding(candidate.about, "warning", said, do)
    return finding(candidate.about, "ok", f"answers, and {name} is among its models")
