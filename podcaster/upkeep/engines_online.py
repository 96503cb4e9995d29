"""Asks every engine that can be asked: who is there to speak, or for a word where it says not."""

from collections.abc import Iterable, Iterator, Sequence

from podcaster.errors import ProviderError, Rejected
from podcaster.speech.cloud_voices import CloudVoice, languages
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.engines.openai import OpenAISpeech
from podcaster.upkeep.answers import WHATEVER, Line, finding, greeted, has_no_list, refusal
from podcaster.upkeep.candidates import EngineCandidate
from podcaster.upkeep.findings import Finding, Verdict
from podcaster.upkeep.greeting import price_of_speaking, spoken
from podcaster.upkeep.rosters import roster


def engines_answer(
    candidates: Iterable[EngineCandidate], language: str, line: Line
) -> Iterator[Finding]:
    """Whether each engine that can be asked has the voices that it is expected to have.

    The first of `language` must be there; others that are not are a warning.
    """
    for each in candidates:
        if not each.missing and each.adapter is not None:
            yield _engine(each, each.adapter, language, line)


def _engine(candidate: EngineCandidate, adapter: Adapter, language: str, line: Line) -> Finding:
    first = _voice(adapter, language)
    try:
        is_there = roster(adapter, line.credentials, line.http)
    except ProviderError as error:
        if not has_no_list(error):
            return refusal(candidate.about, error, candidate.keys)
        if first is None:
            said = f"gives no list of voices, and has none for {language} to try"
            return finding(candidate.about, "warning", said, WHATEVER)
        price = price_of_speaking(adapter, first)
        do = f"set usd_per_million_characters in {candidate.section}"
        return greeted(
            candidate.about,
            price,
            do,
            line.purse,
            lambda paid: spoken(candidate.name, adapter, first, paid, line.purse),
            keys=candidate.keys,
        )
    gone = [voice for voice in _voices(adapter) if not is_there(voice)]
    return _of_voices(candidate, adapter, first, gone)


def _of_voices(
    candidate: EngineCandidate,
    adapter: Adapter,
    first: CloudVoice | None,
    gone: Sequence[CloudVoice],
) -> Finding:
    if isinstance(adapter, OpenAISpeech):
        return _of_model(candidate, adapter.model, is_there=not gone)
    if not gone:
        whoever = f"{first.name} is" if first else "all its voices are"
        return finding(candidate.about, "ok", f"answers, and {whoever} there")
    names = ", ".join(dict.fromkeys(f"{voice.name} ({voice.tier})" for voice in gone))
    do = f"name other voices in {candidate.section}, or another region"
    is_first = first is not None and first.name in {voice.name for voice in gone}
    verdict: Verdict = "failure" if is_first else "warning"
    return finding(candidate.about, verdict, f"answers, and has no {names}", do)


def _of_model(candidate: EngineCandidate, model: str, *, is_there: bool) -> Finding:
    """Of a server that lists its models and none of their voices."""
    if is_there:
        said = f"answers, and {model} is among its models; it does not list voices"
        return finding(candidate.about, "ok", said)
    said = f"answers, and {model} is not among its models"
    return finding(candidate.about, "failure", said, f"set model in {candidate.section}")


def _voices(adapter: Adapter) -> list[CloudVoice]:
    """Everybody who is expected to be there."""
    cast = languages(adapter.kind, adapter.tier, adapter.remote.voices)
    return [adapter.voice(tag, gender) for tag, genders in cast.items() for gender in genders]


def _voice(adapter: Adapter, language: str) -> CloudVoice | None:
    try:
        return adapter.voice(language, None)
    except Rejected:
        return None
