"""How a night is told: its counts while it is at work, and what it came to."""

import logging
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from podcaster.cli import summary
from podcaster.cli.complaints import complain, is_no_news, not_due_because
from podcaster.cli.terminal import err, in_line, out, print_json, say, warn
from podcaster.cli.waiting import Waiting
from podcaster.domain.days import DateAsked
from podcaster.errors import Misused
from podcaster.pipeline.outcomes import Outcome
from podcaster.pipeline.tally import Tally
from podcaster.wiring.house import House

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a night is told; one that `is_asked` about is told without a terminal too.

    `user` is the one learner that it is for; "" where it is for all.
    """

    as_json: bool
    quiet: bool
    with_learners: bool = False
    is_asked: bool = False
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a night went as a whole; one that did nothing has no `run_id`.

    `waiting` is what a retry left alone; None for other commands.
    """

    bill: summary.Bill
    run_id: str | None = None
    rehearsed: bool = False
    waiting: Waiting | None = None
    seconds: float = 0.0
    signal: int | None = None


def watched(outcomes: Iterable[Outcome], tally: Tally, manner: Manner) -> Iterator[Outcome]:
    """The outcomes as they come, with a line of counts on a terminal while they do."""
    if manner.as_json or manner.quiet or not err.is_terminal:
        yield from outcomes
        return
    with err.status("reading learners") as status:
        for outcome in outcomes:
            yield outcome
            skipped = sum(tally.skipped.values())
            status.update(
                f"{tally.due} due, {tally.completed} done, {tally.failed} failed, {skipped} skipped"
            )


def tell(house: House, asked: DateAsked, tally: Tally, ended: Ended, manner: Manner) -> None:
    """What the night came to; Misused where its date has begun for none of the learners."""
    if tally.is_before_its_day:
        raise Misused(f"{asked.named} has not begun yet where any of the learners is")
    day = asked.for_zone(house.zone)
    if manner.as_json:
        _print(house, day, tally, ended, manner)
    elif (out.is_terminal or manner.is_asked) and not manner.quiet:
        _draw(house, day, tally, ended, manner)
    for text, count in sorted(tally.warnings.items()):
        log.info("warning: %s (%d x)", text, count)
    interrupted = ended.signal is not None
    is_retry = ended.waiting is not None
    if is_retry and not err.is_terminal and not interrupted and is_no_news(tally):
        log.info("%s", tally.put_off)
        return
    complain(tally, day=day, interrupted=interrupted)
    why = not_due_because(tally) if manner.user else None
    if why and err.is_terminal and not manner.quiet:
        warn(f"Not due ({why}): `{_explaining(manner.user, asked)}` shows each rule.")


def _explaining(user: str, asked: DateAsked) -> str:
    """The command that tells of this learner and date."""
    named = str(asked.named) if asked.named else "yesterday" * asked.days_ago
    return f"podcaster explain --user {shlex.quote(in_line(user))}{named and f' --date {named}'}"


def _print(house: House, day: date, tally: Tally, ended: Ended, manner: Manner) -> None:
    told = summary.as_json(
        tally, ended.bill, day=day, run_id=ended.run_id, with_learners=manner.with_learners
    )
    waiting = {} if ended.waiting is None else {"waiting": len(ended.waiting)}
    left_out = house.providers.left_out_json
    told |= {"not_due_because": not_due_because(tally)} if manner.user else {}
    print_json(told | {"dry_run": ended.rehearsed, **waiting, "left_out": left_out})


def _draw(house: House, day: date, tally: Tally, ended: Ended, manner: Manner) -> None:
    if ended.run_id is None and not ended.rehearsed:
        say("Nothing is to be finished now.")
    else:
        bill, seconds = ended.bill, ended.seconds
        summary.draw(tally, bill, day=day, rehearsed=ended.rehearsed, seconds=seconds)
        summary.name_left_out([each.name for each in house.providers.left_out])
    if ended.waiting:
        say(ended.waiting.sentence, "yellow")
    if manner.is_asked:
        summary.name(tally)
