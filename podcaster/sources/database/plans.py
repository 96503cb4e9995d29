"""Which plan a learner has, of the groups or courses that a query finds."""

from collections.abc import Iterable

from podcaster.sources.database.queries import PLANS_OF
from podcaster.sources.options import PlanOptions

FAMILY = "plans"


class PlanFinder:
    """Chooses by `[learners.plan]`.

    Of several groups the first in the order of `names` counts; without names, the first in the
    order of the alphabet, so that it is the same every night.
    """

    def __init__(self, options: PlanOptions) -> None:
        self._options = options
        self.is_by_record = options.taken_from == "record"

    @property
    def origin(self) -> str:
        """Where plans are looked up, for those who ask."""
        if self._options.taken_from == "column":
            return self._options.column
        return PLANS_OF.get(self._options.taken_from, FAMILY)

    def plan(self, found: Iterable[str]) -> tuple[str, str]:
        """The plan of a learner for whom so much was found, and what of it counted; "" for none."""
        names = sorted({name.strip() for name in found} - {""})
        if not names:
            return "", ""
        if self._options.taken_from == "course":
            return self._options.course_plan, ""
        chosen = self._first(names)
        # What the record says is translated for every source alike.
        return (chosen if self.is_by_record else self._options.names.get(chosen, chosen)), chosen

    def _first(self, names: list[str]) -> str:
        in_order = [name for name in self._options.names if name in names]
        if in_order:
            return in_order[0]
        is_of_groups = self._options.taken_from in ("group", "auth_group")
        # A group that is not among the names is no plan: a class, or an old campaign.
        return "" if self._options.names and is_of_groups else names[0]
