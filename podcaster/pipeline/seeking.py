"""Finding one learner among all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId
from podcaster.errors import Misused
from podcaster.sources.source import Source


@dataclass(frozen=True, slots=True)
class OneLearner:
    """A page, and a source, of one learner."""

    name: str
    learner: Learner
    activity: Activity
    bad: Sequence[BadRecord] = ()
    duplicates: int = 0
    ignored_fields: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)

    @property
    def learners(self) -> Sequence[Learner]:
        """The one."""
        return (self.learner,)

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What the one did."""
        return {self.learner.id: self.activity} if self.learner.id in wanted else {}

    def pages(self, size: int, user_id: str | None = None) -> Iterator["OneLearner"]:
        """This, once; nothing else matters."""
        yield self


def seek(source: Source, user_id: str, tenant: str | None, size: int) -> OneLearner:
    """The learner with that id; Misused if there is none, or one in several tenants.

    Raises SourceUnreadable where the source breaks before its end: who comes after is not known.
    """
    found: dict[LearnerId, OneLearner] = {}
    bad = 0
    for page in source.pages(size, user_id):
        bad += len(page.bad)
        ours = [each for each in page.learners if _matches(each.id, user_id, tenant)]
        activities = page.activities([each.id for each in ours]) if ours else {}
        for each in ours:
            activity = activities.get(each.id, Activity())
            one = OneLearner(source.name, each, activity, warnings=page.warnings)
            found.setdefault(each.id, one)
    if not found:
        among = f" of tenant {tenant!r}" if tenant is not None else ""
        unread = f"; {bad} records there could not be read" if bad else ""
        raise Misused(f"there is no learner {user_id[:80]!r}{among} in {source.name}{unread}")
    if len(found) > 1:
        tenants = ", ".join(repr(each.tenant) for each in sorted(found))
        raise Misused(f"learner {user_id[:80]!r} is in several tenants ({tenants}): add --tenant")
    return next(iter(found.values()))


def _matches(learner: LearnerId, user_id: str, tenant: str | None) -> bool:
    return learner.user_id == user_id and tenant in (None, learner.tenant)
