import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.remote.catalogue import Catalogue, ModelRow, Row, catalogue, sunset
from podcaster.remote.catalogue_file import parse
from podcaster.remote.prices import Prices, charge, micro_usd

TODAY = date(2026, 11, 21)
ROWS = list(dict.fromkeys([*catalogue().models.values(), *catalogue().voices.values()]))
DEFAULTS = [
    ("openai", "gpt-6-luna"),
    ("gemini", "gemini-3.5-flash-lite"),
    ("anthropic", "claude-haiku-5-5"),
]
counts = st.integers(0, 10**15)


def model(kind: str, name: str) -> ModelRow:
    row = catalogue().model(kind, name)
    assert row is not None
    return row


def test_the_catalogue_says_of_which_day_it_is():
    assert catalogue().dated == TODAY


def test_the_catalogue_is_read_once():
    assert catalogue() is catalogue()


def test_help_does_not_read_the_catalogue():
    code = (
        "import sys; from podcaster.cli.app import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('podcaster.remote.catalogue' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind} {row.id}")
def test_every_row_says_whose_words_it_is(row: Row):
    assert re.fullmatch(r"[A-Z][\w .-]+, [a-z][\w ,-]+", row.source)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind} {row.id}")
def test_whatever_ends_has_a_replacement(row: Row):
    ends = row.retired or row.shutdown is not None
    assert bool(row.replaced_by) == ends
    if ends:
        assert row.replaced_by in (sunset(row, date(2100, 1, 1)) or "")


@pytest.mark.parametrize("row", catalogue().models.values(), ids=lambda row: f"{row.kind} {row.id}")
def test_whatever_replaces_a_model_is_in_the_catalogue_and_stays(row: ModelRow):
    if row.replaced_by:
        assert sunset(model(row.kind, row.replaced_by), TODAY) is None


@pytest.mark.parametrize(("kind", "name"), DEFAULTS)
def test_a_default_model_has_a_price_and_no_end(kind: str, name: str):
    row = model(kind, name)
    assert sunset(row, TODAY) is None
    assert row.cost(fresh=1500, cached=10, output=1000) is not None


@pytest.mark.parametrize(
    ("kind", "name", "row"),
    [
        ("openai", "gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai", "gpt-6-luna-2026-09-22", "gpt-6-luna"),
        ("gemini", "gemini-flash-lite-latest", "gemini-3.5-flash-lite"),
        ("gemini", "gemini-flash-latest", "gemini-3.8-flash"),
        ("gemini", "models/gemini-2.5-flash", "gemini-2.5-flash"),
        ("gemini", "gemini-2.0-flash-001", "gemini-2.0-flash"),
        ("gemini", "gemini-2.0-flash-lite-001", "gemini-2.0-flash"),
        ("gemini", "gemini-1.5-flash-8b", "gemini-1.5-flash"),
        ("anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("anthropic", "claude-haiku-4-5@20251001", "claude-haiku-4-5"),
        ("anthropic", "claude-3-5-haiku-20241022", "claude-3-5-haiku"),
        ("anthropic", "claude-3-5-haiku-latest", "claude-3-5-haiku"),
        ("anthropic", "claude-3-haiku-20240307", "claude-3-haiku"),
    ],
)
def test_an_alias_and_a_snapshot_have_the_row_of_their_model(kind: str, name: str, row: str):
    assert model(kind, name).id == row


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("openai", "gpt-4o-mini-tts"),
        ("openai", "gpt-4o-mini-audio-preview"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc"),
        ("openai", "llama3.2:3b"),
        ("gemini", "gpt-6-luna"),
        ("gemini", "gemini-2.5-flash-preview-tts"),
        ("openai", ""),
    ],
)
def test_a_model_that_is_not_in_the_catalogue_has_no_row(kind: str, name: str):
    assert catalogue().model(kind, name) is None


@pytest.mark.parametrize(
    ("kind", "name", "tokens", "micro"),
    [
        ("openai", "gpt-6-luna", {"fresh": 1500, "output": 1000}, 650),
        ("openai", "gpt-4o-mini", {"fresh": 1500, "output": 1000}, 825),
        ("openai", "gpt-4o-mini", {"fresh": 500, "cached": 1000, "output": 1000}, 750),
        ("gemini", "gemini-3.5-flash-lite", {"fresh": 1500, "output": 1000}, 2950),
        ("anthropic", "claude-haiku-5-5", {"fresh": 1500, "output": 1000}, 650),
        ("anthropic", "claude-haiku-4-5", {"fresh": 0, "output": 0, "cache_written": 1000}, 1250),
    ],
)
def test_an_answer_costs_what_its_tokens_cost(kind, name, tokens, micro):
    assert model(kind, name).cost(**tokens) == micro


@pytest.mark.parametrize(
    ("kind", "name", "size", "below", "above"),
    [
        ("openai", "gpt-6-luna", 272_000, 27_200, 54_400),
        ("anthropic", "claude-haiku-5-5", 100_000, 10_000, 50_001),
    ],
)
def test_a_prompt_above_a_size_costs_more_from_its_first_token(kind, name, size, below, above):
    row = model(kind, name)
    assert row.cost(fresh=size, output=0) == below
    assert row.cost(fresh=size + 1, output=0) == above


