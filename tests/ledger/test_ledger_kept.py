"""What is written stays, whatever happens to the process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ledger.episodes import AT, brief_for, key_of, recorded_from, scripted_from, stored_from

from podcaster.domain.episode import Episode, Opened, Recorded, Scripted, Stored
from podcaster.ledger.database import Database
from podcaster.ledger.ledger import Ledger

KILLS = 20
NORMAL, FULL = 1, 2  # SQLite, "PRAGMA synchronous"


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, str]]]:
    """A ledger whose writers were killed twenty times, and every write that had returned."""
    path = tmp_path_factory.mktemp("killed") / "ledger.sqlite"
    script = Path(__file__).with_name("killed_writers.py")
    done = subprocess.run(
        [sys.executable, script, path, str(KILLS)], capture_output=True, text=True, check=True
    )
    return path, [json.loads(line) for line in done.stdout.splitlines()]


def test_every_write_that_returned_before_a_kill_is_there(
    killed: tuple[Path, list[dict[str, str]]],
) -> None:
    path, returned = killed
    assert len({write["round"] for write in returned}) > KILLS / 2
    order = ["opened", "scripted", "recorded", "stored"]
    reached = {write["user"]: order.index(write["milestone"]) for write in returned}
    with Ledger.open_to_read(path) as view:
        for user, at_least in reached.items():
            row = view.episode(user)
            assert row is not None
            assert order.index(row.milestone) >= at_least


def test_rows_are_consistent_after_any_kill(killed: tuple[Path, list[dict[str, str]]]) -> None:
    path, _ = killed
    with Ledger.open(path) as ledger:
        (found,) = ledger._database.rows("PRAGMA integrity_check")
        assert tuple(found) == ("ok",)
        assert ledger._database.rows("PRAGMA foreign_key_check") == []
        for row in ledger._database.rows("SELECT user_id FROM episodes"):
            key = key_of(row["user_id"])
            episode = ledger.open_episode(brief_for(key), "unused", AT)
            assert episode == _rebuilt(episode)
            assert (key in ledger.served([key])) == isinstance(episode, Stored)


def _rebuilt(episode: Episode) -> Episode:
    start = Opened(id=episode.id, brief=brief_for(episode.key))
    match episode:
        case Stored():
            return stored_from(start)
        case Recorded():
            return recorded_from(start)
        case Scripted():
            return scripted_from(start)
        case Opened():
            return start


def test_notes_leave_milestones_as_durable_as_they_were(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "ledger.sqlite", busy_timeout=1)
    asked = "PRAGMA synchronous"
    with database.noting() as connection:
        assert connection.execute(asked).fetchone()[0] == NORMAL
    with database.writing() as connection:
        assert connection.execute(asked).fetchone()[0] == FULL
        with database.noting():  # part of what waits for the disk
            assert connection.execute(asked).fetchone()[0] == FULL
    database.close()
