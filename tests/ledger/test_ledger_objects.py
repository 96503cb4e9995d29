"""Where objects are, as the ledger knows it, and the switch from one store to another."""

import json
import sqlite3
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ledger.episodes import AT, DAY, LATER, brief_for, key_of, recorded_from, stored_from

from podcaster.errors import CannotServe, Misused
from podcaster.ledger.ledger import Ledger
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.schema import MIGRATIONS

STORES = ["local", "s3", "odd \"'.name"]


def store(ledger: Ledger, run_id: str, user: str = "42") -> ObjectRow:
    """A completed episode in the store `local`."""
    opened = ledger.open_episode(brief_for(key_of(user)), run_id, AT)
    ledger.save(stored_from(opened), status="completed", at=AT)
    row = ledger.object(opened.id)
    assert row is not None
    return row


def test_the_languages_of_episodes_are_known_since_a_date(ledger: Ledger, run_id: str) -> None:
    for user, language in (("1", "en"), ("2", "pt-BR"), ("3", "pt-BR")):
        brief = replace(brief_for(key_of(user)), language=language)
        ledger.open_episode(brief, run_id, AT)
    earlier = replace(brief_for(key_of("1", DAY - timedelta(days=1))), language="ja")
    ledger.open_episode(earlier, run_id, AT)
    assert ledger.languages(DAY) == {"en", "pt-BR"}


def test_a_row_says_where_its_object_is_and_what_it_must_be(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    assert ledger.objects("local", "", 10) == [row]
    assert (row.user_id, row.date, row.store, row.status) == ("42", DAY, "local", "completed")
    assert row.key == f"podcasts/42/{DAY}_{row.id}.mp3"
    assert (row.bytes, len(row.sha256), row.left_in) == (3, 64, ())


def test_a_recording_that_is_in_no_store_yet_is_no_object(ledger: Ledger, run_id: str) -> None:
    opened = ledger.open_episode(brief_for(), run_id, AT)
    ledger.save(recorded_from(opened), status="pending_upload", at=AT)
    assert ledger.objects(None, "", 10) == []
    assert ledger.object(opened.id) is None
    with pytest.raises(CannotServe):
        ledger.switch_store(opened.id, source="local", target="s3", at=LATER)


def test_pages_follow_one_another_in_the_order_of_keys(ledger: Ledger, run_id: str) -> None:
    keys = sorted(store(ledger, run_id, str(n)).key for n in range(7))
    for name in ("local", None):
        seen: list[str] = []
        while page := ledger.objects(name, seen[-1] if seen else "", 3):
            assert len(page) <= 3
            seen += [row.key for row in page]
        assert seen == keys


def test_a_switched_row_points_at_the_target_and_names_the_copy_left_behind(
    ledger: Ledger, run_id: str
) -> None:
    row = store(ledger, run_id)
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)
    assert ledger.object(row.id) == replace(row, store="s3", left_in=("local",))
    assert ledger.objects("local", "", 10) == []


def test_a_row_that_came_back_names_only_what_it_left_last(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)
    ledger.switch_store(row.id, source="s3", target="local", at=LATER)
    assert ledger.object(row.id) == replace(row, left_in=("s3",))


