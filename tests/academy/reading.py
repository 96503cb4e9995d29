"""Everything that a source has to say, by learner: for comparing sources with each other."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from academy.people import NOW
from academy.rows import Academy
from podcaster.briefing.facts import find_facts
from podcaster.domain.days import DateAsked
from podcaster.domain.facts import Facts
from podcaster.domain.learner import Activity, Learner
from podcaster.errors import SourceUnreadable
from podcaster.sources.opening import open_source
from podcaster.sources.options import LearnersOptions
from podcaster.sources.source import Source

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = NOW.astimezone(TOKYO).date()


@dataclass
class Everything:
    """By user id, as far as it could be read; `error` is what ended the reading."""

    learners: dict[str, Learner] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    error: str = ""

    @property
    def facts(self) -> Mapping[str, Facts]:
        return {who: find_facts(did, DAY, TOKYO) for who, did in self.activities.items()}

    def of(self, academy: Academy, name: str) -> tuple[Learner, Activity, Facts]:
        """One learner of whom something is known beforehand."""
        user = str(academy.people[name])
        activity = self.activities[user]
        return self.learners[user], activity, find_facts(activity, DAY, TOKYO)


def opened(source: str, directory: Path, now: datetime = NOW, **options: Any) -> Source:
    """A source as a night opens it."""
    wanted = LearnersOptions(source=source, **options)
    return open_source(wanted, DateAsked(None, now), TOKYO, directory)


def everything(
    source: Source, size: int = 17, after_first_page: Callable[[], None] = lambda: None
) -> Everything:
    """Reads a source to its end, or as far as it goes; sizes that divide nothing find seams."""
    meanwhile = iter([after_first_page])
    found = Everything()
    try:
        for page in source.pages(size):
            ids = {each.id: each.id.user_id for each in page.learners}
            found.learners.update({each.id.user_id: each for each in page.learners})
            did = page.activities(list(ids))
            found.activities.update({ids[each]: activity for each, activity in did.items()})
            found.warnings.update(page.warnings)
            next(meanwhile, lambda: None)()
    except SourceUnreadable as error:
        found.error = str(error)
    return found
