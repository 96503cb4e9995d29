"""The stub in a process of its own: prints its URL and runs until stdin ends or a signal.

GET /-/accounts and /-/environment; POST /-/play {"provider", "faults": ["RATE", "hang:5"]},
/-/always {"provider", "fault"}, /-/latency {"script": 1.5}, /-/clear, /-/reset.
"""

import argparse
import signal

from vendors import Vendors
from vendors.scripts import canned, never_the_same
from vendors.settings import Writer


def _writer(own_words: bool, short: bool) -> Writer:
    if short:
        from quick_nights import short_script

        return short_script
    return never_the_same() if own_words else canned


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m vendors", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep", type=int, default=100, help="requests to remember")
    parser.add_argument("--script", type=float, default=0.0, help="seconds for a script")
    parser.add_argument("--speech", type=float, default=0.0, help="seconds for a piece of speech")
    parser.add_argument("--own-words", action="store_true", help="no two scripts share a clip")
    parser.add_argument("--short", action="store_true", help="scripts of a minute")
    asked = parser.parse_args()
    latency = {"script": asked.script, "speech": asked.speech}
    writer = _writer(asked.own_words, asked.short)
    with Vendors(port=asked.port, keep=asked.keep, latency=latency, writer=writer) as vendors:
        print(vendors.url, flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
