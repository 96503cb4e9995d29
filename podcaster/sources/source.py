"""What the pipeline asks of any place that learners come from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from podcaster.domain.learner import Activity, BadRecord, Learner, LearnerId


class Page(Protocol):
    """Some learners, light enough to be judged, and what was met on the way to them."""

    @property
    def learners(self) -> Sequence[Learner]:
        """Those whose records fit, in the order of the source; nobody twice in a source."""

    @property
    def bad(self) -> Sequence[BadRecord]:
        """Records that do not fit, each with its place."""

    @property
    def duplicates(self) -> int:
        """How many records were left out because their learner had come before."""

    @property
    def ignored_fields(self) -> Mapping[str, int]:
        """Fields that nobody knows, and how often they came; `answers.colour` for a nested one.

        Few names, whatever the source holds: those past the first hundred, and names that look
        like values, are counted together.
        """

    @property
    def warnings(self) -> Mapping[str, int]:
        """What is wrong with the source and costs no learner, and how often it was met.

        Complete when the page has been asked for its activities.
        """

    def activities(self, wanted: Sequence[LearnerId]) -> Mapping[LearnerId, Activity]:
        """What learners of this page did, in one go; those without a record are left out."""


class Source(Protocol):
    """Learners, page by page, in memory that does not grow with their number."""

    @property
    def name(self) -> str:
        """`sample`, a path, or an address without secrets: for sentences that say where."""

    def pages(self, size: int, user_id: str | None = None) -> Iterator[Page]:
        """Every learner in pages of at most `size` records, good and bad together.

        With `user_id`, a source that can find that learner quickly reads nobody else; any other
        reads on. Each call begins anew. A page must be asked for its activities before the next
        one is.
        What can be read is yielded; then SourceUnreadable says where it ended and what to do.
        """
