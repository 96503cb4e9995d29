"""A ledger that was lost in the midst of its work goes on from its backup."""

import shutil
from pathlib import Path

import pytest
from deployments import Deployment
from quick_nights import SHORT, UNHURRIED, cloud, learner, live_in


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch, vendors) -> Deployment:
    """A night whose recordings are all paid for and in no store, with its backup."""
    live_in(monkeypatch, vendors.environment())
    config = SHORT + UNHURRIED
    learners = [learner(number) for number in (1, 2)]
    deployment = cloud(tmp_path / "night", vendors.environment(), config, learners)
    in_the_way = deployment.media / "podcasts"
    in_the_way.parent.mkdir()
    in_the_way.write_bytes(b"no directory")
    deployment.call("generate")
    assert statuses(deployment) == ["failed", "failed"]
    assert deployment.call("backup", str(tmp_path / "backup.sqlite")).code == 0
    in_the_way.unlink()
    return deployment


def statuses(deployment: Deployment) -> list[str]:
    return [row["status"] for row in deployment.rows("SELECT status FROM episodes")]


def lose_and_restore(deployment: Deployment) -> None:
    """As the README says."""
    for each in deployment.state.glob("ledger.sqlite*"):
        each.unlink()
    shutil.copy(deployment.folder.parent / "backup.sqlite", deployment.state / "ledger.sqlite")


def retried(deployment: Deployment) -> None:
    for user in ("1", "2"):
        assert deployment.call("retry", "--user", user).code == 0
    assert statuses(deployment) == ["completed", "completed"]
    assert deployment.call("verify").code == 0


def test_retry_finishes_for_nothing_what_was_unfinished_at_the_moment_of_the_backup(
    unfinished, vendors
):
    paid = vendors.count()
    lose_and_restore(unfinished)
    retried(unfinished)
    assert vendors.count() == paid


def test_without_the_spool_only_speech_is_paid_again(unfinished, vendors):
    scripts = vendors.count("openai")
    shutil.rmtree(unfinished.state / "spool")
    lose_and_restore(unfinished)
    retried(unfinished)
    assert vendors.count("openai") == scripts


def test_what_was_completed_after_the_backup_is_completed_once_more(unfinished, vendors):
    retried(unfinished)
    before, scripts = unfinished.mp3s(), vendors.count("openai")
    lose_and_restore(unfinished)
    retried(unfinished)
    assert unfinished.mp3s() == before
    assert vendors.count("openai") == scripts


def test_another_recording_made_since_is_left_alone_and_gives_way_when_it_is_removed(
    unfinished,
):
    retried(unfinished)
    others = [unfinished.media / key for key in unfinished.mp3s()]
    for each in others:
        each.chmod(0o600)
        each.write_bytes(b"spoken once more, and so not the same to the byte")
    lose_and_restore(unfinished)
    ended = unfinished.call("retry", "--user", "1")
    assert ended.code != 0
    assert "is there already with other bytes; look at both and remove one" in ended.err
    assert unfinished.mp3s().keys() == {str(each.relative_to(unfinished.media)) for each in others}
    for each in others:
        each.unlink()
    retried(unfinished)
