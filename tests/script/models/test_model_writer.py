"""Models as writers, asked of a stub that holds to the vendors' own contracts."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from mornings import full
from strategies import briefs
from vendors import KEYS, MODELS, Vendors, faults

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Written
from podcaster.errors import Deferred, ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.budget import Budget
from podcaster.remote.credentials import Secret
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.script.models.anthropic import Anthropic
from podcaster.script.models.gemini import Gemini
from podcaster.script.models.openai import OpenAI
from podcaster.script.models.options import AnthropicOptions, GeminiOptions, OpenAIOptions
from podcaster.script.models.writer import ModelWriter
from podcaster.script.options import ScriptOptions
from podcaster.script.prompting import prompt_for
from podcaster.script.prompts import Prompts
from podcaster.text.redact import Redaction

PROMPTS, OPTIONS = Prompts(), ScriptOptions()
REDACT = Redaction(KEYS.values())
ADAPTERS: dict[str, tuple[Any, Any, str]] = {
    "openai": (OpenAI, OpenAIOptions, "/v1"),
    "gemini": (Gemini, GeminiOptions, ""),
    "anthropic": (Anthropic, AnthropicOptions, ""),
}
every_vendor = pytest.mark.parametrize("kind", MODELS)


class Desk:
    """A writer of each vendor, and what it was seen to do."""

    def __init__(self, vendors: Vendors, http: Http, kept: Path) -> None:
        self.vendors, self._http, self._kept = vendors, http, kept
        self.rows: list[Attempt] = []
        self.accesses: dict[str, Access] = {}
        self.slept: list[float] = []

    def writer(
        self, kind: str, patience: float | None = None, *, prompts: Prompts = PROMPTS, **more: Any
    ) -> ModelWriter:
        adapter, options, path = ADAPTERS[kind]
        chosen = options(base_url=self.vendors.url + path, **more)
        model = adapter("mine", chosen, self._http, Secret(KEYS[kind]), REDACT)
        access = self.accesses.setdefault(kind, Access(kind, at_once=8, sleep=self.slept.append))
        return ModelWriter(
            "mine", model, prompts, OPTIONS, access, Kept(self._kept), patience=patience
        )

    def write(self, kind: str, brief: Brief | None = None, **more: Any) -> Written:
        return self.writer(kind, **more).answer(brief or full("en"), self.rows.append)

    def fails(self, kind: str, **more: Any) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.write(kind, **more)
        return caught.value

    @property
    def kinds(self) -> list[str]:
        return [row.error_kind or row.outcome for row in self.rows]


@pytest.fixture(scope="module")
def _vendors() -> Iterator[Vendors]:
    with Vendors() as vendors:
        yield vendors


@pytest.fixture
def desk(_vendors: Vendors, http: Http, tmp_path: Path) -> Desk:
    _vendors.reset()
    return Desk(_vendors, http, tmp_path / "kept")


@every_vendor
@pytest.mark.parametrize("language", ["en", "ja", "es"])
def test_a_script_is_written_and_paid_for(desk: Desk, kind: str, language: str) -> None:
    brief = full(language)
    written = desk.write(kind, brief)
    assert brief.name in written.script.text
    assert "{name}" not in written.script.text
    assert written.script.language == brief.language
    assert (written.provider, written.short) == (kind, False)
    prompt = prompt_for(brief, PROMPTS, OPTIONS)
    said = f"{prompt.system}\n{prompt.user}"
    assert written.prompt_sha256 == hashlib.sha256(said.encode()).hexdigest()
    (row,) = desk.rows
    assert (row.stage, row.provider, row.model) == ("script", kind, written.model)
    assert abs((row.cost_micro_usd or 0) - desk.vendors.micro_usd) <= 1


@every_vendor
def test_the_same_episode_is_paid_for_once(desk: Desk, kind: str) -> None:
    first = desk.write(kind)
    assert desk.write(kind) == first
    assert desk.vendors.count(kind) == len(desk.rows) == 1


@every_vendor
def test_two_learners_never_share_a_script(desk: Desk, kind: str) -> None:
    brief = full("en")
    desk.write(kind, brief)
    desk.write(kind, replace(brief, key=replace(brief.key, learner=LearnerId("", "another"))))
    later = brief.key.date + timedelta(days=1)
    desk.write(kind, replace(brief, key=replace(brief.key, date=later)))
    assert desk.vendors.count(kind) == 3


@every_vendor
@pytest.mark.parametrize(
    ("played", "requests"),
    [
        ([faults.rate(2)], 2),
        ([faults.overloaded(), faults.overloaded()], 3),
        ([faults.EMPTY], 2),
        ([faults.RESET], 2),
        ([faults.CUT], 2),
        ([faults.TRUNCATED], 2),
        ([faults.SPENT_THINKING], 2),
        ([faults.PROSE], 2),
        ([faults.ONE_WORD], 2),
        ([faults.TWENTY_THOUSAND_WORDS], 2),
        ([faults.WRONG_LANGUAGE], 2),
        ([faults.TRUNCATED, faults.PROSE], 3),
        ([faults.PROSE, faults.TRUNCATED], 3),
        ([faults.FENCED], 1),
        ([faults.GZIP], 1),
    ],
    ids=str,
)
def test_what_passes_is_overcome(desk: Desk, kind: str, played: list[Any], requests: int) -> None:
    desk.vendors.play(kind, *played)
    desk.write(kind)
    assert desk.vendors.count(kind) == len(desk.rows) == requests
    assert [row.outcome for row in desk.rows] == ["failed"] * (requests - 1) + ["ok"]


@every_vendor
@pytest.mark.parametrize(
    ("fault", "said", "error"),
    [
        (faults.AUTH, "auth", Unavailable),
        (faults.PERMISSION, "auth", Unavailable),
        (faults.NO_QUOTA, "quota", Unavailable),
        (faults.NOT_FOUND, "not_found", Unavailable),
        (faults.BAD_REQUEST, "bad_request", Rejected),
        (faults.TOO_LONG, "too_long", Rejected),
        (faults.REFUSED, "refused", Rejected),
        (faults.HTML, "bad_reply", Rejected),
        (faults.REDIRECT, "not_found", Unavailable),
        (faults.TWO_MEGABYTES, "bad_reply", Rejected),
        (faults.overloaded(), "overloaded overloaded overloaded", Transient),
        (faults.rate(1), "rate rate rate", Transient),
        (faults.rate(300), "rate", Transient),
        (faults.EMPTY, "empty empty", Transient),
        (faults.RESET, "connection connection", Transient),
        (faults.TRUNCATED, "truncated truncated", Rejected),
        (faults.PROSE, "layout layout", Rejected),
        (faults.ONE_WORD, "layout layout", Rejected),
        (faults.TWENTY_THOUSAND_WORDS, "gate gate", Rejected),
        (faults.WRONG_LANGUAGE, "gate gate", Rejected),
    ],
    ids=str,
)
def test_what_lasts_ends_in_classified_attempts(
    desk: Desk, kind: str, fault: Any, said: str, error: type[ProviderError]
) -> None:
    desk.vendors.always(kind, fault)
    found = desk.fails(kind)
    assert isinstance(found, error)
    assert desk.kinds == said.split()
    assert desk.vendors.count(kind) == len(desk.rows)
    for told in (str(found), *(row.error_message for row in desk.rows)):
        assert not any(key in told for key in KEYS.values())
        assert "LEARNER DATA" not in told
        assert 20 < len(told) < 3000


@every_vendor
def test_what_was_paid_and_refused_keeps_its_price_and_is_dropped(desk: Desk, kind: str) -> None:
    desk.vendors.always(kind, faults.PROSE)
    desk.fails(kind)
    assert all(row.cost_micro_usd and row.units_in and not row.answer for row in desk.rows)
    desk.vendors.clear()
    desk.write(kind)
    assert desk.rows[-1].answer


@every_vendor
@pytest.mark.parametrize("fault", [faults.AUTH, faults.NO_QUOTA, faults.NOT_FOUND], ids=str)
def test_nobody_asks_again_who_will_not_answer(desk: Desk, kind: str, fault: Any) -> None:
    desk.vendors.always(kind, fault)
    desk.fails(kind)
    assert desk.fails(kind).kind == "benched"
    assert desk.vendors.count(kind) == len(desk.rows) == 1


@every_vendor
def test_a_correction_says_what_was_wrong_after_the_draft(desk: Desk, kind: str) -> None:
    desk.vendors.play(kind, faults.WRONG_LANGUAGE)
    desk.write(kind)
    first, second = (seen.text for seen in desk.vendors.seen(kind))
    assert "it is not in the language en" not in first
    assert "it is not in the language en" in second
    assert len(second) > len(first) + 1000


@every_vendor
def test_a_draft_that_has_no_end_is_not_sent_back_whole(desk: Desk, kind: str) -> None:
    desk.vendors.play(kind, faults.TWENTY_THOUSAND_WORDS)
    desk.write(kind)
    first, second = (len(seen.body) for seen in desk.vendors.seen(kind))
    assert second < first + 35_000


def test_room_for_an_answer_ends_somewhere(desk: Desk) -> None:
    desk.vendors.always("openai", faults.TRUNCATED)
    desk.fails("openai", max_tokens=10_000)
    caps = [seen.json["max_tokens"] for seen in desk.vendors.seen("openai")]
    assert caps == [10_000, 16_000]
    desk.rows.clear()
    desk.fails("openai", max_tokens=16_000)
    assert desk.kinds == ["truncated"]


def test_a_learners_time_is_up_at_some_point(desk: Desk) -> None:
    desk.vendors.always("openai", faults.rate(5))
    desk.fails("openai", patience=4)
    assert desk.kinds == ["rate"]


def test_a_budget_that_is_used_up_asks_nobody(desk: Desk) -> None:
    desk.accesses["openai"] = Access("openai", at_once=1, budget=Budget(1, None, 0))
    with pytest.raises(Deferred):
        desk.write("openai")
    assert desk.vendors.count("openai") == len(desk.rows) == 0


def test_whoever_is_told_to_stop_asks_nobody(desk: Desk) -> None:
    stop = threading.Event()
    stop.set()
    desk.accesses["openai"] = Access("openai", at_once=1, stop=stop)
    with pytest.raises(Deferred):
        desk.write("openai")
    assert desk.vendors.count("openai") == 0


@pytest.mark.parametrize("prompt", ["system.j2", "episode.j2"])
def test_a_prompt_at_fault_is_one_learners_trouble(desk: Desk, tmp_path: Path, prompt: str) -> None:
    (tmp_path / prompt).write_text("{{ nowhere }}", encoding="utf-8")
    assert desk.fails("openai", prompts=Prompts(tmp_path)).kind == "template"
    assert desk.kinds == ["template"]
    assert desk.vendors.count("openai") == 0


def test_a_correction_at_fault_is_one_learners_trouble(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "correction.j2").write_text("{{ nowhere }}", encoding="utf-8")
    desk.vendors.play("openai", faults.PROSE)
    assert desk.fails("openai", prompts=Prompts(tmp_path)).kind == "template"
    assert desk.kinds == ["layout", "template"]


@every_vendor
def test_the_estimate_is_about_what_it_costs(desk: Desk, kind: str) -> None:
    estimate = desk.writer(kind).price_estimate()
    desk.write(kind)
    cost = desk.rows[0].cost_micro_usd
    assert estimate is not None
    assert cost is not None
    assert cost / 2 < estimate < cost * 3


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(brief=briefs(languages=("en", "ja-JP")))
def test_neither_name_nor_id_leaves_this_machine(desk: Desk, brief: Brief) -> None:
    brief = replace(
        brief,
        name="Xanthippe Quux",
        key=replace(brief.key, learner=LearnerId("northern-school", "user-9071")),
    )
    desk.vendors.play("anthropic", faults.PROSE)
    for kind in MODELS:
        try:
            desk.write(kind, brief)
        except ProviderError as error:
            desk.rows.clear()
            assert "Xanthippe" not in str(error)  # noqa: PT017
    for seen in desk.vendors.requests:
        everything = seen.target + str(dict(seen.headers)) + seen.text
        for private in ("Xanthippe", "Quux", "9071", "northern-school"):
            assert private not in everything
    desk.vendors.reset()
