"""Keys, addresses, replies and sounds that are no good: a classified attempt, at worst one learner.

What a vendor says is never repeated where it holds a key or a name, and no MP3 is ever anything
but what its script says.
"""

import json
import socket
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import SHORT, UNHURRIED, HastyHouse, cloud, learner, live_in
from vendors import ENGINES, KEYS, MODELS, Answer, Seen
from vendors.faults import (
    CUT,
    EMPTY,
    HALF_SILENT,
    HTML,
    JSON_FOR_AUDIO,
    ONE_WORD,
    SILENT,
    TRUNCATED,
    TRUNCATED_AUDIO,
    TWENTY_THOUSAND_WORDS,
    TWO_MEGABYTES,
    WITHOUT_SOUND,
    WRONG_LANGUAGE,
    Fault,
    says,
)

NAME = "Zebedea"
BRIEF_PATIENCE = "[pipeline]\npatience = 2\n"
KEY_OF = {
    "openai": "OPENAI_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "polly": "AWS_SECRET_ACCESS_KEY",
    "google": "GOOGLE_TTS_API_KEY",
    "azure": "AZURE_SPEECH_KEY",
}
ADDRESS_OF = {
    "openai": "OPENAI_BASE_URL",
    "gemini": "GOOGLE_GEMINI_BASE_URL",
    "anthropic": "ANTHROPIC_BASE_URL",
    "polly": "AWS_ENDPOINT_URL_POLLY",
    "google": "PODCASTER_ENGINES__GOOGLE__BASE_URL",
    "azure": "PODCASTER_ENGINES__AZURE__BASE_URL",
}
ASKED = tuple(KEY_OF)
FAMILY = {**dict.fromkeys(MODELS, "models"), **dict.fromkeys(ENGINES, "engines")}
OTHERS = {"models": ("gemini", "openai"), "engines": ("azure", "google")}
SPEAKING = tuple(each for each in ASKED if each not in MODELS)


def crossed(cases: list, providers: tuple[str, ...]) -> list:
    """Each case with one provider after the other; with all of them where there is patience."""
    return [
        pytest.param(
            case,
            provider,
            marks=() if (row + column) % len(providers) == 0 else pytest.mark.servers,
            id=f"{case}-{provider}",
        )
        for row, case in enumerate(cases)
        for column, provider in enumerate(providers)
    ]


WRONG_KEY = "wrong-Key-0123456789abcdef"


def chain(*names: str) -> str:
    """The chain of a stage; the rest of a `[script]` or a section of its own."""
    listed = json.dumps(list(dict.fromkeys(names)))
    return f"chain = {listed}\n" if names[0] in MODELS else f"[speech.plans]\nfree = {listed}\n"


class Cloudy:
    """A night that ended, and all that it told."""

    def __init__(self, deployment: Deployment, ended: Ended) -> None:
        self.deployment, self.ended = deployment, ended

    @property
    def code(self) -> int:
        return self.ended.code

    def kinds(self, provider: str) -> set[str]:
        """What became of the attempts at a provider."""
        asked = "SELECT error_kind FROM attempts WHERE provider = ?"
        return {row["error_kind"] for row in self.deployment.rows(asked, provider)}

    def texts(self) -> str:
        """Everything that was told or written down about trouble, and the logs."""
        told = [self.ended.out, self.ended.err]
        for table in ("attempts", "episodes"):
            rows = self.deployment.rows(f"SELECT error_message FROM {table}")
            told += [row["error_message"] or "" for row in rows]
        return "\n".join(told)


def assert_silent_about_secrets(night: Cloudy, *more: str) -> None:
    told = night.texts()
    for secret in (*KEYS.values(), NAME, *more):
        assert secret not in told
    assert "Traceback" not in told


def assert_silent_about_secrets_if_begun(night: Cloudy) -> None:
    if (night.deployment.state / "ledger.sqlite").exists():
        assert_silent_about_secrets(night)