def test_cached_tokens_count_towards_the_size_of_a_prompt():
    row = model("anthropic", "claude-haiku-5-5")
    assert row.cost(fresh=1, cache_written=100_000, output=0) == 62_501


def test_a_price_that_is_not_known_makes_a_cost_unknown_and_not_free():
    assert model("gemini", "gemini-2.0-flash").cost(fresh=10, output=10) is None
    assert model("openai", "gpt-6-luna").cost(fresh=272_001, cached=1, output=0) is None
    assert Prices(input=1, output=1).cost(fresh=1, output=1, cached=1) is None


def test_tokens_that_were_not_used_need_no_price():
    assert Prices(input=10**6).cost(fresh=3, output=0) == 3


def test_half_a_micro_dollar_is_rounded_upwards_and_only_once():
    assert Prices(input=100_000, output=500_000).cost(fresh=5, output=0) == 1
    assert Prices(input=100_000, output=500_000).cost(fresh=4, output=0) == 0
    assert Prices(input=100_000, output=500_000).cost(fresh=4, output=3) == 2


@given(counts, counts, counts)
def test_a_cost_is_exact_however_large_the_counts_are(fresh: int, cached: int, output: int):
    cost = Prices(input=750_000, cached=75_000, output=4_500_000).cost(
        fresh=fresh, cached=cached, output=output
    )
    assert cost is not None
    exact = fresh * 750_000 + cached * 75_000 + output * 4_500_000
    assert -500_000 < exact - cost * 1_000_000 <= 500_000 or exact % 1_000_000 == 500_000


@pytest.mark.parametrize(
    ("provider", "tier", "usd"),
    [
        ("polly", "standard", 4),
        ("polly", "neural", 16),
        ("polly", "generative", 30),
        ("polly", "long-form", 100),
        ("google", "chirp3-hd", 30),
        ("google", "Chirp3-HD", 30),
        ("google", "neural2", 16),
        ("google", "wavenet", 4),
        ("google", "studio", 160),
        ("azure", "neural", 15),
        ("azure", "hd", 30),
        ("openai", "tts-1", 15),
        ("openai", "tts-1-hd", 30),
    ],
)
def test_a_tier_of_voices_has_its_price_per_million_characters(provider, tier, usd):
    assert catalogue().voice_price(provider, tier) == usd * 1_000_000


@pytest.mark.parametrize(
    ("provider", "tier"),
    [("openai", "gpt-4o-mini-tts"), ("openai", "kokoro"), ("polly", ""), ("espeak", "neural")],
)
def test_what_has_no_price_per_character_is_unknown_and_not_free(provider, tier):
    assert catalogue().voice_price(provider, tier) is None


def test_an_episode_of_3600_characters_costs_what_the_vendors_say():
    price = catalogue().voice_price("polly", "neural")
    assert price is not None
    assert charge(3600, price) == 57_600


@pytest.mark.parametrize(
    ("usd", "micro"),
    [(0.10, 100_000), (0.015, 15_000), (15, 15_000_000), (0.0000005, 1), (0, 0)],
)
def test_dollars_as_people_write_them_become_whole_micro_dollars(usd, micro):
    assert micro_usd(usd) == micro


def row_that_ends(on: date) -> ModelRow:
    return ModelRow(
        kind="openai", id="old", source="OpenAI, deprecations", shutdown=on, replaced_by="new"
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (61, None),
        (60, "shuts down on 2027-01-20, in 60 days"),
        (1, "shuts down on 2026-11-22, in 1 day"),
        (0, "shuts down on 2026-11-21"),
        (-1, "shut down on 2026-11-20"),
    ],
)
def test_an_end_is_told_from_sixty_days_before_it(days: int, told: str | None):
    warning = sunset(row_that_ends(TODAY + timedelta(days)), TODAY)
    expected = told and f"openai old {told}: use new instead (OpenAI, deprecations)"
    assert warning == expected


def test_what_is_gone_since_an_unknown_day_is_told_too():
    assert "is retired: use" in (sunset(model("gemini", "gemini-1.5-flash"), TODAY) or "")


def test_the_models_of_last_year_are_all_told_to_be_ending():
    for kind, name in [
        ("openai", "gpt-4o-mini"),
        ("gemini", "gemini-1.5-flash"),
        ("anthropic", "claude-3-5-haiku-latest"),
    ]:
        assert sunset(model(kind, name), TODAY)


def test_a_voice_that_ends_is_told_in_the_same_words():
    row = catalogue().voice("openai", "gpt-4o-mini-tts")
    assert row is not None
    assert "in 46 days" in (sunset(row, TODAY) or "")


def parsed(rows: str) -> Catalogue:
    return parse(f"dated = 2026-11-21\nvoices = []\n{rows}")


def test_a_name_that_stands_twice_is_refused():
    row = '[[models]]\nkind = "openai"\nid = "a"\nsource = "s"\n'
    with pytest.raises(ValueError, match="openai a is there twice"):
        parsed(row + row)


def test_a_word_that_no_row_has_is_refused():
    with pytest.raises(TypeError, match="shutdwon"):
        parsed('[[models]]\nkind = "openai"\nid = "a"\nsource = "s"\nshutdwon = 2026-11-21\n')
