"""When an episode is given up, and by which failures: not by somebody else's, nor in a hurry."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pipeline.workshop import BRIEF, NOW, Workshop

from podcaster.domain.learner import LearnerId
from podcaster.errors import (
    ChainExhausted,
    Conflict,
    PodcasterError,
    Rejected,
    Transient,
    Unavailable,
)
from podcaster.ledger.entries import Begun
from podcaster.ledger.tombstones import Tombstones
from podcaster.pipeline.failing import failure
from podcaster.pipeline.options import PipelineOptions
from podcaster.pipeline.outcomes import Due, Failed, Served, Withdrawn
from podcaster.pipeline.produce import Made
from podcaster.pipeline.step import NoVoice

TRIES = PipelineOptions().tries
OWN = Rejected("it will not write that", kind="refused")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    workshop.writer.trouble = OWN
    yield workshop
    workshop.ledger.close()


def tried(workshop: Workshop, at: datetime, tries: int = TRIES, **kwargs: bool) -> Made:
    """What a try at that time comes to."""
    workshop.now = at
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, at)
    begun = Begun(id=episode.id, key=BRIEF.key, plan="free", language="en")
    return replace(workshop.production, tries=tries).produce(begun, **kwargs)


def given_up_after(workshop: Workshop, days: int, is_run: Callable[[datetime], bool]) -> timedelta:
    """How long after its first try an episode is given up, minute by minute; the days if never."""
    first = NOW.replace(hour=0, minute=7)
    for minutes in range(days * 24 * 60):
        at = first + minutes * MINUTE
        if is_run(at):
            outcome = tried(workshop, at)
            if isinstance(outcome, Failed) and outcome.is_given_up:
                return at - first
    return timedelta(days=days)


def by_crontab(workshop: Workshop) -> Callable[[datetime], bool]:
    """The times of crontab.example: generate in each hour, retry where a next try has come."""

    def is_run(at: datetime) -> bool:
        row = workshop.row
        is_retried = at.minute % 10 == 0 and row is not None and row.next_try_at <= at
        return at.minute == 7 or is_retried

    return is_run


def test_by_the_crontab_an_episode_is_given_up_after_five_hours_at_the_earliest(workshop):
    assert given_up_after(workshop, 1, by_crontab(workshop)) == 5 * HOUR + 13 * MINUTE
    assert workshop.row.failures == TRIES


def test_by_generate_alone_an_episode_is_given_up_no_earlier(workshop):
    ended = given_up_after(workshop, 1, lambda at: at.minute == 7)
    assert 5 * HOUR + 13 * MINUTE < ended < 12 * HOUR


def test_a_provider_that_is_down_for_two_days_has_nothing_given_up(workshop):
    workshop.writer.trouble = Unavailable("no money", kind="quota")
    assert given_up_after(workshop, 2, by_crontab(workshop)) == 2 * DAY
    row = workshop.row
    assert (row.status, row.next_try_at > workshop.now) == ("failed", True)
    assert 15 < row.failures < 30  # every 160 minutes once the pause has grown
    workshop.writer.trouble = None
    assert tried(workshop, workshop.now).status == "completed"


def test_failures_of_providers_are_none_of_the_tries_of_an_episode(workshop):
    workshop.writer.trouble = Transient("busy", kind="overloaded")
    for n in range(TRIES):
        tried(workshop, NOW + n * DAY)
    workshop.writer.trouble = OWN
    ended = [tried(workshop, NOW + n * DAY).is_given_up for n in range(TRIES, 2 * TRIES)]
    assert ended == [False] * (TRIES - 1) + [True]


def test_a_try_before_its_time_neither_counts_nor_lengthens_the_pause(workshop):
    tried(workshop, NOW)
    for minutes in (1, 5, 9):
        assert not tried(workshop, NOW + minutes * MINUTE, tries=2).is_given_up
        assert (workshop.row.failures, workshop.row.next_try_at) == (1, NOW + 10 * MINUTE)
    assert tried(workshop, NOW + 10 * MINUTE, tries=2).is_given_up


def test_a_try_before_its_time_that_comes_further_and_fails_does_not_count(workshop):
    tried(workshop, NOW)
    workshop.writer.trouble, workshop.engine.trouble = None, OWN
    assert tried(workshop, NOW + MINUTE).stage == "speech"
    assert (workshop.row.failures, workshop.row.next_try_at) == (1, NOW + 11 * MINUTE)


def test_a_second_try_of_the_same_run_does_not_count_whenever_it_is(workshop):
    tried(workshop, NOW)
    assert not tried(workshop, NOW + HOUR, tries=2, again=True).is_given_up
    assert (workshop.row.failures, workshop.row.next_try_at) == (1, NOW + 70 * MINUTE)


def test_what_is_given_up_can_be_made_all_the_same(workshop):
    assert tried(workshop, NOW, tries=1).is_given_up
    assert workshop.row.status == "given_up"
    workshop.writer.trouble = None
    assert isinstance(tried(workshop, NOW, tries=1), Served)


def exhausted(*errors: Rejected | Transient | Unavailable) -> ChainExhausted:
    return ChainExhausted("no script could be had", errors)


LAYOUT, GATE = Rejected("no script", kind="layout"), Rejected("too short", kind="gate")
BUSY, KEY = Transient("busy", kind="overloaded"), Unavailable("a wrong key", kind="auth")
BENCHED = Unavailable("benched", kind="benched")


@pytest.mark.parametrize(
    ("trouble", "of_providers", "lasting"),
    [
        (LAYOUT, False, False),
        (Rejected("refused", kind="refused"), False, False),
        (ZeroDivisionError(), False, False),
        (NoVoice("nobody speaks xx"), False, True),
        (Rejected("nobody speaks xx", kind="no_voice"), False, True),
        (GATE, False, True),
        (Conflict("other bytes"), False, True),
        (KEY, True, True),
        (Unavailable("no money", kind="quota"), True, True),
        (Unavailable("a proxy that refuses", kind="bad_request"), True, True),
        (BENCHED, True, True),
        (BUSY, True, False),
        *((Transient(kind, kind=kind), True, False) for kind in ("rate", "timeout", "connection")),
        (Rejected("busy, and says not to ask again", kind="overloaded"), True, False),
        (exhausted(KEY, GATE), True, True),
        (exhausted(BUSY, GATE), True, False),
        (exhausted(BENCHED, LAYOUT), True, False),
        (exhausted(LAYOUT, GATE), False, False),
        (exhausted(), False, False),
    ],
)
def test_whose_trouble_it_is_and_whether_it_lasts_is_told_of_every_failure(
    trouble: PodcasterError, of_providers: bool, lasting: bool
) -> None:
    failed = failure(BRIEF.key, None, trouble, "why")
    assert (failed.of_providers, failed.lasting) == (of_providers, lasting)


def test_whoever_is_forgotten_in_mid_run_is_left_out_and_has_not_failed(workshop):
    episode = workshop.ledger.open_episode(BRIEF, workshop.run_id, NOW)
    Tombstones(workshop.folder).lay(LearnerId("", "7"))
    due = Due(learner=BRIEF.key.learner, date=BRIEF.key.date, plan="free", language="en")
    assert workshop.resume(episode.id) == Withdrawn(due, "forgotten")
    assert workshop.row.failures == 0
