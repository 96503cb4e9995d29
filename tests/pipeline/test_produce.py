"""The way of one episode: step, write down, step; resumed at its milestone after anything."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pipeline.workshop import BRIEF, MP3, NOW, Workshop

from podcaster.domain.brief import Brief
from podcaster.errors import CannotServe, ChainExhausted, Deferred, Misused, Rejected
from podcaster.ledger.entries import Begun
from podcaster.pipeline.outcomes import PutOff, Served
from podcaster.storage.room import Room
from podcaster.storage.spool import Spool
from podcaster.workers import WorkerLost


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.ledger.close()


def other_language(language: str) -> Brief:
    return replace(BRIEF, language=language)


def test_an_episode_goes_from_brief_to_store_in_one_go(workshop):
    outcome = workshop.produce()
    assert outcome == Served(key=BRIEF.key, status="completed")
    assert workshop.store.stat(workshop.row.object_key).bytes == len(MP3)
    assert (workshop.row.status, workshop.row.milestone) == ("completed", "stored")
    assert workshop.row.cost_micro_usd == workshop.ledger.cost(workshop.run_id) == 54_650


def test_a_script_of_the_template_is_a_fallback(workshop):
    workshop.writer.provider = "template"
    assert workshop.produce().status == "completed_with_fallback"


def test_the_embedded_voice_is_a_fallback(workshop):
    workshop.engine.name = "espeak"
    assert workshop.produce().status == "completed_with_fallback"


def test_without_speech_a_script_is_all_there_is_and_that_is_served(workshop):
    workshop.spoken = False
    assert workshop.produce().status == "script_only"
    assert workshop.ledger.served([BRIEF.key]) == {BRIEF.key}


def test_when_speech_fails_the_script_is_kept_and_not_paid_again(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    failed = workshop.produce()
    assert (failed.stage, workshop.row.status) == ("speech", "failed")
    assert "too long" in failed.reason
    workshop.engine.trouble = None
    assert workshop.produce().status == "completed"
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 1)


def test_when_the_store_fails_the_recording_waits_and_nothing_is_paid_again(workshop):
    workshop.produce()
    key = workshop.row.object_key
    workshop.ledger.close()
    other = Workshop(workshop.folder / "other")
    path = other.folder / "media" / "podcasts"
    path.parent.mkdir(parents=True)
    path.write_text("in the way")
    failed = other.produce()
    assert (failed.stage, other.row.milestone) == ("upload", "recorded")
    path.unlink()
    assert other.produce().status == "completed"
    assert (other.writer.paid, other.engine.paid) == (1, 1)
    assert other.row.object_key != key
    other.ledger.close()


def test_a_recording_that_the_spool_lost_is_spoken_again_from_the_same_script(workshop):
    (workshop.folder / "media").write_text("in the way")
    assert workshop.produce().stage == "upload"
    for path in (workshop.folder / "spool").rglob("*.mp3"):
        path.write_bytes(b"rotten")
    (workshop.folder / "media").unlink()
    assert workshop.produce().status == "completed"
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 2)


def test_other_bytes_under_the_key_are_a_conflict_and_stay(workshop):
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    foreign = workshop.folder / f"media/podcasts/7/2026-11-21_{episode.id}.mp3"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"not ours")
    failed = workshop.resume(episode.id)
    assert failed.stage == "upload"
    assert foreign.read_bytes() == b"not ours"
    assert [each.error_kind for each in workshop.ledger.attempts(episode.id)][-1] == "conflict"


def test_a_language_that_no_voice_speaks_costs_nothing_and_fails_at_its_speech(workshop):
    failed = workshop.produce(other_language("xx"))
    assert (failed.stage, workshop.writer.paid) == ("speech", 0)
    assert "no voice" in failed.reason


def test_what_is_nobodys_fault_is_put_off_and_counts_as_no_failure(workshop):
    workshop.engine.trouble = Deferred("the disk is full")
    assert isinstance(workshop.produce(), PutOff)
    assert (workshop.row.failures, workshop.row.milestone) == (0, "scripted")
    assert workshop.row.status == "script_generated"  # nobody is at work on it any more


def test_a_bug_costs_one_learner_and_says_to_report_it(workshop):
    workshop.writer.trouble = ZeroDivisionError("secret name inside")
    failed = workshop.produce()
    assert "ZeroDivisionError" in failed.reason
    assert "secret name" not in failed.reason + workshop.row.error_message


def test_what_the_operator_has_to_mend_ends_the_run(workshop):
    workshop.writer.trouble = Misused("the template is broken")
    with pytest.raises(Misused):
        workshop.produce()


def test_a_failure_is_counted_and_told_with_its_stage(workshop):
    workshop.engine.trouble = Rejected("busy", kind="rate")
    workshop.produce()
    workshop.now = NOW + timedelta(minutes=10)
    workshop.produce()
    assert workshop.row.failures == 2
    assert workshop.row.error_message.startswith("speech: ")


def test_nothing_waits_in_the_spool_of_a_completed_episode(workshop):
    workshop.produce()
    assert [path for path in (workshop.folder / "spool").rglob("*") if path.is_file()] == []


def test_a_completed_episode_is_left_as_it_is(workshop):
    workshop.produce()
    workshop.produce()
    assert (workshop.writer.paid, workshop.engine.paid) == (1, 1)


def test_an_episode_that_is_served_under_a_new_configuration_is_recorded_as_served(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    workshop.produce()
    workshop.spoken = False
    assert workshop.produce().status == "script_only"
    assert workshop.row.status == "script_only"


def test_a_spool_that_cannot_be_emptied_does_not_fail_what_is_completed(workshop, monkeypatch):
    def refuse(spool: Spool, key: str) -> None:
        raise CannotServe("the spool cannot be written")

    monkeypatch.setattr(Spool, "discard", refuse)
    assert workshop.produce().status == "completed"
    assert workshop.row.status == "completed"


def test_a_spool_that_cannot_be_tidied_ends_no_night(workshop, monkeypatch):
    def refuse(spool: Spool, key: str) -> None:
        raise CannotServe("the spool cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(Spool, "discard", refuse)
        workshop.produce()
        assert list(workshop.production.studio.spool.keys())
        workshop.production.tidy()
    workshop.production.tidy()
    assert not list(workshop.production.studio.spool.keys())


def test_money_that_a_failed_episode_cost_is_in_the_cost_of_the_run(workshop):
    workshop.engine.trouble = Rejected("too long", kind="input")
    workshop.produce()
    assert workshop.ledger.cost(workshop.run_id) == 650


NO_ROOM = 2**60


def test_nothing_is_paid_for_an_episode_that_would_find_no_room(workshop):
    tight = replace(workshop.production, room=Room([workshop.folder], NO_ROOM, 0))
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    begun = Begun(id=episode.id, key=BRIEF.key, plan="free", language="en")
    outcome = tight.produce(begun)
    assert isinstance(outcome, PutOff)
    assert isinstance(outcome.error, Deferred)
    assert workshop.writer.paid == workshop.engine.paid == 0
    assert workshop.row.failures == 0
    assert workshop.resume(episode.id) == Served(key=BRIEF.key, status="completed")


def test_a_recording_that_waits_leaves_the_spool_however_little_room_there_is(workshop):
    (workshop.folder / "media").write_text("in the way")
    workshop.produce()
    assert workshop.row.status == "failed"
    (workshop.folder / "media").unlink()
    begun = Begun(id=workshop.row.id, key=BRIEF.key, plan="free", language="en")
    tight = replace(workshop.production, room=Room([workshop.folder], NO_ROOM, 0))
    assert isinstance(tight.produce(begun), Served)


def exhausted(*kinds: str) -> ChainExhausted:
    return ChainExhausted("no script could be had", [Rejected(kind, kind=kind) for kind in kinds])


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (Rejected("no", kind="refusal"), "refusal"),
        (exhausted("rate", "timeout", "benched", "cooling"), "timeout"),
        (exhausted("benched"), "benched"),
        (exhausted(), "chainexhausted"),
        (WorkerLost("died"), "workerlost"),
        (ZeroDivisionError("a secret"), "bug"),
    ],
)
def test_a_failure_says_its_kind_in_one_short_word(workshop, trouble, kind):
    workshop.writer.trouble = trouble
    failed = workshop.produce()
    assert (failed.kind, failed.episode_id) == (kind, workshop.row.id)


def test_a_language_without_a_voice_is_a_kind_of_its_own(workshop):
    assert workshop.produce(other_language("xx")).kind == "no_voice"
