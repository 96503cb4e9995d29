"""What forgetting a learner came to."""

from dataclasses import dataclass, field

from podcaster.domain.learner import LearnerId


@dataclass(frozen=True, slots=True)
class Left:
    """A place where something of the learner is, or may be, and why it is there yet."""

    where: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Receipt:
    """What was removed in one run, and what is left for the next.

    `objects` and `copies` count recordings, where rows pointed and where migrations had left them;
    `versions` older versions of either and marks of their removal; `rows` episodes and requests.
    `vacuumed` is True where the file of the ledger was written anew, for which there is no need
    where nothing was in it.
    """

    learner: LearnerId
    objects: int = 0
    versions: int = 0
    copies: int = 0
    kept_answers: int = 0
    spool_files: int = 0
    rows: int = 0
    vacuumed: bool = False
    left: list[Left] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """True where nothing was found."""
        counts = (self.objects, self.versions, self.copies, self.kept_answers, self.spool_files)
        return not any((*counts, self.rows, self.left))
