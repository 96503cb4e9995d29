"""How a model is found in its vendor's list."""

import pytest

from podcaster.upkeep.listings import ModelsListed


@pytest.mark.parametrize(
    ("model", "listed"),
    [
        ("gpt-6-luna", "gpt-6-luna"),
        ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
        ("claude-haiku-4-5", "claude-haiku-4-5-20251001"),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
        ("models/gemini-3.5-flash-lite", "gemini-3.5-flash-lite"),
        ("qwen3", "qwen3:latest"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
    ],
)
def test_a_model_is_found_by_its_id_a_snapshot_or_as_ollamas_latest(model, listed):
    assert ModelsListed({"other": "", listed: ""}).named(model) == listed


@pytest.mark.parametrize("model", ["gpt-6", "gpt-6-luna-mini", "", "qwen3:8b"])
def test_a_model_that_is_only_like_another_is_not_found(model):
    assert ModelsListed({"gpt-6-luna": "", "qwen3:latest": ""}).named(model) is None
