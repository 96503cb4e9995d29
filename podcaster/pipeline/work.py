"""What a night carries on: somebody who is due, or an episode that was begun earlier."""

from podcaster.ledger.entries import Begun
from podcaster.pipeline.choosing import Case
from podcaster.pipeline.outcomes import Due

Work = Case | Begun


def due(work: Work) -> Due:
    """Whoever it is carried on for, as they are told and counted."""
    return Due(
        learner=work.key.learner,
        date=work.key.date,
        plan=work.plan,
        language=work.language,
        seen_by=work.seen_by if isinstance(work, Case) else "",
    )
