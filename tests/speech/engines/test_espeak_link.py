"""The embedded engine as a link of a chain: a script in, checked speech out."""

import time
from collections.abc import Callable

import pytest

from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import Scripted
from podcaster.domain.script import Say
from podcaster.domain.speech import Clip, Silence, Speech
from podcaster.errors import Rejected, Transient
from podcaster.speech.engine import Engine
from podcaster.speech.engines.espeak import Espeak
from podcaster.speech.options import EspeakOptions
from podcaster.text.pace import seconds_of
from podcaster.workers import Workers

MakeScripted = Callable[..., Scripted]
TEXT = "Take a moment to think about the answer before you go on to the next question."


@pytest.fixture
def espeak(workers: Workers) -> Engine:
    return Espeak("espeak", EspeakOptions(), workers)


@pytest.fixture
def attempts() -> list[Attempt]:
    return []


def spoken(speech: Speech) -> list[Clip]:
    return [part for section in speech.sections for part in section.parts if isinstance(part, Clip)]


def seconds(speech: Speech) -> float:
    return sum(len(clip.samples) for clip in spoken(speech)) / 2 / speech.sample_rate


def test_a_script_becomes_clips_and_silences_section_by_section(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    speech = espeak.answer(scripted(), attempts.append)
    assert (speech.engine, speech.sample_rate, speech.voice.name) == (
        "espeak",
        22_050,
        "en-us+f5",
    )
    greeting, practice = speech.sections
    assert [type(part) for part in greeting.parts] == [Clip, Silence]
    assert [type(part) for part in practice.parts] == [Clip, Silence, Clip]
    assert practice.parts[1] == Silence(2)
    assert [clip.text for clip in spoken(speech)][2] == "Five sixths."


def test_a_request_is_recorded_with_its_voice_and_size_and_costs_nothing(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    espeak.answer(scripted(Say("Hello there, Sarah."), gender="male"), attempts.append)
    (attempt,) = attempts
    assert (attempt.stage, attempt.provider, attempt.voice) == ("speech", "espeak", "en-us+edward")
    assert (attempt.outcome, attempt.units_in, attempt.cost_micro_usd) == ("ok", 19, 0)
    assert 0 < attempt.seconds < 20


def test_the_same_script_makes_the_same_bytes_seconds_later(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    first = espeak.answer(scripted(), attempts.append)
    time.sleep(1.3)  # the engine's own seed is the clock in seconds
    assert espeak.answer(scripted(), attempts.append) == first


def test_a_beginner_hears_it_slower_and_slower_still_where_the_script_asks(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    expert, beginner = (
        seconds(espeak.answer(scripted(Say(TEXT), level=level), attempts.append))
        for level in ("expert", "beginner")
    )
    calm = seconds(espeak.answer(scripted(Say(TEXT, slower=True)), attempts.append))
    normal = seconds(espeak.answer(scripted(Say(TEXT)), attempts.append))
    assert 1.15 < beginner / expert < 1.35
    assert 1.1 < calm / normal < 1.25


def test_the_operator_s_rate_is_a_factor_on_every_pace(
    workers: Workers, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    fast = Espeak("espeak", EspeakOptions(rate=1.5), workers)
    normal = Espeak("espeak", EspeakOptions(), workers)
    quick = seconds(fast.answer(scripted(Say(TEXT)), attempts.append))
    assert 1.3 < seconds(normal.answer(scripted(Say(TEXT)), attempts.append)) / quick < 1.7


def test_a_language_without_a_voice_is_rejected_and_nothing_is_asked(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    with pytest.raises(Rejected, match="no embedded voice speaks tlh") as rejected:
        espeak.answer(scripted(language="tlh"), attempts.append)
    assert rejected.value.kind == "no_voice"
    assert attempts == []


def test_a_paragraph_without_a_sound_is_rejected_as_bad_audio(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt]
) -> None:
    with pytest.raises(Rejected, match="a clip is empty") as rejected:
        espeak.answer(scripted(Say("…")), attempts.append)
    assert rejected.value.kind == "bad_audio"
    assert [(each.outcome, each.error_kind) for each in attempts] == [("failed", "bad_audio")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "zh",
            "你一共答了34次，其中26次答对了，正确率是百分之76。今天我们来看“Past Tense Verbs”。",
        ),
        ("ko", "모두 서른네 번 답하셨고, 정답률은 76퍼센트예요. “Past Tense Verbs” 주제를 볼게요."),
    ],
)
def test_chinese_and_korean_last_as_long_as_they_should(
    espeak: Engine, scripted: MakeScripted, attempts: list[Attempt], language: str, text: str
) -> None:
    speech = espeak.answer(scripted(Say(text), language=language), attempts.append)
    assert seconds(speech) == pytest.approx(seconds_of(text, language, rate=1), rel=0.25)


def test_a_lost_worker_is_transient(scripted: MakeScripted, attempts: list[Attempt]) -> None:
    with Workers(count=1, timeout=0.001) as hasty:
        espeak = Espeak("espeak", EspeakOptions(), hasty)
        with pytest.raises(Transient) as transient:
            espeak.answer(scripted(), attempts.append)
    assert transient.value.kind == "worker_lost"
    assert [each.error_kind for each in attempts] == ["worker_lost"]


def test_a_forecast_names_the_voice_and_costs_nothing(espeak: Engine) -> None:
    forecast = espeak.forecast("ja-JP", "female", 1200)
    assert (forecast.voice.name, forecast.characters, forecast.cost_micro_usd) == (
        "ja+f5",
        1200,
        0,
    )
    with pytest.raises(Rejected):
        espeak.forecast("", None, 1)
