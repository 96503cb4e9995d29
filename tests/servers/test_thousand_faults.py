"""A thousand planted faults of every kind: all are found, and nothing else is."""

import resource

import pytest
from planted import archive
from planted.vandal import vandalise

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_faults_among_five_thousand_objects(tmp_path, seed):
    made = archive(tmp_path / "deployment", 5000)
    planted = vandalise(made, 1000, seed)
    told = made.deployment.run("verify", "--json", *(["--read"] if seed == 2 else []))
    assert told.code == 3
    found = [(each["kind"], each["key"], each["user_id"]) for each in told.json["problems"]]
    assert set(found) == planted
    assert len(found) == 1000
    assert told.json["checked"] == 5000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 200 * 1024
