"""Who is due, in one pass over the learners: every one of them ends in exactly one bucket."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from podcaster.briefing.brief import NO_HISTORY, make_brief
from podcaster.briefing.eligibility import Standing
from podcaster.briefing.traces import seen_without_login
from podcaster.domain.brief import Brief, EpisodeKey, Recent
from podcaster.domain.learner import Activity, BadRecord
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.history import History
from podcaster.pipeline.oddities import Oddities
from podcaster.pipeline.outcomes import Noted, Read, Skipped, SourceBroke
from podcaster.pipeline.rules import Placed, Rules
from podcaster.sources.source import Page, Source
from podcaster.speech.plans import resolve_plan
from podcaster.text.languages import normalise


@dataclass(frozen=True, slots=True)
class Case:
    """A learner who is due, with all that their brief is made from."""

    rules: Rules
    placed: Placed
    activity: Activity
    recent: Recent

    @property
    def key(self) -> EpisodeKey:
        """Whose episode, for which date."""
        return self.placed.key

    @property
    def plan(self) -> str:
        """The plan that is in force."""
        return resolve_plan(self.placed.learner.plan, self.rules.speech).plan

    @property
    def language(self) -> str:
        """The language of the episode; one that nobody knows stays what it is, and fails."""
        given = self.placed.learner.language.strip()
        return normalise(given) or given[:35] or self.rules.default_language

    @property
    def seen_by(self) -> str:
        """The kind of the newest trace where the last login would not do; else ""."""
        within = self.rules.eligibility.active_within_days
        return seen_without_login(self.placed.learner, self.placed.day, self.placed.zone, within)

    def brief(self) -> Brief:
        """What this learner's episode is about."""
        return make_brief(
            self.placed.learner,
            self.activity,
            day=self.placed.day,
            zone=self.placed.zone,
            plan=self.plan,
            language=self.language,
            recent=self.recent,
        )


Choice = Case | Skipped | Read | Noted | BadRecord | SourceBroke


def choose(source: Source, rules: Rules, history: History) -> Iterator[Choice]:
    """A case for everybody who is due, and a count for everybody else."""
    oddities = Oddities(rules)
    try:
        for page in source.pages(rules.eligibility.batch_size):
            yield from page.bad
            if page.duplicates:
                yield Skipped("duplicate", page.duplicates)
            skipped: Counter[str] = Counter()
            try:
                yield from _from_page(page, rules, history, skipped, oddities)
            except SourceUnreadable:
                yield from _counted(page, skipped)
                raise
            yield from _counted(page, skipped)
    except SourceUnreadable as error:
        yield SourceBroke(error)


def _from_page(
    page: Page, rules: Rules, history: History, skipped: Counter[str], oddities: Oddities
) -> Iterator[Choice]:
    placed = [
        rules.placed(each) for each in page.learners if rules.tenant in (None, each.id.tenant)
    ]
    yield Read(len(placed), sum(rules.asked.is_ahead_of(each.zone) for each in placed))
    standings = rules.standings(placed, history)
    due = []
    for each in placed:
        reason = rules.verdict(each, standings[each.key]).reason
        if reason is None:
            due.append(each)
        else:
            skipped[reason] += 1
    for case in _due(page, due, rules, history, skipped):
        yield from oddities.of(case.placed)
        yield case


def _due(
    page: Page, due: Sequence[Placed], rules: Rules, history: History, skipped: Counter[str]
) -> Iterator[Case]:
    """Those who are due so far, each with what they did and what they heard last."""
    if not due:
        return
    activities = page.activities([each.learner.id for each in due])
    recent = history.recent([each.key for each in due])
    for each in due:
        learner = each.learner
        activity = activities.get(learner.id, Activity())
        if reason := rules.full_verdict(each, activity, Standing()).reason:
            skipped[reason] += 1
        else:
            yield Case(rules, each, activity, recent.get(learner.id, NO_HISTORY))


def _counted(page: Page, skipped: Mapping[str, int]) -> Iterator[Skipped | Noted]:
    """What a page comes to once it was asked all that it will be asked, or broke over that."""
    yield from (Skipped(reason, count) for reason, count in sorted(skipped.items()))
    yield from _unknown_fields(page.ignored_fields)
    yield from (Noted(said, count) for said, count in sorted(page.warnings.items()))


def _unknown_fields(fields: Mapping[str, int]) -> Iterator[Noted]:
    yield from (
        Noted(f"an unknown field of the learners is ignored: {name[:40]!r}", count)
        for name, count in sorted(fields.items())
    )
