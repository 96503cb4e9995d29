"""One message under way, which nobody has to wait for."""

import threading
import time
from collections.abc import Callable


class Sending:
    """Calls `send` in a thread of its own, which the end of the program does not wait for.

    A name server may be silent for longer than any timeout of a connection. What a bug raises
    there is printed as that of any thread and ends nothing else.
    """

    def __init__(self, what: str, send: Callable[[], str]) -> None:
        self._what, self._send = what, send
        self._said: str | None = None
        self._thread = threading.Thread(target=self._run, name=what, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # no more threads for this user
            self._said = f"{what} did not get through: there is no thread left to send it"

    def wait(self, until: float) -> None:
        """Waits for its end, until `until` (monotonic) at most."""
        if self._thread.ident is not None:
            self._thread.join(max(until - time.monotonic(), 0))

    def said(self, until: float) -> str:
        """ "" what it was sent by `until`, else why not."""
        self.wait(until)
        if self._said is not None:
            return self._said
        why = "there was no answer in time" if self._thread.is_alive() else "it met a bug"
        return f"{self._what} did not get through: {why}"

    def _run(self) -> None:
        self._said = self._send()
