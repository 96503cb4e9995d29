"""Taking back a copy that was on its way while its row went."""

from podcaster.domain.brief import EpisodeKey
from podcaster.domain.keys import folder_of
from podcaster.domain.learner import LearnerId
from podcaster.errors import Misused
from podcaster.ledger.objects import ObjectRow
from podcaster.ledger.view import LedgerView
from podcaster.storage.store import Store


def forgotten_of(view: LedgerView, row: ObjectRow) -> LearnerId | None:
    """The learner of a row where they are forgotten, or are just being forgotten.

    None as well where the key of the marks is lost: then nobody can tell.
    """
    learner = LearnerId(row.tenant, row.user_id)
    try:
        return learner if view.forgotten([EpisodeKey(learner, row.date)]) else None
    except Misused:
        return None


def withdraw(store: Store, key: str, forgotten: LearnerId | None) -> None:
    """Removes a copy, or all that a store holds of a learner who is `forgotten`, for good.

    What is only deleted, a bucket with versions keeps. CannotServe and Deferred as of Store.
    """
    if forgotten is None:
        store.delete(key)
    else:
        store.erase(folder_of(forgotten))
