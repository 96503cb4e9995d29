"""Who would speak first."""

from podcaster.domain.speech import Voice
from podcaster.errors import Rejected
from podcaster.speech.engine import Forecast
from podcaster.upkeep.casting import (
    GENDERS,
    Role,
    cast_of,
    everybody_is_spoken_to,
    known_languages,
)


class Choir:
    """An engine that has a voice for each of some (tag, gender)."""

    def __init__(self, name: str, *voices: tuple[str, str]) -> None:
        self.name, self.voices = name, voices

    def forecast(self, language, gender, characters) -> Forecast:
        if (language, gender) not in self.voices:
            raise Rejected("nobody", kind="no_voice")
        voice = Voice(f"{self.name}-{gender}", gender, language)
        return Forecast(voice=voice, characters=characters, cost_micro_usd=0)

    def answer(self, question, record):
        raise AssertionError("nobody is to speak")


def both(tag: str) -> list[tuple[str, str]]:
    return [(tag, gender) for gender in GENDERS]


def found(*plans):
    return [(f.verdict, f.about, f.said) for f in everybody_is_spoken_to(plans, "en")]


def test_the_first_engine_that_has_a_voice_speaks():
    engines = [Choir("one", ("en", "female")), Choir("two", *both("en"))]
    cast = cast_of("free", engines, ["en"]).cast
    assert cast["en"] == {"female": Role("one", "one-female"), "male": Role("two", "two-male")}


def test_a_plan_that_has_every_voice_is_well():
    plan = cast_of("free", [Choir("one", *both("en"))], ["en"])
    assert [each[:2] for each in found(plan)] == [("ok", "plan free")]


def test_each_language_and_gender_that_is_lacking_is_named_once():
    engine = Choir("one", *both("en"), ("ru", "female"), ("tr", "male"))
    plan = cast_of("free", [engine], ["en", "ar", "ru", "tr"])
    assert found(plan) == [
        ("warning", "plan free", "no voice for ar; tr as a woman; ru as a man"),
    ]


def test_plans_that_lack_the_same_are_one_line():
    engines = [Choir("one", *both("en"))]
    plans = [cast_of(name, engines, ["en", "ar"]) for name in ("free", "premium")]
    assert found(*plans) == [("warning", "plans free, premium", "no voice for ar")]


def test_a_plan_without_the_default_language_is_a_failure():
    plan = cast_of("free", [Choir("one", *both("ru"))], ["en", "ru"])
    assert [each[0] for each in found(plan)] == ["failure", "warning"]


def test_a_default_language_with_one_voice_alone_is_a_warning():
    plan = cast_of("free", [Choir("one", ("en", "female"))], ["en"])
    assert found(plan) == [("warning", "plan free", "no voice for en as a man")]


def test_the_default_language_comes_first_and_the_operators_own_are_there():
    tags = known_languages("pl", ["cy-GB"])
    assert tags[0] == "pl"
    assert {"cy-GB", "en-US", "ja-JP"} <= set(tags)
    assert "pl-PL" not in tags
    assert "pl-PL" in known_languages("en", [], with_embedded=True)
