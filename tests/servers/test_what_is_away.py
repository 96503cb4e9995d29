"""Names that do not resolve, disks that may only be read, a ledger in the hands of others."""

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from deployments import Deployment, Ended
from quick_nights import QUICK, SHORT, UNHURRIED, cloud, learner
from storage.s3_servers import KEYS as STORE_KEYS
from storage.s3_servers import moto, store_at
from vendors.settings import KEYS

pytestmark = [pytest.mark.servers, pytest.mark.timeout(110)]

ONE_TRY = "options timeout:1 attempts:1\n"
HELD = 20
"""Seconds for which somebody else writes in the ledger."""
ALL_KEYS = {
    "OPENAI_API_KEY": KEYS["openai"],
    "GEMINI_API_KEY": KEYS["gemini"],
    "ANTHROPIC_API_KEY": KEYS["anthropic"],
    "AWS_ACCESS_KEY_ID": KEYS["aws_id"],
    "AWS_SECRET_ACCESS_KEY": KEYS["aws_secret"],
    "AWS_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "GOOGLE_TTS_API_KEY": KEYS["google"],
    "AZURE_SPEECH_KEY": KEYS["azure"],
    "AZURE_SPEECH_REGION": "westeurope",
}
FAR = """
[storage]
store = "far"
[stores.far]
kind = "s3"
bucket = "episodes"
region = "us-east-1"
endpoint_url = "{url}"
timeout = 2
"""


@pytest.fixture
def nameless(tmp_path: Path) -> Iterator[Callable[[Deployment, str], Ended]]:
    """Runs a command where no name resolves, because nobody answers who is asked."""
    resolver = tmp_path / "resolv.conf"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.9", 53))
        resolver.write_text(f"nameserver 127.0.0.9\n{ONE_TRY}")

        def run(deployment: Deployment, command: str) -> Ended:
            config = deployment.folder / "config.toml"
            inside = (
                f"mount --bind {resolver} /etc/resolv.conf &&"
                f" exec {sys.executable} -m podcaster {command} --config {config}"
            )
            done = subprocess.run(
                ["unshare", "--mount", "sh", "-c", inside],
                env=deployment.cron_environment(),
                capture_output=True,
                text=True,
                timeout=100,
            )
            return Ended(done.returncode, done.stdout, done.stderr)

        yield run


def test_a_night_without_names_ends_by_itself_and_its_scripts_are_there(nameless, tmp_path):
    learners = [learner(number) for number in range(2)]
    deployment = cloud(tmp_path / "night", ALL_KEYS, "[pipeline]\npatience = 1\n", learners)
    ended = nameless(deployment, "generate")
    assert ended.code in (4, 75), ended
    assert "name resolution" in ended.err
    assert "Traceback" not in ended.err
    rows = deployment.rows("SELECT ai_provider, status, object_key FROM episodes")
    assert {row["ai_provider"] for row in rows} == {"template"}
    assert {row["status"] for row in rows} <= {"failed", "script_generated"}
    assert deployment.rows("SELECT * FROM attempts WHERE cost_micro_usd > 0") == []


def test_a_store_that_is_down_all_night_gets_everything_in_the_morning(tmp_path, vendors):
    learners = [learner(number) for number in range(3)]
    environment = {**vendors.environment(), **STORE_KEYS}
    config = SHORT + UNHURRIED
    deployment = cloud(tmp_path / "night", environment, config, learners)
    text = (deployment.folder / "config.toml").read_text()
    deployment.configure(text + FAR.format(url="http://127.0.0.1:9"))
    for _ in range(2):  # every hour of that night
        assert deployment.run("generate", program=QUICK).code == 4
    made = deployment.rows("SELECT id, sha256 FROM episodes ORDER BY id")
    asked = vendors.count()
    assert len(list((deployment.state / "spool").rglob("*.mp3"))) == len(made) == 3
    with moto() as url:
        store_at(url, bucket="episodes", region="us-east-1").bucket.client.create_bucket(
            Bucket="episodes"
        )
        deployment.configure(text + FAR.format(url=url))
        assert deployment.run("generate", program=QUICK).code == 0
        assert deployment.run("verify", "--read", "--json").json["problems"] == []
    assert deployment.rows("SELECT id, sha256 FROM episodes ORDER BY id") == made
    assert vendors.count() == asked


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Lets a directory be read, and no more than that."""
    mounted = []

    def make(place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--bind", place, place], check=True)
        mounted.append(place)
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)

    yield make
    for place in mounted:
        subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("place", ["var", "media"])
def test_a_night_is_not_begun_where_it_may_not_write(read_only, tmp_path, vendors, place):
    deployment = cloud(tmp_path / "night", vendors.environment(), SHORT, [learner(1)])
    read_only(deployment.folder / place)
    ended = deployment.run("generate", program=QUICK)
    assert ended.code == 2, ended
    assert str(deployment.folder / place) in ended.err
    assert "Read-only file system" in ended.err
    assert "Traceback" not in ended.err
    assert vendors.count() == 0


def test_a_store_that_may_only_be_read_since_mid_night_costs_nothing_again(
    read_only, tmp_path, vendors
):
    deployment = cloud(tmp_path / "night", vendors.environment(), SHORT, [learner(1)])
    vendors.settings.latency = {"speech": 0.3}
    night = deployment.start("generate", program=QUICK)
    while not vendors.count("polly"):
        assert night.poll() is None
        time.sleep(0.01)
    read_only(deployment.media)
    _, err = night.communicate(timeout=60)
    assert night.returncode == 4, err
    assert "Read-only file system" in err
    subprocess.run(["mount", "-o", "remount,bind,rw", deployment.media], check=True)
    asked = vendors.count()
    assert deployment.run("retry", "--user", "1", program=QUICK).code == 0
    assert vendors.count() == asked
    assert len(deployment.mp3s()) == 1


def test_a_ledger_that_others_hold_for_twenty_seconds_is_waited_for(tmp_path, vendors):
    learners = [learner(number) for number in range(3)]
    config = SHORT + UNHURRIED
    deployment = cloud(tmp_path / "night", vendors.environment(), config, learners)
    vendors.settings.latency = {"speech": 0.2}
    night = deployment.start("generate", program=QUICK)
    while not vendors.count("polly"):
        assert night.poll() is None
        time.sleep(0.01)
    with closing(sqlite3.connect(deployment.state / "ledger.sqlite", timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = threading.Event().wait(HELD)
        assert not began
        assert night.poll() is None
        other.rollback()
    _, err = night.communicate(timeout=60)
    assert (night.returncode, err) == (0, "")
    rows = deployment.rows("SELECT status FROM episodes")
    assert [row["status"] for row in rows] == ["completed"] * 3
    assert vendors.count("openai") == 3
