"""A learner's plan is the operator's, by its name or an alias, else the default one."""

import pytest
from pydantic import ValidationError

from podcaster.speech.options import EspeakOptions, SpeechOptions
from podcaster.speech.plans import NO_NAME, plan_in_words, plan_told, resolve_plan

OPTIONS = SpeechOptions(
    default_plan="free",
    plans={"free": ("espeak",), "Premium": ("espeak",)},
    aliases={"gold": "Premium"},
)


@pytest.mark.parametrize(
    ("plan", "resolved"),
    [
        ("free", ("free", True)),
        ("PREMIUM ", ("Premium", True)),
        ("Gold", ("Premium", True)),
        ("", ("free", True)),
        ("platinum", ("free", False)),
    ],
)
def test_a_plan_resolves(plan: str, resolved: tuple[str, bool]) -> None:
    assert resolve_plan(plan, OPTIONS) == resolved


def test_the_defaults_know_the_platform_s_plans() -> None:
    for plan in ("free", "basic", "premium", "enterprise"):
        assert resolve_plan(plan, SpeechOptions()).known


def test_a_plan_may_be_left_without_engines() -> None:
    assert resolve_plan("free", SpeechOptions(plans={"free": ()})).known


@pytest.mark.parametrize("rate", [0.4, 2.1])
def test_a_rate_nobody_would_listen_to_is_refused(rate: float) -> None:
    with pytest.raises(ValidationError):
        EspeakOptions(rate=rate)


@pytest.mark.parametrize("plan", ["gold", " Gold members (2025) ", "ゴールド会員", "plan-b_2"])
def test_the_name_of_a_plan_is_told(plan: str) -> None:
    assert plan_in_words(plan) == repr(plan.strip())


@pytest.mark.parametrize(
    "value",
    [
        "pbkdf2_sha256$600000$qX8$M1bW0=",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "ann@example.com",
        "She lives next to the school and comes every day by bus",
        "gold\x1b[31m",
    ],
)
def test_a_value_that_can_be_no_name_is_not_repeated(value: str) -> None:
    assert plan_told(value) == plan_in_words(value) == NO_NAME


def test_no_plan_at_all_is_told_as_none() -> None:
    assert plan_told(" ") == ""
