"""Answers of finished episodes stay until others could not need them any more."""

import pytest

from podcaster.pipeline.releasing import Releasing
from podcaster.remote.kept import Kept
from podcaster.remote.reply import Reply


@pytest.fixture
def kept(tmp_path) -> Kept:
    return Kept(tmp_path / "kept")


def paid(kept: Kept, key: str, owner: str, size: int = 1000) -> str:
    with kept.paying(key, owner) as place:
        if place.reply is None:
            place.keep(Reply(b"x" * size))
    return key


def is_kept(kept: Kept, key: str) -> bool:
    return kept.bytes_of([key]) > 0


def test_what_fits_is_held_for_the_next_learner(kept):
    releasing = Releasing(kept, 10_000)
    releasing.add([paid(kept, "a", "ann")], "ann")
    assert is_kept(kept, "a")


def test_the_first_ones_go_where_there_is_too_much(kept):
    releasing = Releasing(kept, 2500)
    for key in "abc":
        releasing.add([paid(kept, key, key)], key)
    assert [is_kept(kept, key) for key in "abc"] == [False, True, True]


def test_without_room_nothing_is_held(kept):
    Releasing(kept, 0).add([paid(kept, "a", "ann")], "ann")
    assert not is_kept(kept, "a")


def test_in_the_end_all_go_but_what_a_second_learner_asked_for(kept):
    releasing = Releasing(kept, 10_000)
    releasing.add([paid(kept, "a", "ann"), paid(kept, "b", "ann")], "ann")
    paid(kept, "b", "ben")
    releasing.finish()
    assert [is_kept(kept, key) for key in "ab"] == [False, True]


def test_answers_that_are_gone_already_take_no_room(kept):
    Releasing(kept, 0).add(["", "nowhere"], "ann")
    assert kept.bytes_of(["", "nowhere"]) == 0
