"""Who is due, in one pass over the learners: every one of them ends in exactly one bucket."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from podcaster.briefing.brief import NO_HISTORY, make_brief
from podcaster.briefing.eligibility import Standing, Verdict, judge, judge_activity, zone_of
from podcaster.briefing.options import EligibilityOptions
from podcaster.briefing.traces import seen_without_login
from podcaster.domain.brief import Brief, EpisodeKey, Recent
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, BadRecord, Learner
from podcaster.errors import SourceUnreadable
from podcaster.pipeline.history import History
from podcaster.pipeline.outcomes import Noted, Read, Skipped, SourceBroke
from podcaster.sources.skip_list import is_listed
from podcaster.sources.source import Page, Source
from podcaster.speech.options import SpeechOptions
from podcaster.speech.plans import resolve_plan
from podcaster.text.languages import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides who is due and what their episode is about, the same for a whole night.

    `skip_list` holds ids of learners who want none, as `user_id` or `tenant/user_id`.
    """

    asked: DateAsked
    zone: ZoneInfo
    eligibility: EligibilityOptions
    speech: SpeechOptions
    default_language: str
    tenant: str | None = None
    skip_list: frozenset[str] = frozenset()

    def placed(self, learner: Learner) -> "Placed":
        """The learner with their own zone and date."""
        zone, own = zone_of(learner.timezone, self.zone)
        return Placed(learner, zone, own, self.asked.for_zone(zone))

    def standings(
        self, placed: Sequence["Placed"], history: History
    ) -> Mapping[EpisodeKey, Standing]:
        """What is on record about each of them; plays count only where somebody asks for them."""
        served = history.served([each.key for each in placed])
        heard = {
            each.key: each.learner.last_heard_at
            for each in placed
            if self.eligibility.pause_after_unheard and each.learner.plays_are_known
        }
        unheard = history.unheard(heard) if heard else {}
        return {
            each.key: Standing(
                served=each.key in served,
                unheard=unheard.get(each.learner.id),
                is_listed=is_listed(each.learner.id, self.skip_list),
            )
            for each in placed
        }

    def verdict(self, placed: "Placed", standing: Standing) -> Verdict:
        """Due or not and why, as far as the light learner tells."""
        return judge(
            placed.learner,
            self.asked,
            placed.zone,
            self.eligibility,
            has_own_zone=placed.own_zone,
            standing=standing,
        )

    def full_verdict(self, placed: "Placed", activity: Activity, standing: Standing) -> Verdict:
        """Due or not and why, with the last rule, on how much there is to talk about."""
        return judge_activity(
            self.verdict(placed, standing),
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
    try:
        for page in source.pages(rules.eligibility.batch_size):
            yield from page.bad
            if page.duplicates:
                yield Skipped("duplicate", page.duplicates)
            yield from _from_page(page, rules, history)
            yield from _unknown_fields(page.ignored_fields)
            yield from (Noted(said, count) for said, count in sorted(page.warnings.items()))
    except SourceUnreadable as error:
        yield SourceBroke(error)


def _from_page(page: Page, rules: Rules, history: History) -> Iterator[Choice]:
    placed = [
        rules.placed(each) for each in page.learners if rules.tenant in (None, each.id.tenant)
    ]
    yield Read(len(placed), sum(rules.asked.is_ahead_of(each.zone) for each in placed))
    standings = rules.standings(placed, history)
    skipped: Counter[str] = Counter()
    due = []
    for each in placed:
        reason = rules.verdict(each, standings[each.key]).reason
        if reason is None:
            due.append(each)
        else:
            skipped[reason] += 1
    yield from _due(page, due, rules, history, skipped)
    yield from (Skipped(reason, count) for reason, count in sorted(skipped.items()))


def _due(
    page: Page, due: Sequence[Placed], rules: Rules, history: History, skipped: Counter[str]
) -> Iterator[Choice]:
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
            yield from _oddities(each, rules)
            yield Case(rules, each, activity, recent.get(learner.id, NO_HISTORY))


def _oddities(placed: Placed, rules: Rules) -> Iterator[Noted]:
    """What in the record of a learner who is due is not known, and what is taken for it."""
    learner = placed.learner
    effective, known = resolve_plan(learner.plan, rules.speech)
    if not known:
        yield Noted(f"an unknown plan is served as {effective}: {learner.plan[:40]!r}")
    if learner.timezone and not placed.own_zone:
        yield Noted(
            f"an unknown time zone is taken for {rules.zone.key}: {learner.timezone[:40]!r}"
        )


def _unknown_fields(fields: Mapping[str, int]) -> Iterator[Noted]:
    yield from (
        Noted(f"an unknown field of the learners is ignored: {name[:40]!r}", count)
        for name, count in sorted(fields.items())
    )
