"""A link to a finished episode, told once and written down nowhere."""

from datetime import UTC, date, datetime, timedelta

from podcaster.cli.durations import duration_text
from podcaster.cli.showing import finished
from podcaster.cli.terminal import print_json, say, warn
from podcaster.errors import NothingToShow
from podcaster.upkeep.linking import link_to
from podcaster.wiring.house import House


def tell_link(
    house: House,
    user: str,
    tenant: str | None,
    day: date | None,
    expires: timedelta,
    *,
    as_json: bool,
) -> None:
    """The link on stdout; why it lives shorter than asked, if it does, on stderr."""
    row = finished(house, user, tenant, day, {"url": None} if as_json else None)
    if row.store is None:
        raise NothingToShow(f"the episode of {row.date} is a script without sound")
    now = datetime.now(UTC)
    store, keep_days = house.store_named(row.store), house.config.storage.keep_days
    link = link_to(row, store, expires, keep_days=keep_days, now=now)
    if link.shortened:
        warn(f"The link lives {duration_text(link.until - now)}: {link.shortened}.", "yellow")
    if not as_json:
        say(link.url)
        return
    print_json(
        {
            "status": row.status,
            "date": row.date.isoformat(),
            "url": link.url,
            "expires_at": link.until.isoformat(timespec="seconds"),
            "shortened": link.shortened or None,
        }
    )
