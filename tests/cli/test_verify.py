"""`podcaster verify`: every row against its object, every object against its row."""

import fcntl
import json
import os

import pytest
from planted import Archive, archive
from planted.vandal import KINDS, vandalise

from podcaster.cli.verified import KEPT, Findings
from podcaster.upkeep.faults import Fault

LEFT = '[stores.local]\n[stores.old]\nkind = "local"\npath = "old"\n'


def found(told: dict) -> set[tuple[str, str, str | None]]:
    return {(each["kind"], each["key"], each["user_id"]) for each in told["problems"]}


def verify(made: Archive, *options: str) -> dict:
    ended = made.deployment.call("verify", "--json", *options)
    assert ended.code in (0, 3), ended
    assert (ended.code == 0) == all(each["repaired"] for each in ended.json["problems"])
    return ended.json


@pytest.fixture
def made(tmp_path) -> Archive:
    return archive(tmp_path / "deployment", 40)


def test_a_sound_archive_is_sound_and_silent(made):
    ended = made.deployment.call("verify")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert verify(made) == {
        "checked": 40,
        "counts": {},
        "problems": [],
        "repaired": 0,
        "remakes": [],
        "away": [],
        "interrupted": False,
    }


@pytest.mark.parametrize("options", [(), ("--read",)])
def test_all_planted_faults_are_found_and_nothing_else(tmp_path, options):
    made = archive(tmp_path / "deployment", 400)
    planted = vandalise(made, 117)
    told = verify(made, *options)
    assert found(told) == planted
    assert len(told["problems"]) == 117
    assert told["checked"] == 400


@pytest.mark.parametrize("plant", KINDS)
def test_each_kind_of_fault_is_told_with_its_key_and_its_learner(made, plant):
    kind, key, user_id = plant(made, made.episodes[7], 7)
    ended = made.deployment.call("verify")
    assert ended.code == 3
    (line,) = ended.out.splitlines()
    assert line.startswith(kind)
    assert key in line
    assert user_id is None or f"(learner {user_id})" in line
    assert "1 problems in 40" in ended.err


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_of_many_problems_twenty_are_spelled_out_and_the_others_counted(made, quiet):
    for each in made.episodes[:33]:
        made.path(each).unlink()
    ended = made.deployment.call("verify", *quiet)
    lines = (ended.err if quiet else ended.out).splitlines()
    assert sum(line.startswith("missing") for line in lines) == 20
    assert lines[20] == "  and 13 more: --json names the first thousand"
    assert "33 problems in 40" in ended.err


def test_of_many_lost_episodes_twenty_are_named_with_their_price(made):
    for each in made.episodes[:33]:
        made.path(each).unlink()
    ended = made.deployment.call("verify", "--repair")
    assert ended.err.count("--remake") == 20
    assert "  and 13 more: --json" in ended.err
    assert len(verify(made, "--repair")["remakes"]) == 33


def test_json_counts_all_problems_by_kind_and_names_a_thousand():
    findings = Findings()
    for n in range(KEPT + 5):
        findings.add(Fault(kind="extra" if n % 5 else "missing", store="s", key=str(n)), None)
    assert findings.counts == {"missing": 201, "extra": 804}
    assert len(findings.problems) == KEPT == 1000
    assert findings.exit_code(None) == 3


def test_verifying_changes_nothing(made):
    vandalise(made, 18)
    before = made.deployment.mp3s(), made.deployment.rows("SELECT * FROM episodes")
    verify(made)
    assert (made.deployment.mp3s(), made.deployment.rows("SELECT * FROM episodes")) == before


def test_what_a_run_is_about_to_write_down_is_no_extra(made):
    last = made.episodes[3]
    made.execute(
        "UPDATE episodes SET status = 'pending_upload', store = NULL, object_key = NULL"
        " WHERE id = ?",
        last.id,
    )
    assert found(verify(made)) == set()


def test_a_temporary_file_that_is_being_written_is_no_fault(made):
    path = made.path(made.episodes[0]).with_name(".new.mp3.part")
    path.write_bytes(b"half")
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert found(verify(made)) == set()
    assert found(verify(made)) == {("temporary", path.relative_to(made.media).as_posix(), None)}


def test_what_a_migration_brought_along_without_rows_is_no_extra(made):
    path = made.media / "legacy/podcasts/podcast_42_1765065600.mp3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"old")
    assert found(verify(made)) == set()


def test_an_expired_episode_needs_no_object_and_one_that_stayed_is_extra(made):
    gone, stayed = made.episodes[:2]
    made.execute("UPDATE episodes SET status = 'expired' WHERE id IN (?, ?)", gone.id, stayed.id)
    made.path(gone).unlink()
    told = verify(made)
    assert found(told) == {("extra", stayed.key, stayed.learner.user_id)}
    assert "prune" in told["problems"][0]["said"]


def test_copies_left_behind_are_known_and_one_that_rots_is_told(tmp_path):
    made = archive(tmp_path / "deployment", 12, LEFT, left_in=("old",))
    for each in made.episodes[:6]:
        made.put(each, "old")
    assert found(verify(made)) == set()
    made.path(made.episodes[2], "old").write_bytes(b"rotten")
    (problem,) = verify(made)["problems"]
    assert (problem["kind"], problem["store"], problem["is_copy"]) == ("truncated", "old", True)


def test_a_file_that_cannot_be_read_is_one_problem(made):
    path = made.path(made.episodes[5])
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert found(verify(made)) == {
        ("unreadable", made.episodes[5].key, made.episodes[5].learner.user_id)
    }


