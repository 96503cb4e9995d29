"""Whether the ids that an operator lists are those of learners."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol, runtime_checkable

from podcaster.domain.learner import LearnerId
from podcaster.sources.skip_list import is_listed
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.queries import CHECK

MOST = 1_000
"""Ids that a database is asked for."""
ABOUT = "skip_list ids"


@runtime_checkable
class Searchable(Protocol):
    """A source that finds learners by their ids without reading the others."""

    def among(self, user_ids: Sequence[str]) -> Collection[LearnerId]:
        """The learners who have one of these ids."""


def found_by_id(source: Searchable, listed: Collection[str]) -> Collection[LearnerId]:
    """The learners whom the first of the list's ids mean, in any tenant or in their own."""
    some = sorted(listed)[:MOST]
    return source.among(sorted({*some, *(each.partition("/")[2] for each in some)} - {""}))


def listed_are_learners(
    listed: Collection[str], learners: Collection[LearnerId], *, is_all: bool
) -> Iterator[Finding]:
    """How many of the ids are nobody's, where the learners are all that they could mean."""
    known = {each for one in learners if is_listed(one, listed) for each in _names_of(one)}
    nobodys = [each for each in sorted(listed)[:MOST] if each not in known]
    looked_up = min(len(listed), MOST)
    if any(map(_is_a_word, nobodys)) and not any(_is_a_word(each.user_id) for each in learners):
        words = sum(map(_is_a_word, nobodys))
        said = f"{words} of {looked_up} ids of the skip list look like user names"
        do = "list user ids, as `podcaster generate --dry-run --json` names learners"
        yield Finding(CHECK, "warning", ABOUT, f"{said}, and match nobody", do)
    elif is_all:
        said = f"{len(nobodys)} of {looked_up} ids of the skip list match nobody"
        yield Finding(CHECK, "ok", ABOUT, said)
    else:
        met = looked_up - len(nobodys)
        said = f"{met} of {looked_up} ids of the skip list are among the first learners"
        yield Finding(CHECK, "ok", ABOUT, f"{said}, and no more were looked at")


def _names_of(learner: LearnerId) -> tuple[str, str]:
    """How a list may name them."""
    return learner.user_id, f"{learner.tenant}/{learner.user_id}"


def _is_a_word(listed: str) -> bool:
    return any(map(str.isalpha, listed.rpartition("/")[2]))
