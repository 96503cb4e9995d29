"""A run killed at any boundary resumes as if it had never been disturbed.

Once before and once after each boundary here; `python benchmarks/kills.py` has the full figure.
"""

import pytest
from killings import BOUNDARIES, generate, killed_night, outcome_of, prepared


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    deployment = prepared(tmp_path_factory.mktemp("undisturbed"))
    assert generate(deployment).code == 0
    return outcome_of(deployment)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_night_killed_at_a_boundary_ends_like_an_undisturbed_one(
    tmp_path, undisturbed, boundary, when
):
    deployment = killed_night(tmp_path, boundary, when)
    assert generate(deployment).code == 0
    assert outcome_of(deployment) == undisturbed
    assert list(deployment.leftovers()) == []
