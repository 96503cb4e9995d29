"""Where an episode lives: readable where that is safe, opaque where it is not."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.domain.keys import LEGACY, MARKERS, object_key, path_segment
from podcaster.domain.learner import LearnerId

DAY = date(2026, 11, 21)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=())) | st.from_regex(
    r"[a-z0-9_x-]{1,8}"
)


def test_a_plain_id_stays_readable():
    key = object_key(LearnerId("", "42"), DAY, "abc")
    assert key == "podcasts/42/2026-11-21_abc.mp3"


def test_a_tenant_comes_first():
    assert object_key(LearnerId("north", "42"), DAY, "abc").startswith("north/podcasts/42/")


@given(ANY_TEXT, ANY_TEXT)
def test_no_id_reaches_outside_its_place(tenant, user_id):
    key = object_key(LearnerId(tenant, user_id), DAY, "abc")
    segment = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
    assert re.fullmatch(rf"({segment}/)?podcasts/{segment}/2026-11-21_abc\.mp3", key)


@given(ANY_TEXT, ANY_TEXT)
def test_different_ids_never_share_a_place(one, other):
    assert (path_segment(one) == path_segment(other)) == (one == other)


def test_an_id_that_looks_like_a_stand_in_does_not_pass_for_one():
    stand_in = path_segment("../../etc")
    assert path_segment(stand_in) != stand_in


@pytest.mark.parametrize("place", [LEGACY, MARKERS])
def test_no_tenant_lives_in_a_place_of_ours(place):
    key = object_key(LearnerId(place.rstrip("/"), "42"), DAY, "abc")
    assert not key.startswith(place)
