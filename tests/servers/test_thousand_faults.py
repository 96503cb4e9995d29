"""A thousand planted faults of every kind: all are found, and nothing else is."""

import pytest
from planted import archive
from planted.vandal import vandalise

# Tells at its end how much memory it took. What getrusage says begins with that of the process
# that started it, which is many times larger.
MEASURED = """
import atexit, re, sys
from pathlib import Path
from podcaster.__main__ import main
def peak():
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
atexit.register(peak)
main()
"""

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_faults_among_five_thousand_objects(tmp_path, seed):
    made = archive(tmp_path / "deployment", 5000)
    planted = vandalise(made, 1000, seed)
    reading = ["--read"] if seed == 2 else []
    told = made.deployment.run("verify", "--json", *reading, program=("-c", MEASURED))
    assert told.code == 3
    found = [(each["kind"], each["key"], each["user_id"]) for each in told.json["problems"]]
    assert set(found) == planted
    assert len(found) == 1000
    assert told.json["checked"] == 5000
    assert int(told.err.splitlines()[-1]) < 200 * 1024
