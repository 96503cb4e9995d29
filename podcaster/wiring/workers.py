"""The processes that make sound, as many as this machine has processors for."""

import os
import threading

from podcaster.pipeline.options import PipelineOptions
from podcaster.workers import Workers

PRELOAD = ("podcaster.__main__", "podcaster.audio.mastering", "podcaster.speech.engines.espeak")


def workers_of(options: PipelineOptions, stop: threading.Event) -> Workers:
    """One for each processor unless told; none begins anything once `stop` is set."""
    workers = Workers(options.workers or _processors(), options.worker_timeout, PRELOAD)
    workers.begin_nothing_after(stop)
    return workers


def _processors() -> int:
    """How many this process may use, which a container or taskset may have limited."""
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(usable(0)) if usable else os.cpu_count() or 1