def test_a_row_is_switched_only_from_where_it_points(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    with pytest.raises(CannotServe, match="not in s3"):
        ledger.switch_store(row.id, source="s3", target="azure", at=LATER)
    assert ledger.object(row.id) == row


def test_an_expired_row_keeps_its_key_and_is_switched_no_more(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    ledger.expire(row.id, LATER)
    assert ledger.object(row.id) == replace(row, status="expired")
    assert ledger.volume("local") == (0, 0)
    with pytest.raises(CannotServe):
        ledger.switch_store(row.id, source="local", target="s3", at=LATER)


def test_a_row_is_over_when_it_has_expired_or_is_gone_and_not_while_it_is_remade(
    ledger: Ledger, run_id: str
) -> None:
    row, other = store(ledger, run_id), store(ledger, run_id, "43")
    ledger.discard_recording(other.id)
    assert not ledger.is_over(row.id)
    assert not ledger.is_over(other.id)
    ledger.expire(row.id, LATER)
    assert ledger.is_over(row.id)
    assert ledger.is_over("nobody")


def test_a_row_with_an_object_expires_when_it_falls_silent_whatever_it_said(
    ledger: Ledger, run_id: str
) -> None:
    row = store(ledger, run_id)
    ledger.fail(row.id, stage="upload", message="a bug", at=LATER)
    ledger.silence([row.id], LATER)
    assert ledger.is_over(row.id)
    ledger.objects_gone([row.id], LATER)
    assert ledger.object(row.id) is None


def test_a_copy_that_is_expected_is_named_until_the_row_is_switched_to_it(
    ledger: Ledger, run_id: str
) -> None:
    row = store(ledger, run_id)
    for name in ("s3", "local"):
        ledger.expect_copy(row.id, name, LATER)
    assert ledger.object(row.id) == replace(row, left_in=("s3",))
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)
    assert ledger.object(row.id) == replace(row, store="s3", left_in=("local",))


def test_all_else_in_a_row_survives_the_switch(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    before = ledger.episode("42")
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)
    after = ledger.episode("42")
    assert before is not None
    assert after == replace(before, store="s3", updated_at=LATER)


def test_a_copy_is_found_by_where_it_was_left_and_for_how_long(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    store(ledger, run_id, "43")
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)

    def found(source: str, target: str, seconds: int) -> list[str]:
        before = LATER + timedelta(seconds=seconds)
        rows = ledger.left_behind(source=source, target=target, before=before, after="", limit=9)
        return [row.id for row in rows]

    assert found("local", "s3", 1) == [row.id]
    assert found("local", "s3", 0) == found("s3", "local", 1) == found("local", "gcs", 1) == []


def test_a_forgotten_copy_is_named_no_more_and_the_others_are(ledger: Ledger, run_id: str) -> None:
    row = store(ledger, run_id)
    ledger.switch_store(row.id, source="local", target="s3", at=LATER)
    ledger.switch_store(row.id, source="s3", target="gcs", at=LATER)
    ledger.forget_copy(row.id, "local", LATER)
    assert ledger.object(row.id) == replace(row, store="gcs", left_in=("s3",))
    ledger.forget_copy(row.id, "s3", LATER)
    assert ledger.object(row.id) == replace(row, store="gcs", left_in=())
    (metadata,) = ledger._database.rows("SELECT metadata FROM episodes")
    assert "left_in" not in json.loads(metadata["metadata"])


@pytest.mark.parametrize("change", ["switch_store", "forget_copy", "expire"])
def test_a_row_that_was_removed_meanwhile_is_an_error(ledger: Ledger, change: str) -> None:
    changes = {
        "switch_store": lambda: ledger.switch_store("x", source="local", target="s3", at=AT),
        "forget_copy": lambda: ledger.forget_copy("x", "local", AT),
        "expire": lambda: ledger.expire("x", AT),
    }
    with pytest.raises(CannotServe, match="episode x"):
        changes[change]()


def test_the_volume_of_a_store_is_what_points_at_it(ledger: Ledger, run_id: str) -> None:
    rows = [store(ledger, run_id, str(n)) for n in range(3)]
    ledger.switch_store(rows[0].id, source="local", target="s3", at=LATER)
    assert (ledger.volume("local"), ledger.volume("s3")) == ((2, 6), (1, 3))


def test_a_file_is_recorded_by_its_key_or_by_the_id_of_an_episode_under_way(
    ledger: Ledger, run_id: str
) -> None:
    row = store(ledger, run_id)
    under_way = ledger.open_episode(brief_for(key_of("43")), run_id, AT)
    older = "podcasts/podcast_42_1733600000.mp3"
    keys = [row.key, f"podcasts/43/{DAY}_{under_way.id}.mp3", older, f"x_{'0' * 32}.mp3"]
    assert ledger.unrecorded(keys) == [older, f"x_{'0' * 32}.mp3"]


def test_changes_that_are_made_together_are_undone_together(ledger: Ledger, run_id: str) -> None:
    rows = [store(ledger, run_id, str(n)) for n in range(2)]

    def switch_both(source: str) -> None:
        with ledger.together():
            ledger.switch_store(rows[0].id, source="local", target="s3", at=LATER)
            ledger.switch_store(rows[1].id, source=source, target="s3", at=LATER)

    with pytest.raises(CannotServe):
        switch_both("gcs")
    assert ledger.volume("s3").objects == 0
    switch_both("local")
    assert ledger.volume("s3").objects == 2


def test_questions_about_a_store_are_answered_by_an_index(ledger: Ledger) -> None:
    asked: list[str] = []
    with ledger._database.reading() as connection:
        connection.set_trace_callback(asked.append)
        ledger.objects("local", "a", 5)
        ledger.volume("local")
        ledger.left_behind(source="a", target="b", before=AT, after="", limit=5)
        connection.set_trace_callback(None)
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked]
    told = [" ".join(step["detail"] for step in plan) for plan in plans]
    assert ["episodes_by_store" in each for each in told] == [True, True, False]
    assert "COVERING INDEX episodes_by_store" in told[1]
    assert "episodes_with_copies" in told[2]
    assert not any("TEMP B-TREE" in each for each in told)