def assert_told(night: Cloudy, provider: str) -> None:
    """The only learner failed, for a reason that names who was asked, and no MP3 was made."""
    assert night.code == 4, night.ended
    [failure] = night.ended.json["failures"]
    assert f"{provider}: " in failure["reason"]
    assert "\n" not in failure["reason"]
    assert "podcaster retry" in night.ended.err
    assert night.deployment.mp3s() == {}
    assert_silent_about_secrets(night)


@pytest.fixture
def night(tmp_path: Path, monkeypatch, vendors):
    """A night of one learner with such chains and surroundings, and what it came to."""

    def made(config: str, **changes: str) -> Cloudy:
        environment = {**vendors.environment(), **changes}
        live_in(monkeypatch, environment, HastyHouse)
        config = f"{SHORT}{config}{UNHURRIED}[pipeline]\npatience = 2\n"
        records = [learner(0, display_name=NAME)]
        deployment = cloud(tmp_path / "night", environment, config, records)
        return Cloudy(deployment, deployment.call("generate", "--json", "-vv"))

    return made


# Keys


@pytest.mark.parametrize("provider", ASKED)
def test_a_wrong_key_is_told_and_the_next_provider_serves(night, vendors, provider):
    made = night(chain(provider, *OTHERS[FAMILY[provider]]), **{KEY_OF[provider]: WRONG_KEY})
    assert (made.code, made.ended.json["completed"]) == (0, 1), made.ended
    assert made.kinds(provider) == {"auth"}
    assert vendors.count(provider) == 1
    assert_silent_about_secrets(made, WRONG_KEY)


@pytest.mark.parametrize("provider", ASKED)
def test_with_nothing_but_a_wrong_key_the_learner_fails_and_is_told_what_to_check(night, provider):
    made = night(chain(provider), **{KEY_OF[provider]: WRONG_KEY})
    assert_told(made, provider)
    assert "check" in made.ended.json["failures"][0]["reason"]
    assert_silent_about_secrets(made, WRONG_KEY)


@pytest.mark.parametrize("provider", [each for each in ASKED if each != "openai"])
def test_an_empty_key_leaves_its_provider_out(night, vendors, provider):
    made = night(chain(provider, *OTHERS[FAMILY[provider]]), **{KEY_OF[provider]: "  "})
    assert (made.code, made.ended.json["completed"]) == (0, 1), made.ended
    assert list(made.ended.json["left_out"]) == [f"{FAMILY[provider]}.{provider}"]
    assert vendors.count(provider) == 0


@pytest.mark.parametrize("provider", [each for each in ASKED if each != "openai"])
def test_with_nothing_but_an_empty_key_nothing_is_begun_and_its_variable_is_named(night, provider):
    made = night(chain(provider), **{KEY_OF[provider]: ""})
    assert made.code == 2
    assert KEY_OF[provider] in made.ended.err


@pytest.mark.parametrize("key", ["sk-pröj", "sk\nproj", "sk proj\x07"])
def test_a_key_that_no_header_can_carry_is_refused_by_its_variable(night, key):
    made = night("", OPENAI_API_KEY=key)
    assert (made.code, "OPENAI_API_KEY" in made.ended.err) == (2, True), made.ended
    assert key not in made.ended.err


# Addresses


@pytest.mark.parametrize("provider", ASKED)
def test_an_address_that_is_no_url_is_told_before_anything_is_begun_or_by_its_learner(
    night, provider
):
    made = night(chain(provider), **{ADDRESS_OF[provider]: "not a url"})
    assert made.code in (2, 4), made.ended
    assert any(word in made.ended.err for word in ("base_url", "URL", ADDRESS_OF[provider]))
    assert made.deployment.mp3s() == {}
    assert "a bug" not in made.ended.err
    assert_silent_about_secrets_if_begun(made)


@pytest.mark.parametrize("provider", ASKED)
def test_a_port_at_which_nobody_listens_is_a_connection_that_failed(night, provider):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        made = night(chain(provider), **{ADDRESS_OF[provider]: url})
    assert_told(made, provider)
    assert made.kinds(provider) == {"connection"}


