"""Forgetting a learner: who is meant, the work, the receipt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from podcaster.cli.endings import stoppable
from podcaster.cli.files import require_new, write_new
from podcaster.cli.forgotten import Told, tell
from podcaster.cli.terminal import in_line, print_json, say, warn
from podcaster.domain.brief import EpisodeKey
from podcaster.domain.learner import LearnerId
from podcaster.errors import Deferred, Misused, PodcasterError, TryLater
from podcaster.ledger.forgetting import ForgettingView
from podcaster.ledger.tombstones import Tombstones
from podcaster.ledger.view import LedgerView
from podcaster.storage.local import LocalStore
from podcaster.upkeep.backup import ledgers_beside
from podcaster.upkeep.forget import Forgetter
from podcaster.upkeep.handover import handover
from podcaster.upkeep.receipt import Receipt
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for; `patience` is in seconds."""

    user: str
    tenant: str | None
    export: Path | None
    patience: float


def carry_out(house: House, order: Order, *, as_json: bool, quiet: bool) -> int:
    """Forgets a learner and prints the receipt; the exit code."""
    if order.export is not None:
        require_new(order.export)
    learner = _learner(house, order)
    with stoppable(house.stop, "removed") as interruption:
        try:
            receipt = _forgotten(house, learner, order)
        except TryLater as error:
            if interruption.signal is None:
                raise
            warn(f"podcaster: interrupted; {error}", "yellow")
            return 128 + interruption.signal
    backups = ledgers_beside(house.config.state_dir / "ledger.sqlite")
    told = Told(receipt, order.export, tuple(map(str, backups)))
    tell(told, as_json=as_json, quiet=quiet)
    if interruption.signal is not None and receipt.left:
        return 128 + interruption.signal
    return 3 if receipt.left else 0


def lift_mark(house: House, order: Order, *, as_json: bool, quiet: bool) -> int:
    """Lets episodes be made again for a learner who was forgotten; the exit code."""
    if order.export is not None:
        raise Misused("--lift goes without --export: of who is forgotten nothing is stored")
    learner, marks = _learner(house, order), Tombstones(house.config.state_dir)
    mark = marks.mark_of(learner)
    if mark is None or not _is_forgotten(house, learner):
        raise Misused(f"learner {order.user[:80]!r} is not forgotten; look at --user and --tenant")
    with house.writing(order.patience) as ledger:
        ledger.unmark_forgotten(mark)
        marks.settle(mark)
    if as_json:
        print_json({"user_id": learner.user_id, "tenant": learner.tenant, "lifted": True})
    elif not quiet:
        say(f"{in_line(learner.user_id)} is a learner like any other again.")
    return 0


def _forgotten(house: House, learner: LearnerId, order: Order) -> Receipt:
    forgetter = Forgetter(
        learner=learner,
        tombstones=Tombstones(house.config.state_dir),
        writing=partial(house.writing, order.patience),
        store_named=house.store_named,
        configured=house.config.stores,
        home=house.config.storage.store,
        spool=house.spool,
        kept=house.kept,
        stop=house.stop,
        hand_over=partial(_hand_over, house, learner, order.export),
    )
    try:
        return forgetter.forget()
    except Deferred:
        raise
    except TryLater as error:
        raise TryLater(
            f"learner {learner.user_id[:80]!r} gets no more episodes from now on, and nothing is"
            f" removed yet: {error}; run it again then"
        ) from None


def _learner(house: House, order: Order) -> LearnerId:
    """Who is meant; Misused where that is not clear, or the key of the marks is lost."""
    with house.reading_ledger() as view:
        tenant = order.tenant if order.tenant is not None else _only_tenant(view, order.user)
        learner = LearnerId(tenant, order.user)
        view.forgotten([_any_day(learner)])
    return learner


def _only_tenant(view: LedgerView, user: str) -> str:
    found = view.tenants_of(user)
    if len(found) > 1:
        tenants = ", ".join(map(repr, found))
        raise Misused(f"user {user} is in several tenants; add --tenant with one of {tenants}")
    if not found and view.has_tenants():
        raise Misused(
            f"nothing is stored about user {user[:80]!r}, and there are tenants: add --tenant, so"
            " that the right learner is marked"
        )
    return found[0] if found else ""


def _is_forgotten(house: House, learner: LearnerId) -> bool:
    with house.reading_ledger() as view:
        return bool(view.forgotten([_any_day(learner)]))


def _any_day(learner: LearnerId) -> EpisodeKey:
    return EpisodeKey(learner, datetime.now(UTC).date())


def _hand_over(house: House, learner: LearnerId, export: Path | None, view: ForgettingView) -> None:
    if export is not None:
        content = handover(view, learner, datetime.now(UTC), partial(_path_of, house))
        write_new(export, content)


def _path_of(house: House, name: str, key: str) -> str | None:
    """Where the file of an object is, if its store is a directory that can be opened."""
    try:
        store = house.store_named(name)
        return str(store.path(key)) if isinstance(store, LocalStore) else None
    except PodcasterError:
        return None
