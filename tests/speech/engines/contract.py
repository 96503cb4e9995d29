"""What every cloud engine must do. A vendor's own tests inherit this and say how it is made."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest
from vendors import KEYS, Vendors, faults
from vendors.wire import Answer, Seen, json_answer

from podcaster.domain.attempt import Attempt
from podcaster.domain.episode import Scripted
from podcaster.domain.script import Pause, Say, Span
from podcaster.domain.speech import Clip, Silence, Speech
from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.speech.engines.adapter import Adapter
from podcaster.speech.engines.cloud import Cloud

MakeScripted = Callable[..., Scripted]


def sentences(count: int, first: int = 0) -> str:
    numbers = range(first, first + count)
    return " ".join(f"Sentence {number} is as long as it has to be." for number in numbers)


LONG, OTHER = Say(sentences(12)), Say(sentences(12, first=20))
STRESSED = Say("You know this word well.", spans=(Span(0, 3, emphasis=True),))
CLASSES = {
    **dict.fromkeys(("rate", "overloaded", "timeout", "connection", "empty"), Transient),
    **dict.fromkeys(("auth", "quota", "not_found"), Unavailable),
}
PRIVATE = Say(
    "Zebedea, d'Émilie's l'orthographe: <quarterly> revision & 'penguins'. 花子さんの番。"
)
BRIEFLY = Say("Zebedea")
SECRETS = re.compile(r"zebedea|milie|orthograph|quarterly|revision|penguins|花|番", re.IGNORECASE)
STATUSES = (400, 401, 403, 404, 429, 500)
FINAL = json_answer({}, 503, **{"x-should-retry": "false"})


def echo(words: str, status: int, *, listed: bool, plain: bool) -> Callable[[Seen], Answer]:
    """An error that repeats the request, and the `words` in it, in whatever field there is."""

    def answer(seen: Seen) -> Answer:
        said = f"cannot speak {words}" if plain else f"quota voice {seen.text} {words}"
        error = {"message": said, "code": words, "status": said, "type": words}
        told = {"error": error, "message": said, "detail": said}
        if plain and seen.provider != "polly":
            return Answer(said.encode(), status)
        return json_answer([told] if listed else told, status)

    return answer


@dataclass(frozen=True)
class Row:
    """A fault that does not end, what it is called, and how many requests it takes to know."""

    fault: object
    kind: str
    requests: int


ROWS: Mapping[str, Row] = {
    "a wrong key": Row(faults.AUTH, "auth", 1),
    "a key that may not": Row(faults.PERMISSION, "auth", 1),
    "too many requests": Row(faults.RATE, "rate", 3),
    "too many, come back much later": Row(faults.rate(900), "rate", 1),
    "overloaded": Row(faults.OVERLOADED, "overloaded", 3),
    "overloaded, says a proxy": Row(faults.HTML_502, "overloaded", 3),
    "no such voice": Row(faults.NOT_FOUND, "not_found", 1),
    "the connection breaks": Row(faults.RESET, "connection", 2),
    "the answer is cut off": Row(faults.CUT, "connection", 2),
    "nothing": Row(faults.EMPTY, "empty", 2),
    "a page": Row(faults.HTML, "bad_audio", 1),
    "JSON": Row(faults.JSON_FOR_AUDIO, "bad_audio", 1),
    "noise": Row(faults.NOISE, "bad_audio", 1),
    "half of the sound": Row(faults.TRUNCATED_AUDIO, "bad_audio", 1),
    "sound of another length": Row(faults.OTHER_FORMAT, "bad_audio", 1),
    "a silent half": Row(faults.HALF_SILENT, "bad_audio", 1),
    "silence": Row(faults.SILENT, "bad_audio", 1),
    "too few words": Row(faults.TOO_SHORT_AUDIO, "bad_audio", 1),
    "too many words": Row(faults.TOO_LONG_AUDIO, "bad_audio", 1),
    "somewhere else": Row(faults.REDIRECT, "not_found", 1),
    "locked for the moment": Row(Answer(b"", 409), "overloaded", 3),
    "not worth asking again": Row(FINAL, "overloaded", 1),
}


@dataclass
class Booth:
    """An engine, the server it asks, and what came of it."""

    engine: Cloud
    access: Access
    vendors: Vendors
    attempts: list[Attempt] = field(default_factory=list)

    def speak(self, episode: Scripted) -> Speech:
        return self.engine.answer(episode, self.attempts.append)

    def refused(self, episode: Scripted) -> ProviderError:
        with pytest.raises(ProviderError) as refused:
            self.speak(episode)
        return refused.value


class EngineContract(ABC):
    """`account` is the vendor's name at the stub, `kind` in the record."""

    account: ClassVar[str]
    kind: ClassVar[str]
    model: ClassVar[str]
    woman: ClassVar[str]
    micro_usd_per_character: ClassVar[int | None]
    ROWS: ClassVar[Mapping[str, Row]] = ROWS

    @abstractmethod
    def adapter(
        self, credentials: Credentials, http: Http, base_url: str, timeout: float
    ) -> Adapter:
        """As the operator configures it."""

    @pytest.fixture
    def booth(self, vendors: Vendors, http: Http, tmp_path: Path) -> Booth:
        return self._booth(vendors, http, tmp_path, timeout=20)

    @pytest.fixture
    def hasty(self, vendors: Vendors, http: Http, tmp_path: Path) -> Booth:
        return self._booth(vendors, http, tmp_path, timeout=0.3)

    def _booth(self, vendors: Vendors, http: Http, tmp_path: Path, timeout: float) -> Booth:
        adapter = self.adapter(Credentials(vendors.environment()), http, vendors.url, timeout)
        access = Access(self.kind, at_once=4, sleep=lambda seconds: None)
        engine = Cloud(name="there", adapter=adapter, access=access, kept=Kept(tmp_path / "kept"))
        return Booth(engine, access, vendors)

    def test_a_script_becomes_clips_and_silences(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        speech = booth.speak(scripted())
        assert (speech.engine, speech.sample_rate) == (self.kind, 24_000)
        assert (speech.voice.name, speech.voice.gender) == (self.woman, "female")
        greeting, practice = speech.sections
        assert [type(part) for part in greeting.parts] == [Clip, Silence]
        assert [type(part) for part in practice.parts] == [Clip, Silence, Clip]
        assert practice.parts[1] == Silence(2)
        assert booth.vendors.count(self.account) == 3

    def test_each_request_is_recorded_with_what_it_cost(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        booth.speak(scripted(LONG))
        (attempt,) = booth.attempts
        assert (attempt.stage, attempt.provider, attempt.model, attempt.voice, attempt.outcome) == (
            "speech",
            self.kind,
            self.model,
            self.woman,
            "ok",
        )
        assert attempt.answer
        assert attempt.units_in is not None
        assert attempt.units_in >= booth.vendors.accounts[self.account].units_in >= len(LONG.text)
        price = self.micro_usd_per_character
        assert attempt.cost_micro_usd == (None if price is None else attempt.units_in * price)

    def test_the_same_script_is_paid_for_once(self, booth: Booth, scripted: MakeScripted) -> None:
        first = booth.speak(scripted())
        asked = len(booth.attempts)
        assert booth.speak(scripted()) == first
        assert len(booth.attempts) == asked == booth.vendors.count(self.account)

    def test_paragraphs_without_a_pause_between_are_one_request(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        speech = booth.speak(scripted(Say("One is first."), Say("Two is next."), Pause(2), LONG))
        assert [type(part) for part in speech.sections[0].parts] == [Clip, Silence, Clip]
        assert booth.vendors.count(self.account) == 2

    def test_a_long_paragraph_is_clips_without_silence_between(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        text = sentences(200)
        (section,) = booth.speak(scripted(Say(text))).sections
        assert len(section.parts) == booth.vendors.count(self.account) > 1
        clips = [part for part in section.parts if isinstance(part, Clip)]
        assert " ".join(clip.text for clip in clips) == text
        assert len(clips) == len(section.parts)

    def test_what_has_no_sound_is_not_asked_for(self, booth: Booth, scripted: MakeScripted) -> None:
        booth.speak(scripted(Say("…"), Pause(1), Say("Hello.")))
        assert booth.vendors.count(self.account) == 1

    def test_stress_and_other_pace_are_taken(self, booth: Booth, scripted: MakeScripted) -> None:
        booth.speak(scripted(STRESSED, Say("Slowly, & <calmly>.", slower=True), level="beginner"))
        assert {attempt.outcome for attempt in booth.attempts} == {"ok"}

    def test_a_man_speaks_where_one_was_asked_for(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        speech = booth.speak(scripted(Say("Hello."), gender="male"))
        assert speech.voice.gender == "male"
        assert speech.voice.name != self.woman

    def test_a_language_without_a_voice_is_rejected_and_nobody_asked(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        error = booth.refused(scripted(language="tlh"))
        assert (type(error), error.kind) == (Rejected, "no_voice")
        assert booth.vendors.count() == 0
        assert booth.attempts == []

    def test_what_goes_wrong_has_a_name_and_a_price(
        self, booth: Booth, scripted: MakeScripted, row: Row
    ) -> None:
        booth.vendors.always(self.account, row.fault)  # type: ignore[arg-type]
        error = booth.refused(scripted(LONG))
        usual = CLASSES.get(row.kind, Rejected)
        assert (error.kind, type(error)) == (row.kind, Rejected if row.fault is FINAL else usual)
        assert booth.vendors.count(self.account) == row.requests
        assert [attempt.error_kind for attempt in booth.attempts] == [row.kind] * row.requests
        assert not any(key in str(error) for key in KEYS.values())
        assert "Sentence" not in str(error)  # nor what was said

    @pytest.mark.parametrize("say", [PRIVATE, BRIEFLY], ids=["long", "short"])
    @pytest.mark.parametrize("status", STATUSES)
    def test_what_an_engine_repeats_of_what_it_was_to_say_is_never_told(
        self, booth: Booth, scripted: MakeScripted, status: int, say: Say
    ) -> None:
        for listed, plain in ((False, False), (True, False), (False, True)):
            fault = echo(say.text, status, listed=listed, plain=plain)
            booth.vendors.always(self.account, fault)
            access = Access(self.kind, at_once=4, sleep=lambda seconds: None)
            renewed = replace(booth, engine=replace(booth.engine, access=access), attempts=[])
            told = [str(renewed.refused(scripted(say)))]
            told += [attempt.error_message for attempt in renewed.attempts]
            assert len(told) > 1
            assert not [each for each in told if SECRETS.search(each)]
            assert all("answered" in each for each in told)

    def test_an_answer_that_is_refused_was_paid_for_all_the_same(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        booth.vendors.play(self.account, faults.SILENT)
        booth.refused(scripted(LONG))
        (attempt,) = booth.attempts
        assert attempt.units_in
        booth.speak(scripted(LONG))
        assert booth.vendors.count(self.account) == 2

    def test_a_moment_s_trouble_is_waited_for(self, booth: Booth, scripted: MakeScripted) -> None:
        booth.vendors.play(self.account, faults.RATE, faults.OVERLOADED)
        booth.speak(scripted(LONG))
        kinds = [attempt.error_kind for attempt in booth.attempts]
        assert kinds == ["rate", "overloaded", ""]

    def test_whom_the_key_fails_is_asked_by_no_other_learner(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        booth.vendors.play(self.account, faults.AUTH)
        booth.refused(scripted(LONG))
        assert booth.refused(scripted(Say("Hello."))).kind == "benched"
        assert booth.vendors.count(self.account) == 1

    @pytest.mark.parametrize("fault", [faults.hang(5), faults.drip(5)], ids=["silent", "slow"])
    def test_an_answer_has_to_be_whole_in_time(
        self, hasty: Booth, scripted: MakeScripted, fault: faults.Fault
    ) -> None:
        hasty.vendors.always(self.account, fault)
        assert hasty.refused(scripted(LONG)).kind == "timeout"
        assert hasty.vendors.count(self.account) == 2

    def test_learners_speak_at_once_and_pay_for_what_they_share_only_once(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        shared = Say("Welcome to a new day.")
        episodes = [
            scripted(shared, Pause(1), Say(f"Number {number} is yours alone."))
            for number in range(6)
        ]
        with ThreadPoolExecutor(6) as learners:
            speeches = list(learners.map(booth.speak, episodes))
        assert len({speech.sections[0].parts[0] for speech in speeches}) == 1
        assert booth.vendors.count(self.account) == 7

    def test_a_learner_s_time_is_not_passed(self, booth: Booth, scripted: MakeScripted) -> None:
        late = replace(booth, engine=replace(booth.engine, stage_seconds=0))
        assert late.refused(scripted(LONG)).kind == "timeout"
        assert booth.vendors.count() == 0

    def test_a_forecast_asks_nobody(self, booth: Booth) -> None:
        forecast = booth.engine.forecast("en", None, 1000)
        price = self.micro_usd_per_character
        assert (forecast.voice.name, forecast.characters) == (self.woman, 1000)
        assert forecast.cost_micro_usd == (None if price is None else 1000 * price)
        assert booth.vendors.count() == 0
        with pytest.raises(Rejected):
            booth.engine.forecast("tlh", None, 1)


class MarkupContract(EngineContract):
    """Of the engines that take markup."""

    def test_markup_that_is_refused_is_asked_for_once_more_as_plain_text(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        booth.vendors.play(self.account, faults.BAD_REQUEST)
        slow = scripted(Say(LONG.text, slower=True, spans=(Span(0, 4, language="es"),)))
        booth.speak(slow)
        assert [attempt.error_kind for attempt in booth.attempts] == ["bad_request", ""]
        booth.vendors.always(self.account, faults.BAD_REQUEST)
        other = scripted(Say(OTHER.text, slower=True, spans=(Span(0, 4, language="es"),)))
        assert booth.refused(other).kind == "bad_request"
        assert booth.vendors.count(self.account) == 4


class LimitContract(EngineContract):
    """Of the engines that say so where a piece is too long."""

    def test_a_piece_that_is_too_long_after_all_is_cut_finer_once(
        self, booth: Booth, scripted: MakeScripted
    ) -> None:
        booth.vendors.play(self.account, faults.TOO_LONG)
        (section,) = booth.speak(scripted(LONG)).sections
        assert len(section.parts) == 2
        assert booth.vendors.count(self.account) == 3
        booth.vendors.always(self.account, faults.TOO_LONG)
        assert booth.refused(scripted(OTHER)).kind == "too_long"
        assert booth.vendors.count(self.account) == 5
