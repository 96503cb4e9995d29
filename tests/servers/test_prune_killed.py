"""A prune that is killed at any moment is finished by the next one, and loses nothing else."""

import random
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest
from planted import archive

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
COUNT, KILLS = 3000, 12


def test_a_prune_that_is_killed_is_finished_by_the_next(tmp_path):
    newest = datetime.now(UTC).date() - timedelta(days=20)
    made = archive(tmp_path / "deployment", COUNT, newest=newest)
    kept = {each.key: each.sha256 for each in made.episodes if each.day >= newest - timedelta(10)}
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        process = made.deployment.start("prune", "--older-than", "30d")
        time.sleep(chance.uniform(0.4, 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert made.deployment.mp3s().items() >= kept.items()
    assert killed > 0
    ended = made.deployment.run("prune", "--older-than", "30d")
    assert ended.code == 0, ended
    assert made.deployment.mp3s() == kept
    assert made.deployment.call("verify").code == 0
    rows = made.deployment.rows("SELECT status, count(*) AS n FROM episodes GROUP BY status")
    assert {row["status"]: row["n"] for row in rows} == {
        "completed": len(kept),
        "expired": COUNT - len(kept),
    }
