from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger.episodes import (
    AT,
    DAY,
    LATER,
    attempt,
    brief_for,
    key_of,
    recorded_from,
    scripted_from,
    stored_from,
)

from podcaster.domain.attempt import Stage
from podcaster.domain.episode import SERVED, Opened
from podcaster.errors import CannotServe, Misused, PodcasterError
from podcaster.ledger.ledger import Ledger

BUILDERS = {
    "script_generated": scripted_from,
    "pending_upload": recorded_from,
    "completed": stored_from,
}


def opened(ledger: Ledger, run_id: str, **key: object) -> Opened:
    return ledger.open_episode(brief_for(key_of(**key)), run_id, AT)


def test_a_new_episode_is_opened_with_its_brief(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    assert episode == Opened(id=episode.id, brief=brief_for())
    row = ledger.episode("42")
    assert row is not None
    assert (row.status, row.milestone, row.plan, row.language) == (
        "pending",
        "opened",
        "premium",
        "en",
    )
    assert (row.cost_micro_usd, row.failures, row.is_active, row.run_id) == (0, 0, True, run_id)
    assert (row.created_at, row.updated_at, row.key) == (AT, AT, key_of())


def test_ids_cannot_be_guessed(ledger: Ledger, run_id: str) -> None:
    ids = {opened(ledger, run_id, user=str(n)).id for n in range(50)}
    assert len(ids) == 50
    assert {len(each) for each in ids} == {32}


def test_opening_again_gives_the_same_episode_with_its_first_brief(
    ledger: Ledger, run_id: str
) -> None:
    first = opened(ledger, run_id)
    again = ledger.open_episode(brief_for(name="Somebody else"), run_id, LATER)
    assert again == first


@pytest.mark.parametrize("status", list(BUILDERS))
def test_an_episode_is_resumed_exactly_as_it_was_saved(
    ledger: Ledger, run_id: str, status: str
) -> None:
    episode = BUILDERS[status](opened(ledger, run_id))
    ledger.save(episode, status=status, at=LATER)
    assert ledger.open_episode(brief_for(), run_id, LATER) == episode


@pytest.mark.parametrize("status", sorted(SERVED | {"failed", "audio_generating", "pending"}))
def test_the_milestone_is_what_the_row_holds_whatever_its_status(
    ledger: Ledger, run_id: str, status: str
) -> None:
    episode = stored_from(opened(ledger, run_id))
    ledger.save(episode, status=status, at=LATER)
    assert ledger.open_episode(brief_for(), run_id, LATER) == episode


def test_a_short_script_is_remembered_as_short(ledger: Ledger, run_id: str) -> None:
    episode = scripted_from(opened(ledger, run_id), short=True)
    ledger.save(episode, status="script_generated", at=LATER)
    assert ledger.open_episode(brief_for(), run_id, LATER) == episode
    row = ledger.episode("42")
    assert row is not None
    assert row.short


def test_a_failure_is_counted_and_keeps_what_was_reached(ledger: Ledger, run_id: str) -> None:
    episode = scripted_from(opened(ledger, run_id))
    ledger.save(episode, status="script_generated", at=AT)
    for _ in range(2):
        ledger.fail(episode.id, stage="speech", message="no voice", at=LATER)
    assert ledger.open_episode(brief_for(), run_id, LATER) == episode
    row = ledger.episode("42")
    assert row is not None
    assert (row.status, row.failures, row.error_message) == ("failed", 2, "speech: no voice")


def test_success_forgets_the_last_error_but_not_the_count(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    ledger.fail(episode.id, stage="script", message="no answer", at=AT)
    ledger.save(scripted_from(episode), status="script_generated", at=LATER)
    row = ledger.episode("42")
    assert row is not None
    assert (row.error_message, row.failures, row.updated_at) == (None, 1, LATER)


def test_being_in_flight_is_shown_and_changes_no_milestone(ledger: Ledger, run_id: str) -> None:
    episode = scripted_from(opened(ledger, run_id))
    ledger.save(episode, status="script_generated", at=AT)
    ledger.in_flight(episode.id, LATER)
    assert ledger.counts(DAY) == {"audio_generating": 1}
    assert ledger.open_episode(brief_for(), run_id, LATER) == episode


def test_a_lost_recording_takes_the_episode_back_to_its_script(ledger: Ledger, run_id: str) -> None:
    start = opened(ledger, run_id)
    ledger.save(recorded_from(start), status="pending_upload", at=AT)
    back = ledger.discard_recording(start.id)
    assert back == scripted_from(start)
    assert ledger.open_episode(brief_for(), run_id, LATER) == back
    row = ledger.episode("42")
    assert row is not None
    assert (row.status, row.bytes, row.tts_voice, row.chapters) == (
        "script_generated",
        None,
        None,
        (),
    )


def test_another_recording_replaces_a_lost_one_without_a_trace(ledger: Ledger, run_id: str) -> None:
    start = opened(ledger, run_id)
    ledger.save(recorded_from(start, b"first"), status="pending_upload", at=AT)
    ledger.discard_recording(start.id)
    second = recorded_from(start, b"second")
    ledger.save(second, status="pending_upload", at=LATER)
    assert ledger.open_episode(brief_for(), run_id, LATER) == second


def test_an_episode_that_was_removed_meanwhile_is_one_failure(ledger: Ledger, run_id: str) -> None:
    gone = scripted_from(Opened(id="gone", brief=brief_for()))
    for write in (
        lambda: ledger.save(gone, status="script_generated", at=AT),
        lambda: ledger.in_flight("gone", AT),
        lambda: ledger.fail("gone", stage="script", message="", at=AT),
        lambda: ledger.discard_recording("gone"),
    ):
        with pytest.raises(CannotServe, match="removed"):
            write()


@pytest.mark.parametrize("status", sorted(SERVED))
def test_only_what_needs_nothing_more_is_served(ledger: Ledger, run_id: str, status: str) -> None:
    done = stored_from(opened(ledger, run_id))
    opened(ledger, run_id, user="43")
    ledger.save(done, status=status, at=AT)
    asked = [key_of(), key_of("43"), key_of("44"), key_of(tenant="school"), key_of(day=date.max)]
    assert ledger.served(asked) == {key_of()}
    assert [each.key for each in ledger.unfinished(DAY)] == [key_of("43")]


def test_only_the_keys_of_stored_episodes_are_stored(ledger: Ledger, run_id: str) -> None:
    done = stored_from(opened(ledger, run_id))
    ledger.save(done, status="completed", at=AT)
    waiting = recorded_from(opened(ledger, run_id, user="43"))
    ledger.save(waiting, status="pending_upload", at=AT)
    of_waiting = stored_from(waiting).stored.key
    assert ledger.stored([done.stored.key, of_waiting, "no/such.mp3"]) == {done.stored.key}


def test_unfinished_episodes_come_oldest_first_from_the_day_they_were_opened(
    ledger: Ledger, run_id: str
) -> None:
    for days in (3, 1, 0, 2):
        brief = brief_for(key_of(str(days), DAY - timedelta(days=30)))
        ledger.open_episode(brief, run_id, AT - timedelta(days=days))
    since = DAY - timedelta(days=2)
    assert [each.key.learner.user_id for each in ledger.unfinished(since)] == ["2", "1", "0"]


def test_what_was_begun_tells_whose_it_is_and_how_it_is_served(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    (begun,) = ledger.unfinished(DAY)
    brief = episode.brief
    assert (begun.id, begun.key) == (episode.id, brief.key)
    assert (begun.plan, begun.language) == (brief.plan, brief.language)


def test_an_episode_is_resumed_as_it_stands_by_then(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    (begun,) = ledger.unfinished(DAY)
    ledger.save(scripted_from(episode), status="script_generated", at=AT)
    assert ledger.resume(begun.id) == scripted_from(episode)


def test_an_episode_that_is_gone_cannot_be_resumed(ledger: Ledger) -> None:
    with pytest.raises(CannotServe, match="removed"):
        ledger.resume("gone")


def test_a_row_that_cannot_be_read_is_one_failure_and_hides_no_other(
    ledger: Ledger, run_id: str
) -> None:
    broken, whole = opened(ledger, run_id, user="1"), opened(ledger, run_id, user="2")
    with ledger._database.writing() as connection:
        connection.execute(
            'UPDATE episodes SET brief = \'{"name": "Sarah"}\' WHERE id = ?', [broken.id]
        )
    assert [each.id for each in ledger.unfinished(DAY)] == [broken.id, whole.id]
    assert ledger.resume(whole.id) == whole
    for unreadable in (lambda: ledger.resume(broken.id), lambda: opened(ledger, run_id, user="1")):
        with pytest.raises(CannotServe, match="cannot be read") as caught:
            unreadable()
        assert "Sarah" not in str(caught.value)


def test_the_cost_of_a_run_is_what_all_its_attempts_cost_failed_ones_too(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    ledger.record(attempt(1500), run_id, episode.id)
    ledger.record(replace(attempt(70), outcome="failed"), run_id, episode.id)
    ledger.record(attempt(None, ok=False), run_id, episode.id)
    assert ledger.cost(run_id) == 1570
    ledger.record(attempt(None), run_id, episode.id)
    assert ledger.cost(run_id) is None


def test_the_cost_of_an_episode_is_the_sum_of_its_attempts(ledger: Ledger, run_id: str) -> None:
    episode, other = opened(ledger, run_id), opened(ledger, run_id, user="43")
    ledger.record(attempt(1500), run_id, episode.id)
    ledger.record(attempt(30), run_id, episode.id)
    ledger.record(attempt(7), run_id, other.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd == 1530


def test_an_answer_of_unknown_price_makes_the_cost_unknown_and_it_stays_so(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    for cost in (1500, None, 30):
        ledger.record(attempt(cost), run_id, episode.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd is None


def test_an_answer_of_unknown_price_that_was_refused_makes_the_cost_unknown_too(
    ledger: Ledger, run_id: str
) -> None:
    episode = opened(ledger, run_id)
    ledger.record(replace(attempt(None), outcome="failed", error_kind="gate"), run_id, episode.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd is None
    assert ledger.cost(run_id) is None


def test_a_failed_request_without_an_answer_counts_as_free(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    ledger.record(attempt(1500), run_id, episode.id)
    ledger.record(attempt(None, ok=False), run_id, episode.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd == 1500


@pytest.mark.parametrize("stage", ["script", "speech"])
def test_a_request_that_was_given_up_makes_the_cost_unknown(
    ledger: Ledger, run_id: str, stage: Stage
) -> None:
    episode = opened(ledger, run_id)
    ledger.record(attempt(1500), run_id, episode.id)
    given_up = replace(attempt(None, ok=False), error_kind="timeout", stage=stage)
    ledger.record(given_up, run_id, episode.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd is None
    told = ledger.spending(run_id)
    assert (told.known_micro_usd, told.unknown, told.cost_micro_usd) == (1500, 1, None)


def test_a_store_that_was_too_slow_costs_nothing(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    slow = replace(attempt(None, ok=False), error_kind="timeout", stage="upload")
    ledger.record(slow, run_id, episode.id)
    row = ledger.episode("42")
    assert row is not None
    assert row.cost_micro_usd == ledger.cost(run_id) == 0


def test_attempts_are_remembered_as_they_were_in_order(ledger: Ledger, run_id: str) -> None:
    episode = opened(ledger, run_id)
    made = [attempt(None, ok=False), attempt(12)]
    for each in made:
        ledger.record(each, run_id, episode.id)
    assert ledger.attempts(episode.id) == made


def test_an_attempt_of_a_preview_has_neither_run_nor_episode(ledger: Ledger) -> None:
    ledger.record(attempt(12), None, None)
    rows = ledger._database.rows("SELECT run_id, episode_id FROM attempts")
    assert [tuple(row) for row in rows] == [(None, None)]


def test_an_attempt_of_an_unknown_run_is_a_bug(ledger: Ledger) -> None:
    with pytest.raises(PodcasterError, match="bug"):
        ledger.record(attempt(12), "no such run", None)


def test_a_run_is_open_until_it_is_finished(ledger: Ledger) -> None:
    run_id = ledger.start_run("generate", None, AT)
    (run,) = ledger.runs(10)
    assert (run.id, run.command, run.date) == (run_id, "generate", None)
    assert (run.started_at, run.finished_at, run.skipped) == (AT, None, {})
    ledger.finish_run(
        run_id,
        at=LATER,
        eligible=3,
        completed=2,
        failed=1,
        skipped={"inactive": 5},
        cost_micro_usd=None,
        exit_code=3,
    )
    (run,) = ledger.runs(10)
    assert (run.finished_at, run.eligible, run.completed, run.failed) == (LATER, 3, 2, 1)
    assert (run.skipped, run.cost_micro_usd, run.exit_code) == ({"inactive": 5}, None, 3)


def test_runs_come_newest_first_and_no_more_than_asked(ledger: Ledger) -> None:
    ids = [ledger.start_run("generate", DAY, AT + timedelta(days=n)) for n in range(4)]
    assert [run.id for run in ledger.runs(2)] == [ids[3], ids[2]]


def test_the_latest_episode_is_shown_where_no_date_is_named(ledger: Ledger, run_id: str) -> None:
    for days in (1, 0, 2):
        opened(ledger, run_id, day=DAY - timedelta(days=days))
    latest, older = ledger.episode("42"), ledger.episode("42", day=DAY - timedelta(days=2))
    assert latest is not None
    assert older is not None
    assert (latest.date, older.date) == (DAY, DAY - timedelta(days=2))
    assert ledger.episode("42", day=DAY - timedelta(days=9)) is None
    assert ledger.episode("43") is None


def test_an_id_in_several_tenants_needs_one_of_them(ledger: Ledger, run_id: str) -> None:
    for tenant in ("north", "south"):
        opened(ledger, run_id, tenant=tenant)
    with pytest.raises(Misused, match="'north', 'south'"):
        ledger.episode("42")
    south = ledger.episode("42", tenant="south")
    assert south is not None
    assert south.tenant == "south"
    assert ledger.episode("42", tenant="west") is None


def test_an_episode_in_its_store_is_shown_with_all_that_is_known(
    ledger: Ledger, run_id: str
) -> None:
    episode = stored_from(opened(ledger, run_id))
    ledger.save(episode, status="completed", at=LATER)
    row = ledger.episode("42")
    assert row is not None
    assert row.is_served
    assert row.milestone == "stored"
    assert (row.store, row.object_key) == (episode.stored.store, episode.stored.key)
    assert (row.bytes, row.sha256) == (episode.stored.bytes, episode.stored.sha256)
    assert (row.chapters, row.cues) == (episode.recording.chapters, episode.recording.cues)
    assert (row.title, row.script_text) == ("For Sarah", episode.written.script.text)
    assert (row.tts_provider, row.tts_voice, row.tts_voice_gender) == ("espeak", "en+f3", "female")
    assert (row.ai_provider, row.ai_model_used) == ("template", "template")
    assert (row.duration_seconds, row.loudness_lufs) == (245.25, -16.1)
