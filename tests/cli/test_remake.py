"""`podcaster retry --remake`: what is lost for good is spoken again, from its script."""

import pytest
from planted import Archive, archive

from podcaster.errors import Misused

LEFT = '[stores.local]\n[stores.old]\nkind = "local"\npath = "old"\n'


@pytest.fixture
def made(tmp_path) -> Archive:
    return archive(tmp_path / "deployment", 8, LEFT, left_in=("old",))


def discarded(made: Archive) -> set[str]:
    rows = made.deployment.rows("SELECT id FROM episodes WHERE status = 'script_generated'")
    return {row["id"] for row in rows}


def begin(made: Archive, user: str | None = None) -> None:
    from datetime import date

    from podcaster.cli.losses import discard_lost
    from podcaster.wiring.house import House

    house = House.find(made.deployment.folder / "config.toml")
    discard_lost(house, user, None, date(2020, 1, 1))


def test_what_is_missing_or_rotten_goes_back_to_its_script_and_the_rest_stays(made, capsys):
    missing, rotten, whole_copy = made.episodes[1:4]
    made.path(missing).unlink()
    made.path(rotten).write_bytes(b"rotten")
    made.put(rotten, "old").write_bytes(b"rotten too")
    made.path(whole_copy).unlink()
    made.put(whole_copy, "old")
    begin(made)
    assert discarded(made) == {missing.id, rotten.id}
    assert not made.path(rotten).exists()
    assert not made.path(rotten, "old").exists()
    said = capsys.readouterr().err
    assert "learner 1, " in said
    assert "verify --repair" in said


def test_the_script_and_the_brief_of_what_is_discarded_are_kept(made):
    made.path(made.episodes[1]).unlink()
    begin(made)
    (row,) = made.deployment.rows("SELECT * FROM episodes WHERE status = 'script_generated'")
    assert row["script"]
    assert row["brief"]
    lost = ("sha256", "bytes", "store", "object_key", "tts_voice", "duration_seconds")
    assert [row[name] for name in lost] == [None] * 6
    assert "left_in" not in row["metadata"]


def test_only_the_learner_who_is_named_is_looked_at(made):
    for each in made.episodes:
        made.path(each).unlink()
    begin(made, user="4")
    assert discarded(made) == {made.episodes[4].id}


def test_a_store_that_is_empty_is_rather_not_mounted_than_lost(made):
    made.media.rename(made.deployment.folder / "unmounted")
    with pytest.raises(Misused, match="mounted"):
        begin(made)
    assert discarded(made) == set()


@pytest.mark.servers
def test_a_lost_episode_of_the_sample_is_made_again_to_the_byte(fresh_night):
    lost = fresh_night.rows("SELECT * FROM episodes")[0]
    (fresh_night.media / lost["object_key"]).unlink()
    assert fresh_night.call("verify").code == 3
    assert fresh_night.run("retry").code == 0
    assert fresh_night.call("verify").code == 3
    ended = fresh_night.run("retry", "--remake")
    assert ended.code == 0, ended
    assert fresh_night.call("verify").code == 0
    (again,) = fresh_night.rows("SELECT * FROM episodes WHERE id = ?", lost["id"])
    assert (again["sha256"], again["status"]) == (lost["sha256"], lost["status"])
    scripts = "SELECT * FROM attempts WHERE episode_id = ? AND stage = 'script'"
    assert len(fresh_night.rows(scripts, lost["id"])) == 1


@pytest.fixture
def fresh_night(tmp_path):
    from deployments import Deployment

    deployment = Deployment(tmp_path / "deployment").configure()
    assert deployment.run("generate", "--user", "64").code == 0
    return deployment
