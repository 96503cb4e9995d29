"""A worker pool for the room, and episodes that wait to be spoken."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from podcaster.domain.brief import Brief, EpisodeKey, Goal
from podcaster.domain.episode import Scripted
from podcaster.domain.facts import Facts
from podcaster.domain.learner import Gender, LearnerId, Level
from podcaster.domain.script import Part, Pause, Say, Script, Section, Written
from podcaster.workers import Workers

GREETING = Section("greeting", "Hello", (Say("Good morning! You got 9 of 12 questions right."),))
PRACTICE = Section(
    "practice", "Practice", (Say("What is one half plus one third?"), Pause(2), Say("Five sixths."))
)

MakeScripted = Callable[..., Scripted]


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Two at a time; `pytest` is preloaded because its console script is every worker's main."""
    preload = ["pytest", "podcaster.speech.engines.espeak_speaking"]
    with Workers(count=2, timeout=30, preload=preload) as those:
        yield those


@pytest.fixture
def scripted() -> MakeScripted:
    """Makes an episode that waits to be spoken."""

    def make(
        *parts: Part,
        language: str = "en",
        gender: Gender | None = None,
        level: Level | None = None,
    ) -> Scripted:
        sections = (Section("lesson", "Lesson", parts),) if parts else (GREETING, PRACTICE)
        script = Script(title="Today", language=language, sections=sections)
        brief = Brief(
            key=EpisodeKey(LearnerId("", "42"), date(2025, 12, 7)),
            name="Sarah",
            plan="free",
            language=language,
            voice_gender=gender,
            level=level,
            progress=None,
            focus=None,
            missed=(),
            review=(),
            review_count=0,
            practice=None,
            goal=Goal(kind="come_back"),
            facts=Facts(),
        )
        written = Written(script=script, provider="template", model="template", prompt_sha256="")
        return Scripted(id="e1", brief=brief, written=written)

    return make
