"""Every error of the program, named by what to do next.

    PodcasterError
    |-- Misused                the operator mends the command or the configuration       exit 2
    |-- SourceUnreadable       the operator mends the source                             exit 4
    |-- TryLater               nothing is wrong that time does not mend                  exit 75
    |   `-- Deferred           no more learners are started, no failure is counted
    |       |-- OutOfBudget    more may be spent later, or by another limit
    |       |-- OutOfRoom      the operator makes room on a disk or in a store
    |       `-- PlanDeferred   none of one plan and language; the others are served
    |-- NothingToShow          what was asked for is not there                           exit 3
    `-- CannotServe            this learner fails with a reason, the others are served
        |-- Conflict           the store holds other bytes under that key
        |-- ChainExhausted     every link was asked; holds what each said
        `-- ProviderError      what one link said
            |-- Transient      ask the same provider again, later
            |-- Rejected       ask the next provider about this request
            `-- Unavailable    ask the next provider, and not this one again in this run

Messages say what happened, to whom, and what to do. They hold no names and no secrets.
"""

from collections.abc import Sequence


class PodcasterError(Exception):
    """An error that a user can meet; its text is one sentence fit for a terminal.

    It comes home from a worker process whole, whatever its constructor asks for.
    """

    exit_code = 1

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[PodcasterError], args: tuple[object, ...]) -> PodcasterError:
    return kind.__new__(kind, *args)


class Misused(PodcasterError):
    """The command, a date, a user or the configuration is not one that can be carried out."""

    exit_code = 2


class SourceUnreadable(PodcasterError):
    """The learners could not be read, or not to the end."""

    exit_code = 4


class NothingToShow(PodcasterError):
    """The question has no answer: no such episode."""

    exit_code = 3


class TryLater(PodcasterError):
    """Another run holds the lock."""

    exit_code = 75


class Deferred(TryLater):
    """Nobody's fault: cooling down, budget, disk, time or a signal.

    No more learners are started and no failure is counted.
    """


class OutOfBudget(Deferred):
    """More would pass a limit of `[budget]`."""


class OutOfRoom(Deferred):
    """A disk, or what a store may hold, is full."""


class PlanDeferred(Deferred):
    """Nobody who speaks for this plan and language can be asked now; for others somebody may."""


class CannotServe(PodcasterError):
    """One learner's trouble."""

    exit_code = 3


class Conflict(CannotServe):
    """The store already holds different bytes under this key; they are left alone."""


class ProviderError(CannotServe):
    """What one link of a chain said instead of an answer.

    `kind` is a short word for the attempts table, such as `bad_reply` or `no_voice`.
    """

    def __init__(self, message: str, *, kind: str, http_status: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.http_status = http_status


class Transient(ProviderError):
    """The same provider may answer later; `retry_after` is its own hint in seconds."""

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        http_status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, kind=kind, http_status=http_status)
        self.retry_after = retry_after


class Rejected(ProviderError):
    """This request will not be answered here; the next provider may."""


class Unavailable(ProviderError):
    """This provider will not answer anything in this run.

    Of `not_found` that is true of one voice, or of the model with all its voices (`of_model`).
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str,
        http_status: int | None = None,
        of_model: bool = False,
    ) -> None:
        super().__init__(message, kind=kind, http_status=http_status)
        self.of_model = of_model


class ChainExhausted(CannotServe):
    """Every link was asked in vain; `errors` holds what each said, in order."""

    def __init__(self, message: str, errors: Sequence[ProviderError]) -> None:
        super().__init__(message)
        self.errors = tuple(errors)
