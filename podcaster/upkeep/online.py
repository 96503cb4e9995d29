"""Asks every provider that can be asked: for its list, or where it has none, for a greeting."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from podcaster.errors import Deferred, PodcasterError, ProviderError, Rejected
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.speech.cloud_voices import CloudVoice, languages
from podcaster.speech.engines.adapter import Adapter
from podcaster.upkeep.candidates import EngineCandidate, ModelCandidate
from podcaster.upkeep.findings import Finding, Verdict
from podcaster.upkeep.greeting import (
    Purse,
    price_of_speaking,
    price_of_writing,
    spoken,
    written,
)
from podcaster.upkeep.listings import models_listed
from podcaster.upkeep.rosters import roster

CHECK = "online"
_NO_LIST = frozenset({403, 404, 405, 501})
"""Statuses of those who have no list, or show it to nobody with this key."""

_PASSES = frozenset({"rate", "overloaded"})
_DO = {
    "timeout": "check the network, a proxy, and base_url",
    "connection": "check the network, a proxy, and base_url",
    "rate": "wait, and ask again",
    "overloaded": "wait, and ask again",
    "bad_reply": "check base_url",
    "bad_audio": "check base_url and format",
    "empty": "ask again; if it stays so, choose another model or voice",
}
_WHATEVER = "check its section of the configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What it takes to ask anybody."""

    credentials: Credentials
    http: Http
    redact: Callable[[str], str]
    purse: Purse


def models_answer(candidates: Iterable[ModelCandidate], line: Line) -> Iterator[Finding]:
    """Whether each model that can be asked is there, and is to stay."""
    for each in candidates:
        if not each.missing:
            yield _model(each, line)


def engines_answer(
    candidates: Iterable[EngineCandidate], language: str, line: Line
) -> Iterator[Finding]:
    """Whether each engine that can be asked has the voices that it is expected to have.

    The first of `language` must be there; others that are not are a warning.
    """
    for each in candidates:
        if not each.missing and each.adapter is not None:
            yield _engine(each, each.adapter, language, line)


def _model(candidate: ModelCandidate, line: Line) -> Finding:
    adapter = candidate.adapter
    variables = adapter.options.key_variables
    try:
        secret = line.credentials.secret(*variables)
        listed = models_listed(adapter, secret, line.http, line.redact)
    except ProviderError as error:
        if error.http_status not in _NO_LIST:
            return _refusal(candidate.about, error)
        price = price_of_writing(candidate)
        do = f"set price in {candidate.section}"
        return _greeted(
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
        return _finding(candidate.about, "failure", said, f"set model in {candidate.section}")
    if end := listed.ends[name]:
        said = f"{name} is there, and its vendor says that {end}"
        do = f"set another model in {candidate.section} before then"
        return _finding(candidate.about, "warning", said, do)
    return _finding(candidate.about, "ok", f"answers, and {name} is among its models")


def _engine(candidate: EngineCandidate, adapter: Adapter, language: str, line: Line) -> Finding:
    first = _voice(adapter, language)
    try:
        is_there = roster(adapter, line.credentials, line.http)
    except ProviderError as error:
        if error.http_status not in _NO_LIST or error.kind == "quota":
            return _refusal(candidate.about, error)
        if first is None:
            said = f"gives no list of voices, and has none for {language} to try"
            return _finding(candidate.about, "warning", said, _WHATEVER)
        price = price_of_speaking(adapter, first)
        do = f"set usd_per_million_characters in {candidate.section}"
        return _greeted(
            candidate.about,
            price,
            do,
            line.purse,
            lambda paid: spoken(candidate.name, adapter, first, paid, line.purse),
        )
    gone = [voice for voice in _voices(adapter) if not is_there(voice)]
    return _of_voices(candidate, first, gone)


def _of_voices(
    candidate: EngineCandidate, first: CloudVoice | None, gone: list[CloudVoice]
) -> Finding:
    if not gone:
        if first is None:
            return _finding(candidate.about, "ok", "answers, and all its voices are there")
        return _finding(candidate.about, "ok", f"answers, and {first.name} is there")
    names = ", ".join(dict.fromkeys(f"{voice.name} ({voice.tier})" for voice in gone))
    do = f"name other voices in {candidate.section}, or another region"
    if candidate.adapter and candidate.adapter.tier == "any":  # of a server of one's own
        names, do = candidate.adapter.model, f"set model in {candidate.section}"
    is_first = first is not None and first.name in {voice.name for voice in gone}
    verdict: Verdict = "failure" if is_first else "warning"
    return _finding(candidate.about, verdict, f"answers, and has no {names}", do)


def _greeted(
    about: str, price: int | None, price_it: str, purse: Purse, greet: Callable[[int], None]
) -> Finding:
    """The finding of a paid request, which is not made where its price is not known."""
    if price is None:
        said = "gives no list, and was not asked more: what that would cost is not known"
        return _finding(about, "warning", said, price_it)
    if not purse.holds(price):
        said = "gives no list, and was not asked more: that would pass a cent"
        return _finding(about, "warning", said, "see it answer with `podcaster preview --audio`")
    try:
        greet(price)
    except Deferred as error:
        said = f"gives no list, and was not asked more: {error}"
        return _finding(about, "warning", said, "raise [budget], or do without this check")
    except ProviderError as error:
        return _refusal(about, error)
    return _finding(about, "ok", "gives no list, and answered the smallest request")


def _refusal(about: str, error: PodcasterError) -> Finding:
    kind = error.kind if isinstance(error, ProviderError) else ""
    said, _, do = str(error).rpartition("; ")
    if not said or do.endswith(")"):  # no advice, but a part of what was answered
        said, do = str(error), _DO.get(kind, _WHATEVER)
    return _finding(about, "warning" if kind in _PASSES else "failure", said, do)


def _voices(adapter: Adapter) -> list[CloudVoice]:
    """Everybody who is expected to be there."""
    cast = languages(adapter.kind, adapter.tier, adapter.remote.voices)
    return [adapter.voice(tag, gender) for tag, genders in cast.items() for gender in genders]


def _voice(adapter: Adapter, language: str) -> CloudVoice | None:
    try:
        return adapter.voice(language, None)
    except Rejected:
        return None


def _finding(about: str, verdict: Verdict, said: str, do: str = "") -> Finding:
    return Finding(CHECK, verdict, about, said, do)
