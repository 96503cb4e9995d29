from pathlib import Path

import pytest

from podcaster.domain.learner import LearnerId
from podcaster.errors import Misused
from podcaster.sources.skip_list import is_listed, read_skip_list


def test_a_skip_list_has_an_id_a_line_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "skip.txt"
    path.write_text("\ufeff# none of these\n42\r\n\n  north/7  # asked by mail\n# 8\nuser#9\n")
    assert read_skip_list(path) == {"42", "north/7", "user#9"}


def test_an_id_alone_is_that_learner_of_any_tenant() -> None:
    listed = frozenset({"42", "north/7"})
    assert is_listed(LearnerId("", "42"), listed)
    assert is_listed(LearnerId("south", "42"), listed)
    assert is_listed(LearnerId("north", "7"), listed)
    assert not is_listed(LearnerId("south", "7"), listed)
    assert not is_listed(LearnerId("", "7"), listed)


@pytest.mark.parametrize("content", [None, b"\xff\xfe4\x002\x00"])
def test_a_skip_list_that_cannot_be_read_stops_everything(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "skip.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Misused, match=r"skip\.txt cannot be read \(.+\); mend it"):
        read_skip_list(path)
