"""The learners of a configuration, and what decides who of them is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from podcaster.config.config import Config
from podcaster.domain.days import DateAsked
from podcaster.ledger.view import LedgerView
from podcaster.pipeline.choosing import Choice, choose
from podcaster.pipeline.rules import Rules
from podcaster.pipeline.seeking import seek
from podcaster.remote.credentials import Credentials
from podcaster.sources.opening import open_source
from podcaster.sources.skip_list import read_skip_list
from podcaster.sources.source import Source


@dataclass(frozen=True, slots=True)
class Learners:
    """Those of one source; `zone` is that of learners who name none."""

    config: Config
    directory: Path
    zone: ZoneInfo
    credentials: Credentials

    def source(self, asked: DateAsked) -> Source:
        """All of them, with what they did until the date that is asked for."""
        return open_source(
            self.config.learners,
            asked,
            self.zone,
            self.directory,
            credentials=self.credentials,
            active_within_days=self.config.eligibility.active_within_days,
            min_answers=self.config.eligibility.min_answers,
        )

    def rules(self, asked: DateAsked, tenant: str | None) -> Rules:
        """What decides who is due; Misused where the skip list cannot be read."""
        skip_list = self.config.eligibility.skip_list
        return Rules(
            asked=asked,
            zone=self.zone,
            eligibility=self.config.eligibility,
            speech=self.config.speech,
            default_language=self.config.learners.default_language,
            tenant=tenant,
            skip_list=read_skip_list(skip_list) if skip_list else frozenset(),
        )

    def choices(
        self, asked: DateAsked, ledger: LedgerView, user: str | None, tenant: str | None
    ) -> Iterator[Choice]:
        """Who is due among all learners, or the one named."""
        source = self.source(asked)
        if user is not None:
            source = seek(source, user, tenant, self.config.eligibility.batch_size)
        return choose(source, self.rules(asked, tenant), ledger)
