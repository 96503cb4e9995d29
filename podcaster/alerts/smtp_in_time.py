"""SMTP on which all answers together have to be there in time, however slowly they drip.

A socket's own timeout starts anew with each byte; here it is what is left of the whole.
"""

import io
import smtplib
import time
from collections.abc import Callable
from socket import socket
from ssl import SSLContext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MOST = 256 * 1024
"""Bytes of all answers of one server; its greetings and lists take some hundred."""


class Smtp(smtplib.SMTP):
    """An SMTP client that is connected, and reads until `until` (monotonic) and not longer.

    `name` is what it calls itself, so that nobody is told what this machine is called.
    """

    def __init__(self, host: str, port: int, name: str, until: float) -> None:
        self.until = until
        super().__init__(host, port, name, timeout=_left(until))

    def getreply(self) -> tuple[int, bytes]:
        """Called by the base class for each answer."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_InTime(self.sock, lambda: self.until))
        return super().getreply()


class SecureSmtp(smtplib.SMTP_SSL, Smtp):
    """The same, secured from its first byte."""

    def __init__(self, host: str, port: int, name: str, until: float, context: SSLContext) -> None:
        self.until = until
        smtplib.SMTP_SSL.__init__(self, host, port, name, timeout=_left(until), context=context)


class _InTime(io.RawIOBase):
    def __init__(self, sock: socket, until: Callable[[], float]) -> None:
        self._sock, self._until, self._read = sock, until, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        left = self._until() - time.monotonic()
        if left <= 0 or self._read > _MOST:
            raise TimeoutError("the server took too long, or said too much")
        self._sock.settimeout(left)
        count = self._sock.recv_into(buffer)
        self._read += count
        return count


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.001)
