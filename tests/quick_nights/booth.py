"""Episodes made one by one in one house, within this process and without waiting."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mornings import unknown

from podcaster.domain.attempt import Attempt, Record
from podcaster.domain.brief import Brief, EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import SECTION_KINDS, Say, Script, Section, Written
from podcaster.ledger.entries import Begun, EpisodeRow
from podcaster.pipeline.outcomes import Failed, PutOff, Served
from quick_nights import NobodyWaits, QuickHouse

PIECE = (
    "Good morning, and welcome. Today is about remembering without help. Think of the last thing"
    " that you studied, and say it aloud in your own words. Explain it to a friend, from the"
    " beginning to the end. Close your notes, and bring back what you said."
)
"""All that `OnePiece` says: one request, which is SSML wherever an engine has it."""


@dataclass(frozen=True)
class OnePiece:
    """A writer whose scripts cost nothing and are spoken slowly, in one request."""

    name: str = "operator"

    def price_estimate(self) -> int:
        return 0

    def answer(self, brief: Brief, record: Record) -> Written:
        section = Section(SECTION_KINDS[0], "Hello", (Say(PIECE, slower=True),))
        script = Script(title="Today", language=brief.language, sections=(section,))
        return Written(script=script, provider=self.name, model="", prompt_sha256="0" * 64)


class Booth:
    """Makes episodes for learners of the plan `free`, each as a night would, and tells of them."""

    def __init__(self, config: Path) -> None:
        self.stop = NobodyWaits()
        self.house = QuickHouse(QuickHouse.find(config).loaded, self.stop)
        self.ledger = self.house.ledger()
        self.run_id = self.ledger.start_run("generate", None, datetime.now(UTC))

    def close(self) -> None:
        self.ledger.close()
        self.house.providers.http.close()

    def produce(
        self, user: str, writer: OnePiece | None = None, language: str = "en"
    ) -> Served | Failed | PutOff:
        now = datetime.now(UTC)
        key = EpisodeKey(LearnerId("", user), now.date())
        brief = replace(unknown(language), key=key, plan="free")
        episode = self.ledger.open_episode(brief, self.run_id, now)
        begun = Begun(id=episode.id, key=key, plan="free", language=language)
        return self.house.production(self.ledger, self.run_id, writer).produce(begun)

    def row(self, user: str) -> EpisodeRow:
        row = self.ledger.episode(user, "", None)
        assert row is not None
        return row

    def attempts(self, user: str, provider: str) -> list[Attempt]:
        return [
            each for each in self.ledger.attempts(self.row(user).id) if each.provider == provider
        ]
