"""A link to a stored episode: for as long as asked, as the store can, as the episode is kept."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from podcaster.errors import Misused, NothingToShow
from podcaster.ledger.entries import EpisodeRow
from podcaster.storage.store import Store


@dataclass(frozen=True, slots=True)
class Link:
    """A signed URL that plays until then; `shortened` says why that is sooner than was asked."""

    url: str
    until: datetime
    shortened: str = ""


def kept_until(day: date, keep_days: int) -> datetime:
    """The moment from which on the object of an episode may be removed for its age."""
    return datetime.combine(day + timedelta(days=keep_days), time(), UTC)


def link_to(
    row: EpisodeRow, store: Store, expires: timedelta, *, keep_days: int, now: datetime
) -> Link:
    """A link to the recording of `row`, made now and kept nowhere.

    NothingToShow where there is no recording, or none any more. Misused where the store signs no
    links.
    """
    if row.object_key is None:
        raise NothingToShow(f"the episode of {row.date} is a script without sound")
    left = kept_until(row.date, keep_days) - now
    if left < timedelta(seconds=1):
        raise NothingToShow(
            f"the episode of {row.date} is older than the {keep_days} days for which episodes are"
            " kept, and may be removed at any time: raise keep_days in [storage] to link to it"
        )
    if store.stat(row.object_key) is None:
        raise NothingToShow(
            f"the recording of {row.date} is gone from store {store.name}; run `podcaster verify`"
        )
    lasts = min(expires, left, store.longest_link or expires)
    url = store.link(row.object_key, lasts)
    if url.startswith("file:"):
        raise Misused(
            f"store {store.name} signs no links: set base_url in [stores.{store.name}],"
            " and PODCASTER_LINK_SECRET"
        )
    return Link(url, now + lasts, _shortened(lasts, expires, left, store, keep_days))


def _shortened(
    lasts: timedelta, expires: timedelta, left: timedelta, store: Store, keep_days: int
) -> str:
    if lasts == expires:
        return ""
    if lasts == left:
        return f"the episode is kept no longer ({keep_days} days, keep_days in [storage])"
    return f"a link of store {store.name} can live no longer"
