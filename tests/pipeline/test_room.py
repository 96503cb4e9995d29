"""How much room a night needs, and where."""

from pathlib import Path

from deployments import Deployment

from podcaster.wiring.house import House

CONFIG = '[storage]\nstore = "far"\n[stores.far]\nkind = "s3"\nbucket = "b"\nregion = "r"\n'


def house(tmp_path: Path, config: str = "") -> House:
    deployment = Deployment(tmp_path / "deployment").configure(config)
    return House.find(deployment.folder / "config.toml")


def test_room_is_needed_where_state_and_a_local_store_are(tmp_path):
    made = house(tmp_path)
    folder = tmp_path / "deployment"
    assert list(made.room_to_go_on.places) == [folder / "var", folder / "media"]
    assert list(house(tmp_path, CONFIG).room_to_go_on.places) == [folder / "var"]


def test_more_learners_at_once_and_better_sound_need_more_room(tmp_path):
    plain = house(tmp_path).room_to_go_on.bytes
    assert plain == 6 * 60 * 8000 * 8
    more = house(tmp_path, "[audio]\nbitrate_kbps = 128\n[pipeline]\njobs = 16\n")
    assert more.room_to_go_on.bytes == 4 * plain


def test_a_night_begins_with_more_room_than_another_episode_does(tmp_path):
    made = house(tmp_path)
    assert made.room_to_begin.bytes > made.room_to_go_on.bytes
