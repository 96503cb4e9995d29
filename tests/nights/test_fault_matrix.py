"""What every kind of trouble costs, for each stage and each provider that knows it.

A row of the tables is a specification: what the attempts call the fault, how many requests the
provider is asked in vain for one episode, and how many for the next learner's in the same run,
while the fault goes on. Where it differs, `but` says for whom. In each cell there is a second
provider that is well: the episode is completed by it, and by it alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from quick_nights import SECTIONS, SHORT, UNHURRIED, cloud, live_in
from quick_nights.booth import Booth, OnePiece
from vendors import ENGINES, MODELS, Vendors
from vendors.faults import (
    AUTH,
    BAD_REQUEST,
    CUT,
    EMPTY,
    EMPTY_LIST,
    EXPIRED,
    FILTERED,
    HALF_SILENT,
    HTML,
    HTML_502,
    JSON_FOR_AUDIO,
    LISTED,
    NO_QUOTA,
    NOISE,
    NOT_FOUND,
    ONE_WORD,
    OTHER_FORMAT,
    OVERLOADED,
    PERMISSION,
    PROSE,
    RATE,
    REDIRECT,
    REFUSED,
    RESET,
    SENTENCE_TOO_LONG,
    SILENT,
    SPENT_THINKING,
    THROTTLED_IN_BODY,
    TOO_LONG,
    TOO_LONG_AUDIO,
    TOO_SHORT_AUDIO,
    TRUNCATED,
    TRUNCATED_AUDIO,
    TWENTY_THOUSAND_WORDS,
    TWO_MEGABYTES,
    WRONG_LANGUAGE,
    Fault,
    hang,
    overloaded,
    rate,
)

from podcaster.pipeline.outcomes import Failed, PutOff, Served

PATIENCE = 20  # seconds: longer than any retry here, shorter than any cooling
TIMEOUT = 0.05
HANG = hang(2)


@dataclass(frozen=True)
class Row:
    """`asked` requests for the first episode, `next` for the next learner's."""

    fault: Fault
    kind: str
    asked: int
    next: int
    but: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def requests(self, provider: str) -> tuple[int, int]:
        return self.but.get(provider, (self.asked, self.next))


# After five counted failures a provider cools down, so that the next learner's loop ends early.
ANYWHERE = (
    Row(AUTH, "auth", 1, 0),
    Row(PERMISSION, "auth", 1, 0),
    Row(NO_QUOTA, "quota", 1, 0),
    Row(RATE, "rate", 3, 2),
    Row(rate(), "rate", 3, 2, but={"anthropic": (1, 1)}),  # it says so when it means to be asked
    Row(rate(120), "rate", 1, 0, but={"polly": (3, 2)}),  # which has no way to say for how long
    Row(OVERLOADED, "overloaded", 3, 2),
    Row(overloaded(529), "overloaded", 3, 2),
    Row(overloaded(408), "overloaded", 3, 2),
    Row(HTML_502, "overloaded", 3, 2),
    Row(HANG, "timeout", 2, 2),
    Row(RESET, "connection", 2, 2),
    Row(CUT, "connection", 2, 2),
    Row(NOT_FOUND, "not_found", 1, 0),
    Row(REDIRECT, "not_found", 1, 0),
    Row(EMPTY, "empty", 2, 2),
)
SCRIPT = (
    *ANYWHERE,
    Row(BAD_REQUEST, "bad_request", 1, 1),
    Row(TOO_LONG, "too_long", 1, 1),
    Row(LISTED, "overloaded", 3, 2),
    Row(HTML, "bad_reply", 1, 1),
    Row(REFUSED, "refused", 1, 1),
    Row(FILTERED, "refused", 1, 1),
    Row(TRUNCATED, "truncated", 2, 2),
    Row(SPENT_THINKING, "truncated", 2, 2),
    Row(EMPTY_LIST, "empty", 2, 2),
    Row(PROSE, "layout", 2, 2),
    Row(ONE_WORD, "layout", 2, 2),
    Row(TWENTY_THOUSAND_WORDS, "gate", 2, 2),
    Row(WRONG_LANGUAGE, "gate", 2, 2),
    Row(TWO_MEGABYTES, "bad_reply", 1, 1),
)
SPEECH = (
    *ANYWHERE,
    Row(EXPIRED, "auth", 1, 0),
    Row(THROTTLED_IN_BODY, "rate", 3, 2),
    Row(LISTED, "overloaded", 3, 2),
    # Once more as plain text, by those to whom anything else was sent.
    Row(BAD_REQUEST, "bad_request", 2, 2, but=dict.fromkeys(("google", "openai_speech"), (1, 1))),
    Row(TOO_LONG, "too_long", 2, 2),  # once more in finer pieces, until the first of them fails
    Row(SENTENCE_TOO_LONG, "too_long", 2, 2),
    Row(SILENT, "bad_audio", 1, 1),
    Row(HALF_SILENT, "bad_audio", 1, 1),
    Row(TOO_SHORT_AUDIO, "bad_audio", 1, 1),
    Row(TOO_LONG_AUDIO, "bad_audio", 1, 1),
    Row(TRUNCATED_AUDIO, "bad_audio", 1, 1),
    Row(NOISE, "bad_audio", 1, 1),
    Row(OTHER_FORMAT, "bad_audio", 1, 1),  # which is understood, and does not last as long
)
TABLES = {"script": (SCRIPT, MODELS), "speech": (SPEECH, ENGINES)}


