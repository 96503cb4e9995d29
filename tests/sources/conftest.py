from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner
from podcaster.errors import SourceUnreadable
from podcaster.sources.opening import open_export
from podcaster.sources.options import LearnersOptions
from podcaster.sources.source import Source

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)


@dataclass
class Read:
    """What came of reading an export to its end."""

    learners: list[Learner] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    duplicates: int = 0
    warnings: dict[str, int] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)
    page_sizes: list[int] = field(default_factory=list)
    error: str = ""

    @property
    def ids(self) -> Sequence[str]:
        return [each.id.user_id for each in self.learners]


ReadExport = Callable[..., Read]


@pytest.fixture(scope="session")
def read_export(tmp_path_factory: pytest.TempPathFactory) -> ReadExport:
    """Reads the bytes or the text given as if they were a file that somebody exported."""
    path = tmp_path_factory.mktemp("exports") / "export"

    def read(content: bytes | str, size: int = 100, tenant: str = "") -> Read:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_at(path, size, tenant)

    return read


@pytest.fixture(scope="session")
def read_path() -> Callable[[Path], Read]:
    """Reads whatever is at a path."""
    return read_at


def export_at(path: Path, tenant: str = "") -> Source:
    options = LearnersOptions(source=str(path), tenant=tenant)
    return open_export(path, options, DateAsked(None, NOW), 14)


def read_at(path: Path, size: int = 100, tenant: str = "") -> Read:
    found = Read()
    try:
        for page in export_at(path, tenant).pages(size):
            found.learners += page.learners
            acts = page.activities([each.id for each in page.learners])
            found.activities += [acts[each.id] for each in page.learners]
            found.bad += page.bad
            found.duplicates += page.duplicates
            for name, count in page.ignored_fields.items():
                found.ignored[name] = found.ignored.get(name, 0) + count
            for said, count in page.warnings.items():
                found.warnings[said] = found.warnings.get(said, 0) + count
            found.page_sizes.append(len(page.learners) + len(page.bad))
    except SourceUnreadable as error:
        found.error = str(error)
    return found
