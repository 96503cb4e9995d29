"""What a night would cost, before it costs anything."""

from dataclasses import dataclass, field, replace

from podcaster.domain.speech import Voice
from podcaster.errors import Rejected
from podcaster.pipeline.forecasting import engines_of, price_of_night
from podcaster.speech.engine import Forecast
from podcaster.speech.narrators import Narrators
from podcaster.text.pace import characters_per_second


@dataclass
class Engine:
    """An engine with a price for a character, of one language."""

    name: str
    language: str
    price: int | None

    def forecast(self, language: str, gender: object, characters: int) -> Forecast:
        if language != self.language:
            raise Rejected(f"no voice speaks {language}", kind="no_voice")
        cost = None if self.price is None else self.price * characters
        voice = Voice("v", "female", language)
        return Forecast(voice=voice, characters=characters, cost_micro_usd=cost)


@dataclass
class Writer:
    """A writer with a price for a script."""

    price: int | None

    def price_estimate(self) -> int | None:
        return self.price


@dataclass
class Parts:
    """As much of a studio as a forecast needs."""

    narrators: dict[str, Narrators]
    writers: Writer = field(default_factory=lambda: Writer(650))


STUDIO = Parts(
    {
        "free": Narrators("free", [Engine("one", "en", 4), Engine("two", "de", 16)]),
        "secret": Narrators("secret", [Engine("three", "en", None)]),
    }
)


def test_the_first_engine_with_a_voice_names_the_price():
    english, german = (round(240 * characters_per_second(each)) for each in ("en", "de"))
    due_by = {("free", "en"): 3, ("free", "de"): 1}
    assert price_of_night(due_by, 240, STUDIO) == 4 * 650 + 3 * 4 * english + 16 * german


def test_who_cannot_be_spoken_to_costs_nothing():
    assert price_of_night({("free", "xx"): 5}, 240, STUDIO) == 0


def test_a_plan_without_speech_costs_its_scripts():
    assert price_of_night({("without speech", "en"): 5}, 240, STUDIO) == 5 * 650


def test_one_unknown_price_makes_the_whole_unknown():
    unpriced = replace(STUDIO, writers=Writer(None))
    assert price_of_night({("free", "en"): 1}, 240, unpriced) is None
    assert price_of_night({("free", "en"): 1, ("secret", "en"): 1}, 240, STUDIO) is None


def test_the_engines_of_a_plan_are_named_in_their_order():
    assert engines_of("free", STUDIO) == ["one", "two"]
    assert engines_of("without speech", STUDIO) == []