def cells(stage: str, *only: str) -> list:
    """The rows of a stage with each provider that can have the fault, or with those named.

    The first of each row, in turn, is quick to prove; the others take patience.
    """
    rows, providers = TABLES[stage]
    found = []
    for turn, row in enumerate(rows):
        able = [each for each in only or providers if each in row.fault.providers]
        for at, provider in enumerate(able):
            marks = () if (at + turn) % len(able) == 0 else (pytest.mark.servers,)
            found.append(pytest.param(row, provider, id=f"{row.fault}-{provider}", marks=marks))
    return found


class Stage:
    """A booth whose first provider of a stage is the one in trouble."""

    def __init__(self, booth: Booth, vendors: Vendors, provider: str) -> None:
        self.booth, self.vendors, self.provider = booth, vendors, provider
        self.writer = None if provider in MODELS else OnePiece()

    @property
    def name(self) -> str:
        return "openai" if self.provider == "openai_speech" else self.provider

    @property
    def requests(self) -> int:
        return self.vendors.count(self.provider)

    def produce(self, user: str) -> tuple[Served | Failed | PutOff, int]:
        """What became of a learner's episode, and what it cost the provider in requests."""
        before = self.requests
        return self.booth.produce(user, self.writer), self.requests - before


def config(vendors: Vendors, provider: str, *others: str, timeout: float | None = None) -> str:
    """The chain of the provider's stage is itself and the others."""
    name = "openai" if provider == "openai_speech" else provider
    family = "models" if provider in MODELS else "engines"
    own = f"[{family}.{name}]\n" + (f"timeout = {timeout}\n" if timeout else "")
    if provider == "openai_speech":
        own += f'base_url = "{vendors.url}/v1"\n'
    chain = ", ".join(f'"{each}"' for each in (name, *others))
    script = f"chain = [{chain}]\n" if provider in MODELS else ""
    free = '"azure"' if provider in MODELS else chain
    unhurried = UNHURRIED.replace(own.partition("\n")[0] + "\n", own)
    return "".join(
        (
            f'[speech]\nwithout_credentials = "refuse"\n[speech.plans]\nfree = [{free}]\n',
            SHORT + script,
            f"[pipeline]\npatience = {PATIENCE}\n",
            unhurried if own in unhurried else unhurried + own,
        )
    )


@pytest.fixture
def stage(tmp_path: Path, monkeypatch, vendors) -> Iterator:
    """Opens the booth for a provider, the others of its chain, and perhaps a timeout."""
    opened = []

    def opens(provider: str, *others: str, timeout: float | None = None) -> Stage:
        live_in(monkeypatch, vendors.environment())
        text = config(vendors, provider, *others, timeout=timeout)
        deployment = cloud(tmp_path / "deployment", {}, text)
        opened.append(Booth(deployment.folder / "config.toml"))
        return Stage(opened[-1], vendors, provider)

    yield opens
    for booth in opened:
        booth.close()


def other_than(provider: str) -> str:
    if provider in MODELS:
        return "openai" if provider == "gemini" else "gemini"
    return "google" if provider == "azure" else "azure"


def timeout_of(row: Row) -> float | None:
    return TIMEOUT if row.fault is HANG else None


@pytest.mark.parametrize(("row", "provider"), [*cells("script"), *cells("speech")])
def test_a_fault_costs_its_provider_so_many_requests_and_the_next_one_completes_the_episode(
    stage, vendors, row, provider
):
    other = other_than(provider)
    here = stage(provider, other, timeout=timeout_of(row))
    vendors.always(provider, row.fault)
    assert [here.produce("1")[1], here.produce("2")[1]] == list(row.requests(provider))
    assert [here.booth.row(user).status for user in "12"] == ["completed", "completed"]
    recorded = here.booth.attempts("1", here.name)
    assert [(each.error_kind, each.outcome) for each in recorded] == (
        [(row.kind, "failed")] * row.requests(provider)[0]
    )
    answered = here.booth.attempts("1", other)
    assert {(each.error_kind, each.outcome) for each in answered} == {("", "ok")}


