"""How a command ends: with its result, or with one sentence and the right exit code."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import typer

from podcaster.cli.terminal import (
    err,
    forget_stdout,
    print_json,
    tolerate_any_encoding,
    warn,
)
from podcaster.errors import PodcasterError, TryLater


@contextmanager
def told(as_json: bool = False, *, silent_while_busy: bool = False) -> Iterator[None]:
    """Turns an error of ours into a sentence on stderr and its exit code.

    Whatever else goes wrong is a bug: its traceback is printed and the exit code is 1. A command
    that cron calls every few minutes is `silent_while_busy`: where nobody sits before a terminal,
    another run at work is no news.
    """
    tolerate_any_encoding()
    try:
        yield
    except PodcasterError as error:
        if err.is_terminal or not (silent_while_busy and type(error) is TryLater):
            warn(f"podcaster: {error}", "red")
        if as_json:
            print_json({"error": str(error), "exit_code": error.exit_code})
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        forget_stdout()
        raise typer.Exit(0) from None  # the reader, such as `head`, has seen enough


@contextmanager
def unread_if_need_be() -> Iterator[None]:
    """Lets the reader, such as `head`, be gone: the exit code is that of what was done."""
    try:
        yield
    except BrokenPipeError:
        forget_stdout()


@dataclass
class Interruption:
    """The number of the signal that asked for an end; None while nobody has."""

    signal: int | None = None

    def exit_code_of(self, error: PodcasterError) -> int:
        """The exit code of a command that an error ends: what is put off after a signal is its."""
        if self.signal is None or not isinstance(error, TryLater):
            return error.exit_code
        return 128 + self.signal


class Interrupted(TryLater):
    """A signal has ended what is put off."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@contextmanager
def stoppable(stop: threading.Event, under_way: str = "spoken") -> Iterator[Interruption]:
    """Lets the first SIGINT or SIGTERM set `stop`; the second one ends the program at once.

    `under_way` says what is then still being done. What is put off after it is Interrupted.
    """
    interruption = Interruption()

    def ask(number: int, frame: FrameType | None) -> None:
        interruption.signal = number
        stop.set()
        if err.is_terminal:
            warn(
                f"stopping when what is being {under_way} is done; once more to stop at once",
                "yellow",
            )
        for each in previous:
            signal.signal(each, signal.SIG_DFL)

    previous = {each: signal.signal(each, ask) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    except TryLater as error:
        if interruption.signal is None:
            raise
        raise Interrupted(str(error), interruption.exit_code_of(error)) from error
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)
