"""The main job on a fresh machine: no key, no account, real episodes."""

import io
import json

import miniaudio
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3


@pytest.fixture(scope="session")
def episodes(first_night):
    deployment, _ = first_night
    return deployment.rows("SELECT * FROM episodes ORDER BY user_id")


def test_a_night_in_which_all_is_well_prints_nothing_and_exits_0(first_night):
    _, ended = first_night
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_every_due_learner_of_the_sample_has_one_episode(first_night, episodes):
    deployment, _ = first_night
    run = deployment.rows("SELECT * FROM runs")[0]
    assert run["eligible"] == run["completed"] == len(episodes) >= 6
    assert sum(json.loads(run["skipped"]).values()) + run["eligible"] == 8
    assert {row["status"] for row in episodes} == {"completed_with_fallback"}


def test_ledger_and_store_agree_to_the_byte(first_night, episodes):
    deployment, _ = first_night
    assert deployment.mp3s() == {row["object_key"]: row["sha256"] for row in episodes}
    for row in episodes:
        assert (deployment.media / row["object_key"]).stat().st_size == row["bytes"]


def test_keys_say_whose_and_when_and_cannot_be_guessed(episodes):
    for row in episodes:
        assert row["object_key"].startswith(f"podcasts/{row['user_id']}/{row['date']}_")
        assert len(row["id"]) >= 20


def test_every_mp3_is_read_alike_by_two_other_readers(first_night, episodes):
    deployment, _ = first_night
    for row in episodes:
        mp3 = (deployment.media / row["object_key"]).read_bytes()
        by_mutagen = MP3(io.BytesIO(mp3)).info
        by_miniaudio = miniaudio.decode(mp3)
        assert by_mutagen.length == pytest.approx(row["duration_seconds"], abs=0.2)
        assert by_miniaudio.duration == pytest.approx(row["duration_seconds"], abs=0.2)
        assert (by_mutagen.channels, by_mutagen.sample_rate) == (1, 44100)
        assert by_mutagen.bitrate == 64_000


def test_learners_with_data_get_3_to_6_minutes_and_thin_data_an_honest_minute(episodes):
    for row in episodes:
        short = json.loads(row["metadata"])["short"]
        least = 60 if short else 180
        assert least <= row["duration_seconds"] <= 360, row["user_id"]
    assert sum(json.loads(row["metadata"])["short"] for row in episodes) <= 2


def test_tags_tell_title_date_language_chapters_lyrics_and_that_the_voice_is_synthetic(
    first_night, episodes
):
    deployment, _ = first_night
    for row in episodes:
        tags = ID3(deployment.media / row["object_key"])
        assert tags["TIT2"].text == [row["title"]]
        assert str(tags.getall("USLT")[0]).split() == row["script_text"].split()
        chapters = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
        assert len(chapters) == len(json.loads(row["metadata"])["chapters"]) == 5
        assert chapters[0].start_time == 0
        assert "synthetic" in " ".join(str(frame) for frame in tags.values()).lower()


def test_an_mp3_holds_no_id_of_episode_run_or_learner(first_night, episodes):
    deployment, _ = first_night
    run_id = deployment.rows("SELECT id FROM runs")[0]["id"]
    for row in episodes:
        mp3 = (deployment.media / row["object_key"]).read_bytes()
        assert row["id"].encode() not in mp3
        assert run_id.encode() not in mp3


def test_each_learner_is_spoken_to_in_their_own_language(episodes):
    spoken = {row["language"].split("-")[0] for row in episodes}
    assert {"en", "ja", "es"} <= spoken
    for row in episodes:
        assert json.loads(row["script"])["language"] == row["language"]


def test_the_second_generate_for_a_date_does_nothing(first_night):
    deployment, _ = first_night
    before = deployment.mp3s()
    again = deployment.run("generate", "--date", "today", "--json")
    assert (again.code, again.json["due"], again.json["completed"]) == (0, 0, 0)
    assert again.json["skipped"]["already_served"] == len(before)
    assert deployment.mp3s() == before


def test_nothing_is_left_over_when_episodes_are_completed(first_night):
    deployment, _ = first_night
    assert list(deployment.leftovers()) == []


def test_files_are_for_their_owner_and_media_for_the_group(first_night):
    deployment, _ = first_night
    assert (deployment.state / "ledger.sqlite").stat().st_mode & 0o777 == 0o600
    assert deployment.state.stat().st_mode & 0o777 == 0o700
    for key in deployment.mp3s():
        assert (deployment.media / key).stat().st_mode & 0o777 == 0o640


def test_every_request_of_the_night_is_remembered_and_cost_nothing(first_night, episodes):
    deployment, _ = first_night
    attempts = deployment.rows("SELECT * FROM attempts WHERE episode_id IS NOT NULL")
    stages = [(row["stage"], row["outcome"]) for row in attempts]
    for stage in ("script", "speech", "upload"):
        assert stages.count((stage, "ok")) == len(episodes)
    assert {row["cost_micro_usd"] for row in attempts} == {0}
