"""A run killed at any boundary resumes as if it had never been disturbed.

Once before and once after each boundary here; `python benchmarks/kills.py` has the full figure.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from deployments import Deployment
from killings import BOUNDARIES, generate, killed_night, outcome_of, prepared

CASES = list(product(BOUNDARIES, ("before", "after")))
AT_ONCE = 2


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    deployment = prepared(tmp_path_factory.mktemp("undisturbed"))
    assert generate(deployment).code == 0
    return outcome_of(deployment)


@pytest.fixture(scope="module")
def resumed(tmp_path_factory) -> dict[tuple[str, str], Future[Deployment]]:
    """A night for each case, killed there and run again; two of them at a time."""

    def kill_and_resume(folder: Path, boundary: str, when: str) -> Deployment:
        deployment = killed_night(folder, boundary, when)
        assert generate(deployment).code == 0
        return deployment

    folder = tmp_path_factory.mktemp("killed")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return {
            case: threads.submit(kill_and_resume, folder / str(n), *case)
            for n, case in enumerate(CASES)
        }


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_a_night_killed_at_a_boundary_ends_like_an_undisturbed_one(case, resumed, undisturbed):
    deployment = resumed[case].result()
    assert outcome_of(deployment) == undisturbed
    assert list(deployment.leftovers()) == []
