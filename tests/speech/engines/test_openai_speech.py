"""OpenAI's speech route, at OpenAI and on a server of one's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, get_type_hints

import pytest
from openai.types.audio import SpeechCreateParams
from pydantic import TypeAdapter
from speech.engines.contract import LONG, ROWS, Booth, LimitContract, MakeScripted, Row
from vendors import Vendors, faults
from vendors.wire import json_answer

from podcaster.remote.access import Access
from podcaster.remote.credentials import Credentials
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.speech.cloud_voices import voice_of
from podcaster.speech.engines.cloud import Cloud
from podcaster.speech.engines.openai import OpenAISpeech, missing, request_body
from podcaster.speech.markup import plain
from podcaster.speech.options import OpenAISpeechOptions
from podcaster.speech.pieces import Piece

ECHO = json_answer({"detail": "could not say 'Sentence one, and so on'"}, 500)


class TestOpenAISpeech(LimitContract):
    account, kind, model = "openai_speech", "openai", "gpt-4o-mini-tts"
    woman = "coral"
    micro_usd_per_character = None
    ROWS: ClassVar[Mapping[str, Row]] = {
        **ROWS,
        "out of money": Row(faults.NO_QUOTA, "quota", 1),
        "a bad request": Row(faults.BAD_REQUEST, "bad_request", 1),
        "trouble that repeats what was said": Row(ECHO, "overloaded", 3),
    }

    def adapter(
        self, credentials: Credentials, http: Http, base_url: str, timeout: float
    ) -> OpenAISpeech:
        options = OpenAISpeechOptions(base_url=f"{base_url}/v1", timeout=timeout)
        return OpenAISpeech(options, credentials, http)

    @pytest.mark.parametrize(
        ("fault", "asked"),
        [
            (faults.NOT_FOUND, 1),
            (json_answer({"detail": "no model gpt-4o-mini-tts here"}, 404), 1),
            (json_answer({"detail": "no voice coral here"}, 404), 2),
        ],
        ids=["a word", "a sentence", "a voice"],
    )
    def test_a_model_that_is_gone_is_asked_with_one_voice_alone(
        self, booth: Booth, scripted: MakeScripted, fault: object, asked: int
    ) -> None:
        booth.vendors.always(self.account, fault)  # type: ignore[arg-type]
        assert booth.refused(scripted(LONG)).kind == "not_found"
        told = booth.refused(scripted(LONG, gender="male")).kind
        assert told == ("benched" if asked == 1 else "not_found")
        assert booth.vendors.count(self.account) == asked


@pytest.mark.parametrize(
    ("options", "cost"),
    [
        ({"model": "tts-1"}, 15_000),
        ({"model": "gpt-4o-mini-tts"}, None),
        ({"usd_per_million_characters": 2.5}, 2_500),
    ],
)
def test_the_model_has_its_price_unless_the_operator_says_another(
    http: Http, tmp_path: Path, options: dict[str, object], cost: int | None
) -> None:
    engine = Cloud(
        name="there",
        adapter=OpenAISpeech(OpenAISpeechOptions.model_validate(options), Credentials({}), http),
        access=Access("openai", at_once=1),
        kept=Kept(tmp_path),
    )
    assert engine.forecast("ja", "male", 1000).cost_micro_usd == cost


@pytest.mark.parametrize("form", ["wav", "mp3", "pcm"])
def test_a_server_of_one_s_own_needs_no_key_and_may_stream(
    http: Http, tmp_path: Path, scripted: MakeScripted, form: str
) -> None:
    with Vendors(needs_key=False, any_model=True, streamed_wav=True) as vendors:
        options = OpenAISpeechOptions.model_validate(
            {
                "base_url": f"{vendors.url}/v1",
                "model": "kokoro",
                "format": form,
                "voices": {"en": {"female": "af_heart"}},
            }
        )
        credentials = Credentials({})
        assert missing(options, credentials) == ()
        engine = Cloud(
            name="kokoro",
            adapter=OpenAISpeech(options, credentials, http),
            access=Access("openai", at_once=1),
            kept=Kept(tmp_path),
        )
        assert engine.answer(scripted(LONG), lambda attempt: None).voice.name == "af_heart"
        (seen,) = vendors.seen("openai_speech")
    assert "authorization" not in seen.headers


def test_another_server_is_paid_for_although_its_voice_has_the_same_name(
    http: Http, scripted: MakeScripted, tmp_path: Path
) -> None:
    with Vendors(needs_key=False) as one, Vendors(needs_key=False) as another:
        for vendors in (one, another, one):
            options = OpenAISpeechOptions(base_url=f"{vendors.url}/v1")
            engine = Cloud(
                name="there",
                adapter=OpenAISpeech(options, Credentials({}), http),
                access=Access("openai", at_once=1),
                kept=Kept(tmp_path),
            )
            engine.answer(scripted(LONG), lambda attempt: None)
        assert (one.count("openai_speech"), another.count("openai_speech")) == (1, 1)


def test_openai_itself_needs_a_key(http: Http) -> None:
    assert missing(OpenAISpeechOptions(), Credentials({})) == ("OPENAI_API_KEY",)
    assert missing(OpenAISpeechOptions(), Credentials({"OPENAI_API_KEY": "sk-1"})) == ()
    assert missing(OpenAISpeechOptions(), Credentials({"OPENAI_BASE_URL": "http://x/v1"})) == ()


@pytest.mark.parametrize("rate", [1.0, 0.85])
def test_the_body_fits_the_official_parameters(rate: float) -> None:
    options = OpenAISpeechOptions()
    voice = voice_of("openai", "any", "ja-JP", None)
    body = request_body(options, plain.render(Piece("Hello.", (), "ja", rate), voice), voice)
    assert set(body) <= set(get_type_hints(SpeechCreateParams))
    assert TypeAdapter(SpeechCreateParams).validate_python(body, strict=True) == body
