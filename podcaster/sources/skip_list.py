"""The operator's list of learners who want no podcast."""

import re
from collections.abc import Collection
from pathlib import Path

from podcaster.domain.learner import LearnerId
from podcaster.errors import Misused

_COMMENT = re.compile(r"(?:^|\s)#.*")  # an id may hold a #


def read_skip_list(path: Path) -> frozenset[str]:
    """The ids in a file in UTF-8: `user_id` or `tenant/user_id` a line, comments begin with #.

    Misused, which names the file, where it cannot be read: serving those who want nothing is worse
    than serving nobody.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # ValueError: no UTF-8, or a NUL in the name
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise Misused(
            f"the skip list {path} cannot be read ({reason}); mend it, or take skip_list out of"
            " [eligibility]"
        ) from error
    return frozenset(filter(None, (_COMMENT.sub("", line).strip() for line in text.splitlines())))


def is_listed(learner: LearnerId, skip_list: Collection[str]) -> bool:
    """True where the learner is on the list, by an id of any tenant or of their own."""
    return learner.user_id in skip_list or f"{learner.tenant}/{learner.user_id}" in skip_list