def test_a_ledger_without_the_new_indexes_gets_them(path: Path) -> None:
    Ledger.open(path).close()
    with sqlite3.connect(path) as older:
        older.execute("DROP INDEX episodes_by_store")
        older.execute("DROP INDEX episodes_with_copies")
        older.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [MIGRATIONS[2]])
    older.close()
    with pytest.raises(Misused, match="older version"):
        Ledger.open_to_read(path)
    Ledger.open(path).close()
    Ledger.open_to_read(path).close()


class SwitchMachine(RuleBasedStateMachine):
    """One row, moved about at will, against a name and a set."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.ledger = Ledger.open(Path(self.directory.name) / "ledger.sqlite")
        self.row = store(self.ledger, self.ledger.start_run("generate", DAY, AT))
        self.left: set[str] = set()
        self.now = AT

    def teardown(self) -> None:
        self.ledger.close()
        self.directory.cleanup()

    @rule(pair=st.tuples(st.sampled_from(STORES), st.sampled_from(STORES)))
    def switch(self, pair: tuple[str, str]) -> None:
        source, target = pair
        if source == target:
            return
        self.now += timedelta(seconds=1)
        if source != self.row.store:
            with pytest.raises(CannotServe):
                self.ledger.switch_store(self.row.id, source=source, target=target, at=self.now)
            return
        self.ledger.switch_store(self.row.id, source=source, target=target, at=self.now)
        self.row = replace(self.row, store=target)
        self.left = (self.left | {source}) - {target}

    @rule(store=st.sampled_from(STORES))
    def forget(self, store: str) -> None:
        self.ledger.forget_copy(self.row.id, store, self.now)
        self.left -= {store}

    @invariant()
    def the_row_is_as_the_model_says(self) -> None:
        row = self.ledger.object(self.row.id)
        assert row is not None
        assert set(row.left_in) == self.left
        assert replace(row, left_in=()) == self.row
        before = self.now + timedelta(seconds=1)
        for name in STORES:
            found = self.ledger.left_behind(
                source=name, target=self.row.store, before=before, after="", limit=2
            )
            assert bool(found) == (name in self.left)


TestTheSwitchAgainstASet = SwitchMachine.TestCase
TestTheSwitchAgainstASet.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
