"""When a night is worth waking somebody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podcaster.pipeline.alerting import Alert, Night, alerts_of


def told(*, warn_above=0.05, fail_above=0.10, least=20, **night):
    found = alerts_of(Night(**night), warn_above=warn_above, fail_above=fail_above, least=least)
    return [(each.level, each.kind) for each in found]


def only(**night):
    (alert,) = alerts_of(Night(**night), warn_above=0.05, fail_above=0.10, least=20)
    return alert


def test_a_night_in_which_all_is_well_is_worth_nothing():
    assert told(read=1000, due=900, completed=900) == []
    assert told() == []


@pytest.mark.parametrize(
    ("failed", "level"), [(4, None), (5, None), (6, "warning"), (10, "warning"), (11, "alert")]
)
def test_only_more_than_a_threshold_counts(failed, level):
    expected = [(level, "failures")] if level else []
    assert told(due=100, completed=100 - failed, failed=failed) == expected


@pytest.mark.parametrize("tried", [20, 60, 140, 1000, 2_000_000])
def test_exactly_a_threshold_is_not_more_than_it(tried):
    failed = tried // 20
    assert told(due=tried, completed=tried - failed, failed=failed) == []


def test_of_too_few_no_share_is_judged():
    assert told(due=19, completed=10, failed=9) == []
    assert told(due=20, completed=10, failed=10) == [("alert", "failures")]


def test_those_who_were_put_off_are_not_in_the_share():
    assert told(due=1000, completed=18, failed=2, put_off="the time is over") == [
        ("warning", "put_off"),
        ("warning", "failures"),
    ]


def test_that_nothing_was_made_is_judged_of_one_learner_too():
    assert only(due=1, failed=1) == Alert(
        "alert",
        "nothing",
        "none of the 1 learners who were due has an episode",
        "podcaster doctor",
    )
    assert told(due=0, read=50) == []


def test_a_retry_is_not_judged_by_those_who_failed_before():
    assert told(is_retry=True, due=30, failed=30, bad=40) == []
    assert told(is_retry=True, due=1, failed=1, given_up=1) == [("warning", "given_up")]


def test_what_nobody_will_ever_finish_is_a_warning():
    alert = only(due=5, completed=5, too_old=2)
    assert (alert.level, alert.kind, alert.do) == ("warning", "too_old", "podcaster status")
    assert alert.said == "never finished, and older than [pipeline] retry_days: 2 episodes"


def test_a_night_that_was_ended_from_outside_is_a_warning():
    assert told(due=50, completed=0, is_interrupted=True) == [("warning", "interrupted")]


@pytest.mark.parametrize("why", ["source", "budget", "disk"])
def test_what_leaves_learners_without_an_episode_is_an_alert_in_its_own_words(why):
    alert = only(**{why: "it is used up"}, due=5, completed=2)
    assert (alert.level, alert.kind, alert.said) == ("alert", why, "it is used up")


@pytest.mark.parametrize(
    ("kind", "level"),
    [("benched", "alert"), ("credentials_lost", "warning"), ("in_vain", "warning")],
)
def test_each_provider_in_trouble_is_told_once(kind, level):
    sentences = ["openai: no money left", "polly: wrong key", "openai: no money left"]
    found = alerts_of(Night(**{kind: sentences}), warn_above=0.05, fail_above=0.1, least=20)
    assert [(each.level, each.kind, each.said) for each in found] == [
        (level, kind, "openai: no money left"),
        (level, kind, "polly: wrong key"),
    ]


def test_records_that_cannot_be_read_are_judged_by_share_too():
    assert told(read=980, bad=20) == []
    assert told(read=930, bad=70) == [("warning", "bad_records")]
    assert told(read=0, bad=1000) == [("alert", "bad_records")]


def test_a_bug_is_an_alert_with_its_count():
    assert only(bugs=1, due=5, completed=4).said.startswith("a bug, met once")
    assert only(bugs=3, due=5, completed=2).said.startswith("a bug, met 3 times")


def test_a_sentence_says_the_share_and_the_option_behind_it():
    alert = only(due=100, completed=88, failed=12)
    assert alert.said == "12 of 100 episodes failed: 12.0% is more than [alerts] fail_above = 0.1"
    assert alert.do == "podcaster retry"


def test_a_night_with_everything_tells_alerts_first():
    found = told(
        **{"read": 100, "bad": 50, "due": 90, "failed": 90, "given_up": 2, "bugs": 1},
        **{"source": "a", "budget": "b", "disk": "c", "put_off": "d"},
        **{"benched": ["e"], "credentials_lost": ["f"], "in_vain": ["g"]},
    )
    levels = [level for level, _ in found]
    assert levels == sorted(levels)
    assert len(found) == 12


counts = st.integers(0, 10_000)


@settings(max_examples=50)
@given(completed=counts, failed=counts, bad=counts, read=counts, least=st.integers(0, 50))
def test_every_alert_says_something_and_a_command(completed, failed, bad, read, least):
    night = Night(due=completed + failed, completed=completed, failed=failed, bad=bad, read=read)
    for alert in alerts_of(night, warn_above=0.05, fail_above=0.1, least=least):
        assert alert.said
        assert alert.do.startswith("podcaster ")


@settings(max_examples=50)
@given(failed=st.integers(0, 1000))
def test_more_failures_never_make_less_of_an_alert(failed):
    rank = {None: 0, "warning": 1, "alert": 2}

    def level(n):
        found = told(due=1000, completed=1000 - n, failed=n)
        return rank[found[-1][0] if found else None]

    assert level(failed) <= level(min(failed + 1, 999)) or failed >= 999
