"""Which episode a thread is at work on, for whoever writes down what it says."""

from contextvars import ContextVar

EPISODE: ContextVar[str] = ContextVar("episode", default="")
"""The id of an episode; "" where a thread is at work on none."""
