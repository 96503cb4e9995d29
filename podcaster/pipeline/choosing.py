"""Who is due, in one pass over the learners: every one of them ends in exactly one bucket."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from podcaster.briefing.brief import make_brief
from podcaster.briefing.eligibility import Verdict, judge, judge_activity, zone_of
from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.brief import Brief, EpisodeKey
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.outcomes import Noted, Read, Skipped, SourceBroke
from podcaster.sources.source import Page, Source
from podcaster.speech.options import SpeechOptions
from podcaster.speech.plans import resolve_plan
from podcaster.text.languages import normalise

ServedAmong = Callable[[Sequence[EpisodeKey]], frozenset[EpisodeKey]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides who is due and what their episode is about, the same for a whole night."""

    asked: DateAsked
    zone: ZoneInfo
    eligibility: EligibilityOptions
    speech: SpeechOptions
    default_language: str
    tenant: str | None = None

    def placed(self, learner: Learner) -> "Placed":
        """The learner with their own zone and date."""
        zone, own = zone_of(learner.timezone, self.zone)
        return Placed(learner, zone, own, self.asked.for_zone(zone))

    def verdict(self, placed: "Placed", *, served: bool) -> Verdict:
        """Due or not and why, as far as the light learner tells."""
        return judge(
            placed.learner,
            self.asked,
            placed.zone,
            self.eligibility,
            has_own_zone=placed.own_zone,
            served=served,
        )

    def full_verdict(self, placed: "Placed", activity: Activity, *, served: bool) -> Verdict:
        """Due or not and why, with the last rule, on how much there is to talk about."""
        return judge_activity(
            self.verdict(placed, served=served),
            activity,
            self.eligibility,
            day=placed.day,
            zone=placed.zone,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """A learner in time: their zone, whether it is their own, and their episode's date."""

    learner: Learner
    zone: ZoneInfo
    own_zone: bool
    day: date

    @property
    def key(self) -> EpisodeKey:
        """Whose episode, for which date."""
        return EpisodeKey(self.learner.id, self.day)


@dataclass(frozen=True, slots=True)
class Case:
    """A learner who is due, with all that their brief is made from."""

    rules: Rules
    placed: Placed
    activity: Activity

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

    def brief(self) -> Brief:
        """What this learner's episode is about."""
        return make_brief(
            self.placed.learner,
            self.activity,
            day=self.placed.day,
            zone=self.placed.zone,
            plan=self.plan,
            language=self.language,
        )


Choice = Case | Skipped | Read | Noted | BadRecord | SourceBroke


def choose(source: Source, rules: Rules, served_among: ServedAmong) -> Iterator[Choice]:
    """A case for everybody who is due, and a count for everybody else."""
    try:
        for page in source.pages(rules.eligibility.batch_size):
            yield from page.bad
            if page.duplicates:
                yield Skipped("duplicate", page.duplicates)
            yield from _from_page(page, rules, served_among)
            yield from _unknown_fields(page.ignored_fields)
            yield from (Noted(said, count) for said, count in sorted(page.warnings.items()))
    except SourceUnreadable as error:
        yield SourceBroke(error)


def _from_page(page: Page, rules: Rules, served_among: ServedAmong) -> Iterator[Choice]:
    placed = [
        rules.placed(each) for each in page.learners if rules.tenant in (None, each.id.tenant)
    ]
    yield Read(len(placed), sum(rules.asked.is_ahead_of(each.zone) for each in placed))
    served = served_among([each.key for each in placed])
    skipped: Counter[str] = Counter()
    due = []
    for each in placed:
        reason = rules.verdict(each, served=each.key in served).reason
        if reason is None:
            due.append(each)
        else:
            skipped[reason] += 1
    activities = page.activities([each.learner.id for each in due]) if due else {}
    for each in due:
        yield from _from_activity(each, activities, rules, skipped)
    yield from (Skipped(reason, count) for reason, count in sorted(skipped.items()))


def _from_activity(
    placed: Placed, activities: Mapping[LearnerId, Activity], rules: Rules, skipped: Counter[str]
) -> Iterator[Choice]:
    learner = placed.learner
    activity = activities.get(learner.id, Activity())
    if reason := rules.full_verdict(placed, activity, served=False).reason:
        skipped[reason] += 1
        return
    effective, known = resolve_plan(learner.plan, rules.speech)
    if not known:
        yield Noted(f"an unknown plan is served as {effective}: {learner.plan[:40]!r}")
    if learner.timezone and not placed.own_zone:
        yield Noted(
            f"an unknown time zone is taken for {rules.zone.key}: {learner.timezone[:40]!r}"
        )
    yield Case(rules, placed, activity)


def _unknown_fields(fields: Mapping[str, int]) -> Iterator[Noted]:
    yield from (
        Noted(f"an unknown field of the learners is ignored: {name[:40]!r}", count)
        for name, count in sorted(fields.items())
    )
