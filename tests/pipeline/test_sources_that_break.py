"""What is counted where a source breaks while it is asked what learners did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from histories import Remembered

from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, Learner, LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.choosing import choose
from podcaster.pipeline.outcomes import Noted, Read, Skipped, SourceBroke
from podcaster.pipeline.rules import Rules
from podcaster.sources.paging import ReadPage
from podcaster.speech.options import SpeechOptions

NOW = datetime(2025, 12, 7, 3, 0, tzinfo=UTC)
GONE = SourceUnreadable("the database is gone; start it")


class Page(ReadPage):
    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        raise GONE


@dataclass
class Breaking:
    """One page of learners, of whom the first was seen today."""

    name: str = "a database"

    def pages(self, size: int, user_id: str | None = None) -> Iterator[Page]:
        page = Page()
        page.learners += [
            Learner(id=LearnerId("", str(n)), last_active_at=None if n else NOW) for n in range(5)
        ]
        page.warnings["a query cannot be run"] = 1
        yield page


def test_who_was_judged_before_and_what_was_noted_are_told():
    rules = Rules(
        asked=DateAsked(None, NOW),
        zone=ZoneInfo("UTC"),
        eligibility=EligibilityOptions(),
        speech=SpeechOptions(),
        default_language="en",
    )
    assert list(choose(Breaking(), rules, Remembered())) == [
        Read(5, 0),
        Skipped("not_seen", 4),
        Noted("a query cannot be run", 1),
        SourceBroke(GONE),
    ]
