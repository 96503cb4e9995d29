"""A forget that is killed at any moment is finished by the next one, on disks and in buckets."""

import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from deployments import Deployment
from planted import Archive, archive
from storage.s3_servers import KEYS, keep_versions, moto, store_at

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.keys import folder_of, owner_of
from podcaster.domain.learner import LearnerId
from podcaster.remote.kept import Kept, key_of
from podcaster.remote.reply import Reply

pytestmark = [pytest.mark.servers, pytest.mark.timeout(200)]
NAME, ANN = "Xiomara-Canary", LearnerId("", "1")
COUNT, KILLS = 400, 6


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with moto() as url:
        yield url


def test_a_forget_that_is_killed_is_finished_by_the_next(tmp_path: Path, s3: str) -> None:
    made, held = _everywhere(tmp_path, s3)
    assert any(folder_of(ANN) in name for name in held())
    began = time.monotonic()
    assert made.deployment.run("forget", "--user", "nobody", "--tenant", "").code == 0
    whole, chance, killed = time.monotonic() - began, random.Random(7), 0
    for _ in range(KILLS):
        process = made.deployment.start("forget", "--user", "1", "--tenant", "")
        time.sleep(whole * chance.uniform(0.4, 1.4))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    assert killed > 0
    ended = made.deployment.run("forget", "--user", "1", "--tenant", "", "--json")
    assert ended.code == 0, ended
    files = [path for path in made.deployment.folder.rglob("*") if path.is_file()]
    assert [path for path in files if NAME.encode() in path.read_bytes()] == []
    hers = f"{folder_of(ANN)}/"
    for root in (made.media, made.deployment.state / "spool"):
        assert not list(root.glob(f"{hers}**/*"))
    assert [name for name in held() if name.startswith(f"school/audio/{hers}")] == []
    others = [each for each in made.episodes if each.learner != ANN]
    assert made.deployment.mp3s() == {each.key: each.sha256 for each in others}
    assert len(made.deployment.rows("SELECT id FROM episodes")) == len(others)
    assert made.deployment.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def _everywhere(folder: Path, s3: str):
    """An archive with learner 1 in a directory, a bucket with versions, spool and kept answers."""
    bucket = f"bucket-{uuid4()}"
    store = store_at(s3, bucket=bucket)
    store.bucket.client.create_bucket(Bucket=bucket)
    held = keep_versions(store)
    config = (
        '[stores.local]\n[stores.s3]\nkind = "s3"\nprefix = "school/audio"\n'
        f'bucket = "{bucket}"\nendpoint_url = "{s3}"\n'
    )
    today = datetime.now(UTC).date()
    planted = archive(
        folder / "deployment", COUNT, config, newest=today, learners=20, left_in=("s3",)
    )
    made = Archive(Deployment(planted.deployment.folder, KEYS), planted.episodes)
    for each in made.episodes:
        if each.learner == ANN:
            for _ in range(2):
                store.put(each.key, made.path(each), each.sha256)
                store.delete(each.key)
            spooled = made.deployment.state / "spool" / each.key
            spooled.parent.mkdir(parents=True, exist_ok=True)
            spooled.write_bytes(NAME.encode())
    _keep(made)
    made.execute(
        f"UPDATE episodes SET title = '{NAME}', script_text = '{NAME}' WHERE user_id = '1'"
        " AND tenant = ''"
    )
    return made, held


def _keep(made: Archive) -> None:
    kept, today = Kept(made.deployment.state / "kept"), datetime.now(UTC).date()
    for days in range(100):
        owner = owner_of(EpisodeKey(ANN, today - timedelta(days=days)))
        with kept.paying(key_of({"text": days}), owner) as place:
            place.keep(Reply(NAME.encode(), {}))
