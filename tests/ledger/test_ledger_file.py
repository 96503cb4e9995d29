"""The file itself: its mode, its version, its tables, and who else may be at it."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from ledger.episodes import AT, DAY, LATER, attempt, brief_for, key_of, scripted_from

from podcaster.domain.episode import SERVED, Episode, Opened, Status
from podcaster.errors import CannotServe, Deferred, Misused, PodcasterError, TryLater
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.schema import UNSERVED
from podcaster.ledger.sqlite_errors import sqlite_errors
from podcaster.ledger.view import LedgerView

EPISODE = Opened(id="someone", brief=brief_for())
WRITES: dict[str, Callable[[Ledger], object]] = {
    "start_run": lambda ledger: ledger.start_run("generate", DAY, AT),
    "finish_run": lambda ledger: ledger.finish_run(
        "run",
        at=AT,
        eligible=0,
        completed=0,
        failed=0,
        skipped={},
        cost_micro_usd=0,
        exit_code=0,
    ),
    "open_episode": lambda ledger: ledger.open_episode(brief_for(), "run", AT),
    "save": lambda ledger: ledger.save(scripted_from(EPISODE), status="script_generated", at=AT),
    "in_flight": lambda ledger: ledger.in_flight("someone", AT),
    "at_rest": lambda ledger: ledger.at_rest("someone", "script_generated", AT),
    "fail": lambda ledger: ledger.fail("someone", stage="script", message="", at=AT),
    "discard_recording": lambda ledger: ledger.discard_recording("someone"),
    "discard_script": lambda ledger: ledger.discard_script("someone"),
    "record": lambda ledger: ledger.record(attempt(), None, None),
    "together": lambda ledger: _together(ledger),
    "switch_store": lambda ledger: _on_nobody(
        lambda: ledger.switch_store("x", source="a", target="b", at=AT)
    ),
    "forget_copy": lambda ledger: _on_nobody(lambda: ledger.forget_copy("x", "a", AT)),
    "expect_copy": lambda ledger: ledger.expect_copy("x", "a", AT),
    "silence": lambda ledger: ledger.silence(["x"], AT),
    "objects_gone": lambda ledger: ledger.objects_gone(["x"], AT),
    "forget_previews": lambda ledger: ledger.forget_previews(DAY, 5),
    "mark_forgotten": lambda ledger: ledger.mark_forgotten("0" * 64, AT),
    "unmark_forgotten": lambda ledger: ledger.unmark_forgotten("0" * 64),
    "erase_episodes": lambda ledger: ledger.erase_episodes(["x"]),
    "erase_previews": lambda ledger: ledger.erase_previews(["x"]),
    "scrub": lambda ledger: ledger.scrub(),
    "expire": lambda ledger: _on_nobody(lambda: ledger.expire("x", AT)),
}
READS: dict[str, Callable[[LedgerView], object]] = {
    "served": lambda ledger: ledger.served([key_of()]),
    "forgotten": lambda ledger: ledger.forgotten([key_of()]),
    "episodes_of": lambda ledger: ledger.episodes_of(key_of().learner),
    "all_about": lambda ledger: list(ledger.all_about(key_of().learner)),
    "tenants_of": lambda ledger: ledger.tenants_of("42"),
    "recent": lambda ledger: ledger.recent([key_of()]),
    "unheard": lambda ledger: any(ledger.unheard({key_of(): None}).values()),
    "stored": lambda ledger: ledger.stored(["podcasts/42/2025-12-07_a.mp3"]),
    "unfinished": lambda ledger: ledger.unfinished(DAY),
    "resume": lambda ledger: _resumed(ledger),
    "cost": lambda ledger: ledger.cost("run"),
    "spending": lambda ledger: ledger.spending("run").unknown,
    "spent": lambda ledger: ledger.spent(AT),
    "costs": lambda ledger: ledger.costs(DAY, DAY),
    "episode": lambda ledger: ledger.episode("42"),
    "attempts": lambda ledger: ledger.attempts("someone"),
    "answers": lambda ledger: ledger.answers("someone"),
    "in_vain": lambda ledger: ledger.in_vain("run"),
    "has_answered": lambda ledger: ledger.has_answered("openai", AT),
    "counts": lambda ledger: ledger.counts(DAY),
    "given_up": lambda ledger: ledger.given_up("42", DAY),
    "begun": lambda ledger: ledger.begun("someone"),
    "runs": lambda ledger: ledger.runs(5),
    "runs_since": lambda ledger: ledger.runs_since(AT),
    "rates": lambda ledger: ledger.rates(AT),
    "unfinished_by_status": lambda ledger: ledger.unfinished_by_status(DAY),
    "too_old_to_retry": lambda ledger: ledger.too_old_to_retry(DAY),
    "begun_before": lambda ledger: ledger.begun_before("run", AT),
    "objects": lambda ledger: ledger.objects("local", "", 5),
    "object": lambda ledger: ledger.object("someone"),
    "is_over": lambda ledger: not ledger.is_over("someone"),
    "left_behind": lambda ledger: ledger.left_behind(
        source="a", target="b", before=AT, after="", limit=5
    ),
    "volume": lambda ledger: any(ledger.volume("local")),
    "has_tenants": lambda ledger: ledger.has_tenants(),
    "aged": lambda ledger: ledger.aged(DAY, DAY, ("", ""), 5),
    "at_keys": lambda ledger: ledger.at_keys(["podcasts/42/2025-12-07_a.mp3"]),
    "of_content": lambda ledger: ledger.of_content(["0" * 64]),
    "stores": lambda ledger: any(ledger.stores()),
    "languages": lambda ledger: ledger.languages(DAY),
    "awaited": lambda ledger: ledger.awaited([f"podcasts/42/2025-12-07_{0:032x}.mp3"]),
    "unrecorded": lambda ledger: not ledger.unrecorded(["podcasts/42/2025-12-07_a.mp3"]),
}
METHODS = {**WRITES, **READS}


def _resumed(ledger: LedgerView) -> object:
    return _on_nobody(lambda: ledger.resume("someone"))


def _together(ledger: Ledger) -> None:
    with ledger.together():
        _on_nobody(lambda: ledger.expire("x", AT))


def _on_nobody(ask: Callable[[], object]) -> object:
    """Nothing, since nobody of that id is there."""
    with suppress(CannotServe):
        return ask()
    return None


LIFE = {"open", "open_to_read", "close", "tombstones"}


def test_every_method_is_in_the_tables_above() -> None:
    public = {name for name in dir(Ledger) if not name.startswith("_")}
    assert public - LIFE == set(METHODS)


@pytest.mark.parametrize("method", list(WRITES))
def test_no_write_goes_through_while_another_program_is_writing(path: Path, method: str) -> None:
    with Ledger.open(path, busy_timeout=0.01) as ledger:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryLater, match=r"being written by another program.*retry"):
            WRITES[method](ledger)
        other.close()


@pytest.mark.parametrize("method", list(READS))
def test_every_question_is_answered_while_another_program_is_writing(
    path: Path, method: str
) -> None:
    with Ledger.open(path, busy_timeout=0.01) as ledger:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        READS[method](ledger)
        other.close()


@pytest.mark.parametrize("method", list(METHODS))
def test_a_damaged_ledger_is_misuse_that_says_what_to_do(path: Path, method: str) -> None:
    Ledger.open(path).close()
    with Ledger.open(path) as ledger:
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        with pytest.raises(Misused, match=r"damaged.*backup"):
            METHODS[method](ledger)


@pytest.mark.parametrize("method", list(METHODS))
def test_a_closed_ledger_is_a_bug_of_ours(ledger: Ledger, method: str) -> None:
    ledger.close()
    with pytest.raises(PodcasterError, match="bug"):
        METHODS[method](ledger)


@pytest.mark.parametrize("method", list(WRITES))
def test_a_ledger_that_may_not_be_written_is_misuse(ledger: Ledger, method: str) -> None:
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Misused, match="user that runs podcaster"):
        WRITES[method](ledger)


@pytest.mark.parametrize("content", [b"not a database at all " * 300, b"SQLite format 3\0" * 300])
@pytest.mark.parametrize("opening", [Ledger.open, Ledger.open_to_read])
def test_a_file_that_is_no_ledger_is_misuse(
    tmp_path: Path, content: bytes, opening: Callable[[Path], LedgerView]
) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    with pytest.raises(Misused, match="no ledger"):
        opening(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("opening", [Ledger.open, Ledger.open_to_read])
def test_the_database_of_another_program_is_left_alone(
    tmp_path: Path, opening: Callable[[Path], LedgerView]
) -> None:
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE auth_user (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(Misused, match="another program"):
        opening(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opening", [Ledger.open, Ledger.open_to_read])
def test_a_ledger_of_a_newer_version_is_refused(
    path: Path, opening: Callable[[Path], LedgerView]
) -> None:
    Ledger.open(path).close()
    with sqlite3.connect(path) as future:
        future.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('podcaster', '999_the_future', '2099-01-01')"
        )
    future.close()
    with pytest.raises(Misused, match="newer podcaster"):
        opening(path)


def test_a_full_disk_is_deferred_and_nothing_written_before_is_lost(
    ledger: Ledger, run_id: str
) -> None:
    def fill() -> None:
        for n in range(1000):
            opened.append(ledger.open_episode(brief_for(key_of(str(n))), run_id, AT))

    opened: list[Episode] = []
    with ledger._database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(Deferred, match="no room"):
        fill()
    assert [each.id for each in ledger.unfinished(DAY)] == [each.id for each in opened]
    with ledger._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 100000")
    ledger.open_episode(brief_for(key_of("more")), run_id, AT)
    assert ledger.counts(DAY) == {"pending": len(opened) + 1}


def test_a_disk_error_is_deferred(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    with pytest.raises(Deferred, match="disk error"), sqlite_errors(tmp_path):
        raise error


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_ledger_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    state = tmp_path / "state"
    before = os.umask(mask)
    try:
        with Ledger.open(state / "ledger.sqlite") as ledger:
            ledger.start_run("generate", DAY, AT)
            modes = {path.name: path.stat().st_mode & 0o777 for path in state.iterdir()}
    finally:
        os.umask(before)
    assert state.stat().st_mode & 0o777 == 0o700
    assert modes == dict.fromkeys(
        ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"), 0o600
    )


def test_a_place_where_no_ledger_can_be_made_is_misuse_that_names_it() -> None:
    with pytest.raises(Misused, match=r"/proc/ledger\.sqlite"):
        Ledger.open(Path("/proc/ledger.sqlite"))


def test_a_ledger_of_another_user_is_misuse_that_names_it(path: Path) -> None:
    Ledger.open(path).close()
    script = (
        "import os, sys; from pathlib import Path; from podcaster.errors import Misused\n"
        "from podcaster.ledger.ledger import Ledger\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "else: os.chmod(Path(sys.argv[1]).parent, 0)\n"
        "for opening in (Ledger.open, Ledger.open_to_read):\n"
        "    try: opening(Path(sys.argv[1]))\n"
        "    except Misused as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    path.parent.chmod(0o700)
    assert done.stdout.count(f"the ledger {path} cannot be opened (Permission denied)") == 2


def test_every_commit_is_synced(ledger: Ledger) -> None:
    with ledger._database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_ledger_that_is_not_there_is_empty_to_read_and_stays_away(path: Path) -> None:
    with Ledger.open_to_read(path) as view:
        for read in READS.values():
            assert not read(view)
    assert not path.parent.exists()


def test_an_empty_file_is_an_empty_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.touch()
    with Ledger.open_to_read(path) as view:
        assert view.runs(5) == []
    assert path.stat().st_size == 0
    with Ledger.open(path) as ledger:
        assert ledger.runs(5) == []


def test_a_reader_sees_what_is_committed_while_a_run_writes(path: Path) -> None:
    with Ledger.open(path) as ledger, Ledger.open_to_read(path) as view:
        run_id = ledger.start_run("generate", DAY, AT)
        for n in range(20):
            ledger.open_episode(brief_for(key_of(str(n))), run_id, AT)
            assert view.counts(DAY) == {"pending": n + 1}


def test_a_view_cannot_write(path: Path, run_id: str) -> None:
    with (
        Ledger.open_to_read(path) as view,
        pytest.raises(Misused),
        view._database.writing() as connection,
    ):
        connection.execute("DELETE FROM runs")


def test_twenty_threads_open_the_same_episode_once(ledger: Ledger, run_id: str) -> None:
    start = threading.Barrier(20)

    def open_it(n: int) -> Opened:
        start.wait()
        return ledger.open_episode(brief_for(), run_id, AT)

    with ThreadPoolExecutor(20) as threads:
        episodes = list(threads.map(open_it, range(20)))
    assert len({each.id for each in episodes}) == 1
    assert ledger.counts(DAY) == {"pending": 1}


def test_threads_write_side_by_side_and_nothing_is_lost(ledger: Ledger, run_id: str) -> None:
    def work(n: int) -> None:
        episode = ledger.open_episode(brief_for(key_of(str(n))), run_id, AT)
        for _ in range(5):
            ledger.record(attempt(1), run_id, episode.id)
        ledger.save(scripted_from(episode), status="script_generated", at=LATER)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(16)))
    assert ledger.counts(DAY) == {"script_generated": 16}
    (row,) = ledger._database.rows("SELECT sum(cost_micro_usd) AS cost FROM episodes")
    assert row["cost"] == 80


def test_what_raises_within_a_transaction_undoes_it(ledger: Ledger, run_id: str) -> None:
    def interrupted() -> None:
        with ledger._database.writing() as connection:
            connection.execute("DELETE FROM runs")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(ledger.runs(5)) == 1


def test_the_table_knows_every_status_and_no_other(ledger: Ledger, run_id: str) -> None:
    episode = ledger.open_episode(brief_for(), run_id, AT)
    for status in set(get_args(Status)) - {"completed", "completed_with_fallback"}:
        with ledger._database.writing() as connection:
            connection.execute("UPDATE episodes SET status = ?", [status])
    with pytest.raises(PodcasterError, match="status"), ledger._database.writing() as connection:
        connection.execute("UPDATE episodes SET status = 'done' WHERE id = ?", [episode.id])


def test_nothing_is_completed_without_an_object(ledger: Ledger, run_id: str) -> None:
    episode = scripted_from(ledger.open_episode(brief_for(), run_id, AT))
    with pytest.raises(PodcasterError, match="CHECK"):
        ledger.save(episode, status="completed", at=AT)


def test_the_index_of_unfinished_episodes_leaves_out_exactly_the_served() -> None:
    quoted = ",".join(f"'{each}'" for each in get_args(Status) if each in SERVED)
    assert f"status NOT IN ({quoted})" == UNSERVED


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (f"SELECT id FROM episodes WHERE {UNSERVED} AND created_at >= '2'", "episodes_unserved"),
        ("SELECT status, count(*) FROM episodes WHERE date = '2' GROUP BY 1", "episodes_by_date"),
        ("SELECT * FROM episodes WHERE user_id = '4' ORDER BY date DESC", "episodes_by_user"),
        ("SELECT 1 FROM episodes WHERE object_key = 'a'", "episodes_by_object_key"),
        ("SELECT * FROM attempts WHERE episode_id = '4'", "attempts_by_episode"),
        ("SELECT * FROM runs ORDER BY started_at DESC LIMIT 5", "runs_by_start"),
        (
            "SELECT sum(cost_micro_usd) FROM attempts WHERE started_at >= '2025'",
            "COVERING INDEX attempts_by_start",
        ),
    ],
)
def test_frequent_questions_are_answered_by_an_index(ledger: Ledger, sql: str, index: str) -> None:
    plan = ledger._database.rows(f"EXPLAIN QUERY PLAN {sql}")
    assert index in " ".join(row["detail"] for row in plan)


def test_the_tables_explain_themselves_to_an_operator(ledger: Ledger) -> None:
    rows = ledger._database.rows("SELECT sql FROM sqlite_master WHERE name = 'episodes'")
    assert "-- why the last try failed" in rows[0]["sql"]


@pytest.mark.parametrize("user", ["4\ud800", "\udcff"])
def test_text_that_is_not_unicode_is_one_failure(ledger: Ledger, run_id: str, user: str) -> None:
    with pytest.raises(CannotServe, match="not Unicode"):
        ledger.open_episode(brief_for(key_of(user)), run_id, AT)
    with pytest.raises(CannotServe, match="not Unicode"):
        ledger.episode(user)