@pytest.mark.parametrize("provider", ASKED)
def test_an_address_that_answers_with_a_page_is_told(night, vendors, provider):
    vendors.always(provider, HTML)
    made = night(chain(provider))
    assert_told(made, provider)
    assert made.kinds(provider) <= {"bad_reply", "bad_audio"}


# Replies and sounds

REPLIES = [EMPTY, CUT, TRUNCATED, says('{"script": "Hello."}'), WRONG_LANGUAGE, TWO_MEGABYTES]
REPLIES += [ONE_WORD, TWENTY_THOUSAND_WORDS]
SOUNDS = [WITHOUT_SOUND, JSON_FOR_AUDIO, TRUNCATED_AUDIO, HALF_SILENT, SILENT, CUT]


@pytest.mark.parametrize(("fault", "provider"), crossed(REPLIES, MODELS))
def test_a_reply_that_is_no_script_fails_one_learner_with_a_reason(night, vendors, provider, fault):
    vendors.always(provider, fault)
    made = night(chain(provider))
    assert_told(made, provider)
    assert "" not in made.kinds(provider)
    assert vendors.count(*ENGINES) == 0


@pytest.mark.parametrize(("fault", "provider"), crossed(SOUNDS, SPEAKING))
def test_sound_that_is_none_fails_one_learner_with_a_reason_and_makes_no_mp3(
    night, vendors, provider, fault
):
    vendors.always(provider, fault)
    made = night(chain(provider))
    assert_told(made, provider)
    assert "" not in made.kinds(provider)


# What vendors repeat of us


def echo(status: int) -> Fault:
    """An error that repeats the whole request, with its key and what was to be said."""

    def said(seen: Seen, good: object) -> Answer:
        heard = " ".join([*KEYS.values(), *seen.headers.values(), seen.text, NAME])
        told = {"error": {"message": heard, "status": heard, "code": heard}, "message": heard}
        headers = {"Content-Type": "application/json"}
        if seen.provider == "polly":
            headers["x-amzn-ErrorType"] = {400: "ValidationException"}.get(status, "AccessDenied")
        return Answer(json.dumps(told).encode(), status, headers)

    return Fault(f"echo({status})", dict.fromkeys((*MODELS, *ENGINES), said))


@pytest.mark.parametrize(
    ("status", "provider"),
    [*crossed([400, 401, 404, 429, 500], MODELS), *crossed([400, 401, 404, 429, 500], SPEAKING)],
)
def test_what_a_vendor_repeats_of_us_is_never_told(night, vendors, provider, status):
    vendors.always(provider, echo(status))
    made = night(chain(provider))
    assert made.code in (4, 75), made.ended
    assert_silent_about_secrets(made)


def test_what_a_good_night_tells_holds_neither_keys_nor_names(night):
    made = night("")
    assert made.code == 0
    assert_silent_about_secrets(made)


# What becomes of a night in which an engine fell out


def spoken(folder: Path, environment: dict[str, str], engines: str) -> dict[str, object]:
    """The only episode of a night with a real mastering."""
    records = [learner(0, display_name=NAME)]
    config = SHORT + engines + UNHURRIED
    deployment = cloud(folder, environment, config, records)
    ended = deployment.run("generate", "--json")
    assert ended.code == 0, ended
    [row] = deployment.rows("SELECT * FROM episodes")
    assert list(deployment.mp3s().values()) == [row["sha256"]]
    return row


@pytest.mark.servers  # patience
def test_an_episode_after_bad_sound_is_to_the_byte_the_one_that_a_well_engine_makes(
    tmp_path, vendors
):
    environment = vendors.environment()
    well = spoken(tmp_path / "well", environment, chain("azure"))
    vendors.play("google", lambda seen: None, lambda seen: None, TRUNCATED_AUDIO)
    after = spoken(tmp_path / "after", environment, chain("google", "azure"))
    assert vendors.count("google") == 3
    assert (after["tts_provider"], after["sha256"]) == ("azure", well["sha256"])
