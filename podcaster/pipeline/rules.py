"""What decides who is due, as far as a learner's own record and the ledger tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from podcaster.briefing.eligibility import Standing, Verdict, judge, judge_activity, zone_of
from podcaster.briefing.options import EligibilityOptions
from podcaster.domain.brief import EpisodeKey
from podcaster.domain.days import DateAsked
from podcaster.domain.learner import Activity, Learner
from podcaster.pipeline.history import History
from podcaster.sources.skip_list import is_listed
from podcaster.speech.options import SpeechOptions


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
        keys = [each.key for each in placed]
        served, forgotten = history.served(keys), history.forgotten(keys)
        heard = {
            each.key: each.learner.last_heard_at
            for each in placed
            if self.eligibility.pause_after_unheard and each.learner.plays_are_known
        }
        unheard = history.unheard(heard) if heard else {}
        return {
            each.key: Standing(
                forgotten=each.key in forgotten,
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
