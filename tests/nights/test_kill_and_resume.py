"""A run killed at any boundary resumes as if it had never been disturbed.

It takes patience; the full figure is that of `python benchmarks/kills.py`.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from deployments import Deployment
from killings import BOUNDARIES, generate, killed_night, outcome_of, prepared

CASES = list(product(BOUNDARIES, ("before", "after")))
SAMPLE = CASES[1::6]
THE_OTHERS = [case for case in CASES if case not in SAMPLE]
AT_ONCE = 2

Resumed = dict[tuple[str, str], Future[Deployment]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    deployment = prepared(tmp_path_factory.mktemp("undisturbed"))
    assert generate(deployment).code == 0
    return outcome_of(deployment)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Resumed:
    return resumed(tmp_path_factory.mktemp("sample"), SAMPLE)


@pytest.fixture(scope="module")
def others(tmp_path_factory) -> Resumed:
    return resumed(tmp_path_factory.mktemp("others"), THE_OTHERS)


def resumed(folder: Path, cases: list[tuple[str, str]]) -> Resumed:
    """A night for each case, killed there and run again; two of them at a time."""

    def kill_and_resume(folder: Path, boundary: str, when: str) -> Deployment:
        deployment = killed_night(folder, boundary, when)
        assert generate(deployment).code == 0
        return deployment

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return {
            case: threads.submit(kill_and_resume, folder / str(n), *case)
            for n, case in enumerate(cases)
        }


@pytest.mark.servers
@pytest.mark.parametrize("case", SAMPLE, ids=" ".join)
def test_a_night_killed_at_a_boundary_ends_like_an_undisturbed_one(case, sample, undisturbed):
    ends_alike(sample[case].result(), undisturbed)


@pytest.mark.servers
@pytest.mark.parametrize("case", THE_OTHERS, ids=" ".join)
def test_so_does_a_night_killed_at_any_other_boundary(case, others, undisturbed):
    ends_alike(others[case].result(), undisturbed)


def ends_alike(deployment: Deployment, undisturbed: object) -> None:
    assert outcome_of(deployment) == undisturbed
    assert list(deployment.leftovers()) == []
