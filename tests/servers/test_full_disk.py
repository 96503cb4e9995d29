"""A disk that is full, or fills during a night, costs nothing that was paid for."""

import sqlite3
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deployments import Deployment

from podcaster.pipeline.alerting import Alert
from podcaster.upkeep.state_files import AlertsTold

pytestmark = pytest.mark.servers


def fill(disk: Path) -> Path:
    """A file that leaves no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**16))
        except OSError:
            return filler


def test_a_night_is_not_begun_without_room_for_it(small_disk, tmp_path):
    disk = small_disk("1m")
    deployment = Deployment(tmp_path / "deployment").configure(
        f'[stores.local]\npath = "{disk}/media"\n'
    )
    ended = deployment.run("generate")
    assert ended.code == 75
    assert "no room" in ended.err
    assert deployment.rows("SELECT * FROM attempts") == []


def test_a_disk_that_fills_during_a_night_stops_it_and_retry_finishes_for_nothing(
    small_disk, tmp_path
):
    disk = small_disk("68m")
    deployment = Deployment(tmp_path / "deployment").configure(
        f'[stores.local]\npath = "{disk}/media"\n[pipeline]\njobs = 1\n'
    )
    night = deployment.start("generate")
    # Until the second episode has passed the look at the disk that comes before what is paid.
    while len(_scripts(deployment)) < 2:
        assert night.poll() is None
        time.sleep(0.02)
    filler = fill(disk)
    _, err = night.communicate(timeout=100)
    assert night.returncode == 75, err
    assert "podcaster retry" in err
    waiting = deployment.rows("SELECT * FROM episodes WHERE status = 'pending_upload'")
    assert len(waiting) == 1
    assert len(list((deployment.state / "spool").rglob("*.mp3"))) == 1
    filler.unlink()
    assert deployment.run("retry").code == 0
    scripts = "SELECT * FROM attempts WHERE episode_id = ? AND stage IN ('script', 'speech')"
    assert len(deployment.rows(scripts, waiting[0]["id"])) == 2
    assert not deployment.rows("SELECT * FROM episodes WHERE status = 'pending_upload'")


def _scripts(deployment: Deployment) -> list[dict]:
    try:
        return deployment.rows("SELECT * FROM attempts WHERE stage = 'script'")
    except sqlite3.OperationalError:  # there is no ledger yet
        return []


def test_once_a_disk_is_full_nothing_more_is_paid_for(small_disk, tmp_path):
    disk = small_disk("68m")
    deployment = Deployment(tmp_path / "deployment").configure(
        f'[stores.local]\npath = "{disk}/media"\n[pipeline]\njobs = 1\n'
    )
    night = deployment.start("generate")
    while not list(disk.rglob("*.mp3")):
        assert night.poll() is None
        time.sleep(0.02)
    fill(disk)
    _, err = night.communicate(timeout=100)
    assert night.returncode == 75, err
    assert "no room" in err
    assert len(_scripts(deployment)) <= 2


def test_a_night_is_not_begun_without_inodes_for_it(small_disk, tmp_path):
    disk = small_disk("100m,nr_inodes=500")
    deployment = Deployment(tmp_path / "deployment").configure(
        f'[stores.local]\npath = "{disk}/media"\n'
    )
    ended = deployment.run("generate")
    assert ended.code == 75
    assert "inodes" in ended.err
    assert deployment.rows("SELECT * FROM attempts") == []


def test_the_doctor_warns_of_a_disk_that_a_restart_wipes(small_disk, tmp_path):
    disk = small_disk("100m")
    deployment = Deployment(tmp_path / "deployment").configure(
        f'[stores.local]\npath = "{disk}/media"\n'
    )
    found = deployment.run("doctor", "--json").json["findings"]
    (warned,) = [each for each in found if f"{disk}/media lies on tmpfs" in each["said"]]
    assert (warned["verdict"], warned["about"]) == ("warning", "store local")


def test_a_full_disk_under_the_ledger_ends_in_a_sentence(small_disk, tmp_path):
    disk = small_disk("66m")
    deployment = Deployment(tmp_path / "deployment").configure(f'state_dir = "{disk}/var"\n')
    assert deployment.run("generate", "--user", "64").code == 0
    fill(disk)
    ended = deployment.run("generate", "--user", "42")
    assert ended.code == 75
    assert ended.err.startswith("podcaster: ")
    assert "Traceback" not in ended.err


def test_a_full_disk_is_told_of_once(small_disk):
    disk, full = small_disk("64k"), [Alert("alert", "disk", "no room", "podcaster retry")]
    AlertsTold(disk, datetime.now(UTC)).make_room()
    fill(disk)
    told = AlertsTold(disk, datetime.now(UTC))
    assert told.has_news(full, "webhook")
    told.remember(full, ["webhook"])
    assert not AlertsTold(disk, datetime.now(UTC)).has_news(full, "webhook")
    assert stat.S_IMODE((disk / "alerts-told.json").stat().st_mode) == 0o600