def test_a_store_that_does_not_answer_keeps_nobody_from_looking_at_the_others(tmp_path):
    away = '[stores.local]\n[stores.away]\nkind = "local"\npath = "loop"\n'
    made = archive(tmp_path / "d", 10, away)
    (tmp_path / "d" / "loop").symlink_to("loop")
    made.execute("UPDATE episodes SET store = 'away' WHERE id = ?", made.episodes[0].id)
    made.path(made.episodes[1]).unlink()
    ended = made.deployment.call("verify", "--json")
    assert (ended.code, ended.json["checked"], len(ended.json["away"])) == (3, 9, 1)
    assert ("missing", made.episodes[1].key, made.episodes[1].learner.user_id) in found(ended.json)
    ended = made.deployment.call("verify", "-q")
    assert (ended.code, "loop cannot be reached" in ended.err) == (3, True)


def test_only_the_store_that_is_named_is_looked_at(tmp_path):
    made = archive(tmp_path / "deployment", 4, LEFT)
    (made.deployment.folder / "old").mkdir()
    (made.deployment.folder / "old/stray.mp3").write_bytes(b"?")
    assert found(verify(made, "--store", "local")) == set()
    assert found(verify(made, "--store", "old")) == {("extra", "stray.mp3", None)}
    assert made.deployment.call("verify", "--store", "nowhere").code == 2


def test_rows_of_a_store_that_is_not_configured_any_more_are_a_matter_of_configuration(made):
    made.execute("UPDATE episodes SET store = 'gone'")
    ended = made.deployment.call("verify")
    assert ended.code == 2
    assert "[stores.gone]" in ended.err


def test_repair_puts_back_what_a_whole_copy_is_left_of(tmp_path):
    made = archive(tmp_path / "deployment", 90, LEFT, left_in=("old",))
    for each in made.episodes:
        made.put(each, "old")
    vandalise(made, 45)
    told = verify(made, "--repair")
    left = {(each["kind"]) for each in told["problems"] if not each["repaired"]}
    assert left == {"extra", "misplaced"}
    assert [each for each in told["problems"] if not each["repaired"] and each["belongs_at"]]
    again = verify(made)
    assert {each["kind"] for each in again["problems"]} == {"extra", "misplaced"}
    assert all(made.path(each).read_bytes() == each.content for each in made.episodes)


def test_repair_uses_the_spool(made):
    lost = made.episodes[9]
    spooled = made.deployment.state / "spool" / lost.key
    spooled.parent.mkdir(parents=True)
    made.path(lost).rename(spooled)
    assert verify(made, "--repair")["repaired"] == 1
    assert made.path(lost).read_bytes() == lost.content


def test_repair_spends_nothing_and_says_what_a_remake_would_cost(made):
    lost, rotten = made.episodes[4], made.episodes[5]
    made.path(lost).unlink()
    made.path(rotten).write_bytes(rotten.content[:-1])
    told = verify(made, "--repair")
    assert {each["user_id"] for each in told["remakes"]} == {"4", "5"}
    assert all(each["cost_micro_usd"] == 0 for each in told["remakes"])
    ended = made.deployment.call("verify", "--repair")
    assert ended.code == 3
    assert "learner 4" in ended.err
    assert "`podcaster retry --remake` would make it again for free" in ended.err
    assert made.path(rotten).read_bytes() == rotten.content[:-1]
    assert made.deployment.rows("SELECT * FROM attempts") == []


def test_repair_never_removes_what_no_row_knows(made):
    stray = made.media / "podcasts/podcast_42_1765065600.mp3"
    stray.write_bytes(b"of the old platform")
    told = verify(made, "--repair")
    assert [each["repaired"] for each in told["problems"]] == [False]
    assert stray.exists()


def test_a_learner_who_is_forgotten_during_a_repair_stays_forgotten(made, monkeypatch):
    from podcaster.upkeep import repair

    lost, copy = made.episodes[0], made.media / "copy.mp3"
    made.path(lost).rename(copy)
    put = repair.transfer

    def forgotten_meanwhile(*arguments: object, **named: object) -> object:
        made.execute("DELETE FROM episodes WHERE id = ?", lost.id)
        return put(*arguments, **named)

    monkeypatch.setattr(repair, "transfer", forgotten_meanwhile)
    (problem,) = verify(made, "--repair")["problems"]
    assert not problem["repaired"]
    assert not made.path(lost).exists()


def test_of_who_is_forgotten_during_a_repair_nothing_is_left_for_good(made, monkeypatch):
    from podcaster.ledger.tombstones import Tombstones
    from podcaster.upkeep import repair

    lost, other = made.episodes[0], made.path(made.episodes[0]).with_name("an-older-version.mp3")
    made.path(lost).rename(made.media / "copy.mp3")
    put = repair.transfer

    def forgotten_meanwhile(*arguments: object, **named: object) -> object:
        Tombstones(made.deployment.state).lay(lost.learner)
        made.execute("DELETE FROM episodes WHERE id = ?", lost.id)
        other.write_bytes(b"as a bucket with versions keeps it")
        return put(*arguments, **named)

    monkeypatch.setattr(repair, "transfer", forgotten_meanwhile)
    (problem,) = verify(made, "--repair")["problems"]
    assert not problem["repaired"]
    assert not made.path(lost).exists()
    assert not other.exists()


def test_a_run_that_starts_meanwhile_finds_the_lock_free(made):
    lock = os.open(made.deployment.state / "ledger.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as a night has it
        vandalise(made, 9)
        assert len(verify(made, "--repair")["problems"]) == 9
    finally:
        os.close(lock)


def test_the_object_on_stdout_is_json_alone(made):
    vandalise(made, 3)
    assert json.loads(made.deployment.call("verify", "--json", "-q").out)["checked"] == 40