@pytest.mark.parametrize(
    ("row", "provider"), [*cells("script", "openai"), *cells("speech", "azure")]
)
def test_alone_a_provider_in_trouble_fails_one_learner_and_whoever_it_may_not_be_asked_for_waits(
    stage, vendors, row, provider
):
    here = stage(provider, timeout=timeout_of(row))
    vendors.always(provider, row.fault)
    first, _ = here.produce("1")
    assert isinstance(first, Failed)
    assert here.booth.row("1").status == "failed"
    later, asked = here.produce("2")
    is_left_in_peace = asked < row.requests(provider)[0]
    assert isinstance(later, PutOff if is_left_in_peace else Failed)
    assert here.booth.row("2").failures == (0 if is_left_in_peace else 1)


@pytest.mark.parametrize("provider", [*MODELS, *ENGINES])
def test_a_status_that_was_answered_stands_in_the_attempts(stage, vendors, provider):
    here = stage(provider, other_than(provider))
    vendors.always(provider, OVERLOADED)
    here.produce("1")
    recorded = [each.http_status for each in here.booth.attempts("1", here.name)]
    assert recorded == list(vendors.accounts[provider].statuses.elements())


@pytest.mark.parametrize("provider", [*MODELS, *ENGINES])
def test_a_run_that_is_told_to_stop_asks_nobody_again_and_counts_no_failure(
    stage, vendors, provider
):
    other = other_than(provider)
    here = stage(provider, other)

    def stopping(seen) -> Fault:
        here.booth.stop.set()
        return OVERLOADED

    vendors.always(provider, stopping)
    outcome, asked = here.produce("1")
    assert isinstance(outcome, PutOff)
    assert asked == 1
    assert vendors.count(other) == 0
    assert here.booth.row("1").failures == 0


@pytest.mark.parametrize("provider", ["openai", "gemini", "anthropic", "google", "azure"])
def test_a_hint_is_waited_for_to_the_letter(stage, vendors, provider):
    here = stage(provider, other_than(provider))
    vendors.play(provider, rate(7))
    assert here.produce("1")[1] == 2
    assert here.booth.stop.waits[0] == pytest.approx(7, abs=0.1)


@pytest.mark.parametrize("provider", [*MODELS, *ENGINES])
def test_without_a_hint_the_wait_is_half_a_second_and_then_twice_as_long(stage, vendors, provider):
    here = stage(provider, other_than(provider))
    vendors.play(provider, OVERLOADED, OVERLOADED)
    outcome, asked = here.produce("1")
    assert isinstance(outcome, Served)
    assert asked == 3
    first, second = here.booth.stop.waits
    assert 0.375 <= first <= 0.5
    assert 0.75 <= second <= 1.0


@pytest.mark.parametrize("provider", ["polly", "azure"])
def test_markup_that_is_refused_is_spoken_as_plain_text_by_the_same_voice(stage, vendors, provider):
    here = stage(provider, other_than(provider))
    vendors.play(provider, BAD_REQUEST)
    assert here.produce("1")[1] == 2
    assert here.booth.attempts("1", other_than(provider)) == []
    assert here.booth.row("1").status == "completed"


@pytest.mark.parametrize("provider", [each for each in ENGINES if each in TOO_LONG.providers])
def test_a_piece_that_is_too_long_is_spoken_in_finer_ones_by_the_same_voice(
    stage, vendors, provider
):
    here = stage(provider, other_than(provider))
    vendors.play(provider, TOO_LONG)
    assert here.produce("1")[1] >= 3
    assert here.booth.attempts("1", other_than(provider)) == []
    assert here.booth.row("1").status == "completed"


@pytest.mark.parametrize("fault", [PROSE, TRUNCATED, WRONG_LANGUAGE], ids=str)
@pytest.mark.parametrize("provider", MODELS)
def test_a_script_that_is_no_good_is_asked_for_once_more_at_the_same_model(
    stage, vendors, provider, fault
):
    here = stage(provider, other_than(provider))
    vendors.play(provider, fault)
    assert here.produce("1")[1] == 2
    assert vendors.count(other_than(provider)) == 0
    assert here.booth.row("1").status == "completed"
    assert vendors.count("azure") == SECTIONS


@pytest.mark.parametrize("engine", ENGINES)
def test_json_instead_of_sound_is_never_taken_for_sound(stage, vendors, engine):
    here = stage(engine, other_than(engine))
    vendors.always(engine, JSON_FOR_AUDIO)
    assert here.produce("1")[1] == 1
    [attempt] = here.booth.attempts("1", here.name)
    assert attempt.error_kind in ("bad_audio", "bad_reply")
    assert here.booth.row("1").status == "completed"


def test_an_engine_that_fails_midway_leaves_the_whole_episode_to_the_next_one(stage, vendors):
    here = stage("google", "azure")
    vendors.play("google", *[lambda seen: None] * (SECTIONS - 1), AUTH)
    assert isinstance(here.booth.produce("1"), Served)
    assert (vendors.count("google"), vendors.count("azure")) == (SECTIONS, SECTIONS)
    assert here.booth.row("1").tts_provider == "azure"
