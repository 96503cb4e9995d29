"""Nights of the cloud, killed at transitions and at random moments, end like undisturbed ones.

The full figure is that of `python benchmarks/kills.py`.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from killings.cloud import STORES, TRANSITIONS, Scene

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
JOBS = 3
SAMPLES = {"local": list(TRANSITIONS)[::2], "s3": list(TRANSITIONS)[1::2]}
CASES = [(store, name) for store in STORES for name in SAMPLES[store]]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> Iterator[dict[str, Scene]]:
    with ExitStack() as stack:
        yield {
            store: stack.enter_context(
                Scene(tmp_path_factory.mktemp("killed"), store=store, jobs=JOBS)
            )
            for store in STORES
        }


@pytest.mark.parametrize(("store", "name"), CASES)
def test_a_night_killed_at_a_transition_loses_nothing_and_pays_little_again(scenes, store, name):
    night = scenes[store].killed_at(name, seed=0)
    assert night.killed
    assert (night.amiss, night.again <= JOBS) == ("", True)


@pytest.mark.parametrize("store", STORES)
def test_a_night_killed_at_any_moment_loses_nothing(scenes, store):
    nights = [scenes[store].killed_somewhen(seed) for seed in range(3)]
    assert any(night.killed for night in nights)
    assert [night.amiss for night in nights] == [""] * 3


def test_nor_does_one_of_many_learners(tmp_path: Path) -> None:
    with Scene(tmp_path, learners=50, jobs=8) as scene:
        assert scene.killed_somewhen(seed=1).amiss == ""
