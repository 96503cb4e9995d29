"""What the ledger tells of a learner's last episodes."""

import json
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from ledger.episodes import AT, DAY, attempt, brief_for, key_of, scripted_from, stored_from

from podcaster.domain.brief import Brief, EpisodeKey, Focus, Practice, Recent
from podcaster.domain.episode import Opened, Status
from podcaster.domain.learner import LearnerId
from podcaster.ledger.ledger import Ledger

LEARNER = LearnerId("", "42")


def days_before(days: int, user: str = "42") -> EpisodeKey:
    return key_of(user, DAY - timedelta(days=days))


def about(key: EpisodeKey, topic: str, question: str, turn: int | None = None) -> Brief:
    return replace(
        brief_for(key),
        focus=Focus(topic=topic, why="course"),
        practice=Practice(kind="due", question=question, answer="15"),
        turn=turn,
    )


def kept(ledger: Ledger, run_id: str, brief: Brief, status: Status = "completed") -> str:
    opened = ledger.open_episode(brief, run_id, AT)
    assert isinstance(opened, Opened)
    ledger.save(stored_from(opened), status=status, at=AT)
    return opened.id


def test_the_last_episodes_are_told_newest_first_without_the_days_own(
    ledger: Ledger, run_id: str
) -> None:
    for days in (0, 3, 1, 2):
        brief = about(days_before(days), f"Topic {days}", f"Question {days}?", turn=40 - days)
        kept(ledger, run_id, brief)
    kept(ledger, run_id, about(days_before(1, "43"), "Another's", "Another's?"))
    assert ledger.recent([key_of()], 2) == {
        LEARNER: Recent(
            topics=("Topic 1", "Topic 2"), questions=("Question 1?", "Question 2?"), turn=39
        )
    }


def test_who_had_no_episode_yet_is_left_out(ledger: Ledger, run_id: str) -> None:
    kept(ledger, run_id, brief_for(key_of()))
    assert ledger.recent([key_of(), key_of("43")]) == {}
    assert ledger.recent([]) == {}


def test_titles_are_told_without_those_that_hold_the_learners_name(
    ledger: Ledger, run_id: str
) -> None:
    for days, name in ((1, "Sarah"), (2, "")):
        kept(ledger, run_id, brief_for(days_before(days), name))
    assert ledger.recent([key_of()])[LEARNER].titles == ("For ",)


def test_an_episode_with_neither_topic_nor_question_has_none(ledger: Ledger, run_id: str) -> None:
    kept(ledger, run_id, replace(brief_for(days_before(1)), focus=None, practice=None))
    found = ledger.recent([key_of()])[LEARNER]
    assert (found.topics, found.questions) == ((), ())


def test_an_episode_that_was_begun_counts_and_one_that_was_given_up_does_not(
    ledger: Ledger, run_id: str
) -> None:
    begun = ledger.open_episode(about(days_before(1), "Begun", "Begun?"), run_id, AT)
    ledger.save(scripted_from(begun), status="failed", at=AT)
    kept(ledger, run_id, about(days_before(2), "Given up", "Given up?"), status="given_up")
    assert ledger.recent([key_of()])[LEARNER].topics == ("Begun",)


def test_what_was_pruned_gives_its_turn_alone(ledger: Ledger, run_id: str) -> None:
    old = kept(ledger, run_id, about(days_before(1), "Old", "Old?"))
    kept(ledger, run_id, about(days_before(2), "Older", "Older?"))
    ledger.record(attempt(), run_id, old)
    ledger.silence([old], AT)
    assert ledger.recent([key_of()])[LEARNER] == Recent(
        topics=("Older",),
        questions=("Older?",),
        titles=(),
        turn=(DAY - timedelta(days=1)).toordinal(),
    )


def test_an_episode_that_named_no_turn_was_worded_by_its_date(ledger: Ledger, run_id: str) -> None:
    kept(ledger, run_id, brief_for(days_before(1)))
    assert ledger.recent([key_of()])[LEARNER].turn == date(2025, 12, 6).toordinal()


def test_what_is_not_to_recur_is_kept_with_a_brief(ledger: Ledger, run_id: str) -> None:
    past = Recent(topics=("Verbs",), questions=("One?",), titles=("A day",), turn=7)
    brief = replace(brief_for(), recent=past, turn=8)
    assert ledger.resume(ledger.open_episode(brief, run_id, AT).id).brief == brief


def test_a_brief_of_an_earlier_version_is_read(ledger: Ledger, run_id: str, path: Path) -> None:
    opened = ledger.open_episode(brief_for(), run_id, AT)
    with sqlite3.connect(path) as connection:
        (text,) = connection.execute("SELECT brief FROM episodes").fetchone()
        known = json.loads(text)
        del known["recent"], known["turn"]
        connection.execute("UPDATE episodes SET brief = ?", [json.dumps(known)])
    connection.close()
    assert ledger.resume(opened.id).brief == brief_for()


def test_episodes_are_unheard_since_one_was_played_last(ledger: Ledger, run_id: str) -> None:
    for days in range(4):
        made = AT - timedelta(days=days)
        opened = ledger.open_episode(brief_for(days_before(days)), run_id, made)
        ledger.save(stored_from(opened), status="completed", at=made)
    played = AT - timedelta(days=2, hours=-5)
    assert ledger.unheard({key_of(): played}) == {LEARNER: 1}
    assert ledger.unheard({key_of(): None}) == {LEARNER: 3}
    assert ledger.unheard({key_of("43"): None}) == {LearnerId("", "43"): 0}
    assert ledger.unheard({}) == {}


def test_only_what_was_delivered_is_unheard(ledger: Ledger, run_id: str) -> None:
    ledger.open_episode(brief_for(days_before(1)), run_id, AT)
    kept(ledger, run_id, brief_for(days_before(2)), status="given_up")
    pruned = kept(ledger, run_id, brief_for(days_before(3)))
    ledger.silence([pruned], AT)
    assert ledger.unheard({key_of(): None}) == {LEARNER: 1}


def test_looking_back_reads_no_more_rows_than_it_tells(ledger: Ledger, path: Path) -> None:
    from podcaster.ledger import history

    with sqlite3.connect(path) as connection:
        for sql in (history._RECENT, history._UNHEARD):
            given = ["", "42", *["2025"] * (sql.count("?") - 2)]
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)
            told = " ".join(row[3] for row in plan)
            assert "(tenant=? AND user_id=? AND date<?)" in told
            assert "TEMP B-TREE" not in told
    connection.close()
