"""`podcaster forget`: a mark, then everything that is stored, then a receipt."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from planted import Archive, archive

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.keys import owner_of
from podcaster.domain.learner import LearnerId
from podcaster.remote.kept import Kept, key_of
from podcaster.remote.reply import Reply

TODAY = datetime.now(UTC).date()
NAME = "Xiomara-Canary"
LEFT = '[stores.local]\n[stores.old]\nkind = "local"\npath = "old"\n'
ANN = LearnerId("", "1")
NOTHING = {
    "objects": 0,
    "versions": 0,
    "copies": 0,
    "kept_answers": 0,
    "spool_files": 0,
    "rows": 0,
    "vacuumed": False,
    "left": [],
}


@pytest.fixture
def made(tmp_path: Path) -> Archive:
    """Twelve episodes of four learners, the copies of which are in another store too.

    Every learner is called alike; what is called so, and is not learner 1's, is blotted out.
    """
    made = archive(tmp_path / "deployment", 12, LEFT, newest=TODAY, learners=4, left_in=("old",))
    for each in made.episodes:
        made.put(each, "old")
    named = f"replace(brief, 'Sarah', '{NAME}')"
    made.execute(
        f"UPDATE episodes SET title = '{NAME}', script_text = '{NAME}', error_message = '{NAME}',"
        f" brief = {named} WHERE user_id = '1' AND tenant = ''"
    )
    made.execute(
        "INSERT INTO attempts SELECT NULL, run_id, id, 'script', 'x', 'm', '', created_at, 1, 'ok',"
        " '', 200, 1, 1, 1, '', title FROM episodes"
    )
    made.execute("VACUUM")
    return made


def of(made: Archive, learner: LearnerId = ANN) -> list:
    return [each for each in made.episodes if each.learner == learner]


def forget(made: Archive, *options: str, user: str = "1", tenant: str = "", code: int = 0) -> dict:
    ended = made.deployment.call(
        "forget", "--user", user, "--tenant", tenant, "--json", "--wait", "1s", *options
    )
    assert ended.code == code, ended
    return ended.json


def counted(told: dict) -> dict:
    return {name: told[name] for name in NOTHING}


def holding(made: Archive, word: str = NAME) -> list[str]:
    """Files of the deployment in which a word stands, or that are named by it."""
    found = (path for path in made.deployment.folder.rglob("*") if path.is_file())
    return [str(path) for path in found if word.encode() in path.read_bytes() or word in path.name]


@contextmanager
def run_at_work(made: Archive) -> Iterator[None]:
    lock = os.open(made.deployment.state / "ledger.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def users(made: Archive) -> set[tuple[str, str]]:
    rows = made.deployment.rows("SELECT tenant, user_id FROM episodes")
    return {(row["tenant"], row["user_id"]) for row in rows}


def learners(made: Archive, *users: str) -> Archive:
    """With an export that knows those learners, who were there today."""
    seen = datetime.now(UTC).isoformat()
    lines = (json.dumps({"user_id": user, "last_active_at": seen}) + "\n" for user in users)
    (made.deployment.folder / "learners.jsonl").write_text("".join(lines))
    made.deployment.configure('[learners]\nsource = "learners.jsonl"\n' + LEFT)
    return made


def test_nothing_of_a_learner_is_left_and_everything_of_the_others_is(made):
    assert holding(made)
    count, others = len(of(made)), len(made.episodes) - len(of(made))
    told = forget(made)
    receipt = {"objects": count, "copies": count, "rows": 2 * count, "vacuumed": True}
    assert counted(told) == NOTHING | receipt
    assert (told["user_id"], told["tenant"]) == ("1", "")
    assert holding(made) == []
    assert ("", "1") not in users(made)
    assert len(made.deployment.mp3s()) == others
    assert len(made.deployment.rows("SELECT * FROM attempts")) == others
    assert len(list((made.deployment.folder / "old").rglob("*.mp3"))) == others
    assert made.deployment.call("verify").code == 0


def test_the_ledger_does_not_name_who_is_forgotten(made):
    forget(made, user="1")
    (row,) = made.deployment.rows("SELECT * FROM forgotten")
    assert len(row["mark"]) == 64
    key = made.deployment.state / "forget.key"
    assert (key.stat().st_mode & 0o777, len(key.read_bytes())) == (0o600, 32)


def test_no_run_makes_an_episode_for_who_is_forgotten(made):
    forget(learners(made, "1"))
    ended = made.deployment.call("generate", "--json")
    assert (ended.code, ended.json["skipped"]) == (0, {"forgotten": 1})
    assert ("", "1") not in users(made)
    explained = made.deployment.call("explain", "--user", "1", "--json").json
    assert (explained["eligible"], explained["reason"]) == (False, "forgotten")
    assert {"rule": "forgotten", "value": "yes", "verdict": "skip"} in explained["rules"]


def test_a_preview_that_would_keep_answers_is_refused_too(made):
    forget(learners(made, "1"))
    assert made.deployment.call("preview", "--user", "1", "--script").code == 2


def test_what_failed_previews_said_goes_whoever_they_were_for(made):
    made.execute(
        "INSERT INTO attempts (stage, provider, model, voice, started_at, seconds, outcome,"
        " error_kind, cost_micro_usd, answer, error_message) VALUES"
        " ('script', 'openai', '', '', '2026-11-21T03:00:00.000Z', 1, 'failed', 'refused', 7,"
        " '', 'about somebody')"
    )
    forget(made)
    (attempt,) = made.deployment.rows("SELECT * FROM attempts WHERE episode_id IS NULL")
    assert (attempt["error_message"], attempt["cost_micro_usd"]) == ("", 7)
    assert b"about somebody" not in (made.deployment.state / "ledger.sqlite").read_bytes()


def test_forgetting_again_finds_nothing_to_do(made):
    forget(made)
    assert counted(forget(made)) == NOTHING


def test_somebody_never_heard_of_is_marked_all_the_same(made):
    assert counted(forget(made, user="new")) == NOTHING
    assert len(made.deployment.rows("SELECT * FROM forgotten")) == 1
    drawn = made.deployment.call("forget", "--user", "new", "--tenant", "")
    assert "Nothing was stored about them." in drawn.out
    assert "Backups" in drawn.out


def test_without_a_ledger_a_mark_is_laid_for_whoever_comes(tmp_path):
    made = archive(tmp_path / "deployment", 0)
    (made.deployment.state / "ledger.sqlite").unlink()
    forget(learners(made, "7"), user="7")
    assert made.deployment.call("generate", "--json").json["skipped"] == {"forgotten": 1}


def test_of_an_id_in_several_tenants_one_has_to_be_named(made):
    made.execute(
        "UPDATE episodes SET user_id = '1', date = '2020-01-01' WHERE id = ?", _school(made)
    )
    ended = made.deployment.call("forget", "--user", "1")
    assert (ended.code, "add --tenant with one of '', 'school'" in ended.err) == (2, True)
    assert made.deployment.rows("SELECT * FROM forgotten") == []


def test_where_there_are_tenants_one_never_heard_of_has_to_be_placed(made):
    ended = made.deployment.call("forget", "--user", "new")
    assert (ended.code, "add --tenant" in ended.err) == (2, True)


def test_a_learner_of_one_tenant_is_found_without_it(made):
    school = next(each.learner for each in made.episodes if each.learner.tenant)
    assert made.deployment.call("forget", "--user", "nobody").code == 2
    made.execute("DELETE FROM episodes WHERE user_id = ? AND tenant = ''", school.user_id)
    ended = made.deployment.call("forget", "--user", school.user_id, "--json")
    assert (ended.code, ended.json["tenant"]) == (0, "school")


def test_a_mark_holds_while_a_run_keeps_the_lock_and_the_rest_follows(made):
    with run_at_work(made):
        ended = made.deployment.call("forget", "--user", "1", "--tenant", "", "--wait", "1s")
        assert (ended.code, "gets no more episodes" in ended.err) == (75, True)
        assert len(list((made.deployment.state / "forgetting").iterdir())) == 1
    again = learners(made, "1").deployment.call("generate", "--json")
    assert again.json["skipped"] == {"forgotten": 1}
    assert forget(made)["objects"] == len(of(made))
    assert list((made.deployment.state / "forgetting").iterdir()) == []


def test_a_store_that_is_down_is_named_and_cleared_by_the_next_run(made):
    folder = made.deployment.folder
    (folder / "old").rename(folder / "unmounted")
    told = forget(made, code=3)
    assert [each["where"] for each in told["left"]] == ["store old"]
    assert "mount its disk" in told["left"][0]["reason"]
    count = len(of(made))  # of attempts, since the rows of the episodes are needed yet
    assert (told["objects"], told["rows"], told["vacuumed"]) == (count, count, True)
    assert holding(made) == []
    assert made.deployment.call("retry", "--json").code == 0
    (folder / "unmounted").rename(folder / "old")
    assert (told := forget(made))["copies"] == len(of(made)), told
    assert ("", "1") not in users(made)


def test_a_store_that_is_not_configured_any_more_is_left_only_where_rows_name_it(made):
    made.deployment.configure()
    told = forget(made, code=3)
    assert [each["where"] for each in told["left"]] == ["store old"]
    assert "[stores.old]" in told["left"][0]["reason"]
    made.deployment.configure(LEFT)
    assert forget(made)["left"] == []


def test_recordings_that_no_row_knows_of_go_too(made):
    stray, *_ = of(made)
    media = made.deployment.media / stray.key
    for name in ("2020-01-01_ffff.mp3", ".2020-01-01_eeee.mp3.part"):
        media.with_name(name).write_bytes(NAME.encode())
    assert forget(made)["objects"] == len(of(made)) + 1
    assert holding(made) == []


def test_what_waits_in_the_spool_goes_with_its_halves(made):
    waiting, *_ = of(made)
    made.execute(
        "UPDATE episodes SET status = 'pending_upload', store = NULL, object_key = NULL,"
        " metadata = '{}' WHERE id = ?",
        waiting.id,
    )
    spooled = made.deployment.state / "spool" / waiting.key
    spooled.parent.mkdir(parents=True)
    for path in (spooled, spooled.with_name(f".{spooled.name}.part")):
        path.write_bytes(NAME.encode())
    assert forget(made)["spool_files"] == 1
    assert holding(made) == []
    assert made.deployment.call("retry", "--json").json["due"] == 0


def test_kept_answers_of_any_date_go_though_others_share_them(made):
    kept = Kept(made.deployment.state / "kept")
    for text, learner, days in (("a", "1", 0), ("b", "1", 400), ("c", "2", 0)):
        owner = owner_of(EpisodeKey(LearnerId("", learner), TODAY - timedelta(days=days)))
        key = key_of({"text": text})
        with kept.paying(key, owner) as place:
            place.keep(Reply(f"{learner}'s words".encode(), {}))
        made.execute(
            "INSERT INTO attempts SELECT NULL, NULL, NULL, 'script', 'x', 'm', '', created_at, 1,"
            " 'ok', '', 200, 1, 1, 1, ?, '' FROM episodes LIMIT 1",
            key,
        )
    with kept.paying(key_of({"text": "a"}), "somebody else"):
        pass
    told = forget(made)
    assert (told["kept_answers"], told["rows"]) == (2, 2 * len(of(made)) + 2)
    assert holding(made, "1's words") == []
    assert len(holding(made, "2's words")) == 1


def test_all_that_is_stored_is_handed_over_first(made):
    file = made.deployment.folder.parent / "handed-over.json"
    told = forget(made, "--export", str(file))
    assert told["export"] == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    handed = json.loads(file.read_text(encoding="utf-8"))
    first = handed["episodes"][-1]
    assert (handed["user_id"], len(handed["episodes"])) == ("1", len(of(made)))
    assert first["brief"]["name"] == NAME
    assert first["script"]["sections"]
    assert first["attempts"][0]["cost_micro_usd"] == 1
    assert [each["store"] for each in first["recordings"]] == ["local", "old"]
    assert first["recordings"][0]["file"].endswith(first["object_key"])


def test_nothing_is_forgotten_where_the_file_to_hand_over_is_there_already(made):
    file = made.deployment.folder.parent / "handed-over.json"
    file.write_text("precious")
    assert "not overwritten" in forget(made, "--export", str(file), code=2)["error"]
    assert file.read_text() == "precious"
    assert made.deployment.rows("SELECT * FROM forgotten") == []


def test_copies_from_before_an_upgrade_are_named(made):
    copy = made.deployment.state / "ledger-before-004_forgotten.sqlite"
    copy.write_bytes(b"older")
    assert forget(made)["backups"] == [str(copy)]


def test_a_damaged_ledger_that_a_restore_put_aside_is_named(made):
    damaged = made.deployment.state / "damaged"
    damaged.mkdir()
    put_aside = [damaged / "ledger.sqlite", damaged / "ledger.sqlite-wal"]
    for each in put_aside:
        each.write_bytes(b"older")
    assert forget(made)["backups"] == [str(each) for each in put_aside]
    told = made.deployment.call("forget", "--user", "1", "--tenant", "").out
    assert all(f"remove it: {each}" in told for each in put_aside)


def test_without_its_key_nobody_is_served_until_the_key_is_back(made):
    forget(learners(made, "1"))
    key = made.deployment.state / "forget.key"
    away = key.rename(key.with_name("away"))
    for command in (("generate", "--dry-run"), ("forget", "--user", "9", "--tenant", "")):
        ended = made.deployment.call(*command)
        assert (ended.code, "forget.key is gone" in ended.err) == (2, True)
    assert not key.exists()
    away.rename(key)
    assert made.deployment.call("generate", "--json").json["skipped"] == {"forgotten": 1}


def test_a_mark_can_be_lifted(made):
    forget(learners(made, "1"))
    assert forget(made, "--lift") == {"user_id": "1", "tenant": "", "lifted": True}
    explained = made.deployment.call("explain", "--user", "1", "--json").json
    assert explained["eligible"]
    assert forget(made, "--lift", code=2)["exit_code"] == 2


def test_an_episode_is_neither_opened_nor_resumed_once_its_learner_is_marked(made):
    from ledger.episodes import AT, DAY, brief_for

    from podcaster.errors import CannotServe
    from podcaster.ledger.ledger import Ledger

    with Ledger.open(made.deployment.state / "ledger.sqlite") as ledger:
        run_id = ledger.start_run("generate", DAY, AT)
        opened = ledger.open_episode(brief_for(), run_id, AT)
        ledger.tombstones.lay(opened.key.learner)
        for again in (
            lambda: ledger.open_episode(brief_for(), run_id, AT),
            lambda: ledger.resume(opened.id),
        ):
            with pytest.raises(CannotServe, match="was forgotten meanwhile"):
                again()


def _school(made: Archive) -> str:
    return next(each.id for each in made.episodes if each.learner.tenant)
