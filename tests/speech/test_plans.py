"""A learner's plan is the operator's, by its name or an alias, else the default one."""

import pytest
from pydantic import ValidationError

from podcaster.speech.options import EspeakOptions, SpeechOptions
from podcaster.speech.plans import resolve_plan

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
