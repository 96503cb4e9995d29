"""Runs podcaster with ready recordings, again and again, without importing it again.

Each line of its input is a JSON list of argument lists, all of which begin at once; the answer is
a line with [exit code, stderr, seconds] of each.
"""

import contextlib
import json
import os
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]


def forked(arguments: list[str], errors: Path) -> int:
    """A process that runs one command; its id."""
    if child := os.fork():
        return child
    from podcaster.__main__ import main

    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.argv = ["podcaster", *arguments]
    with contextlib.suppress(BaseException):
        try:
            main()
        except SystemExit as ended:
            os._exit(ended.code or 0)
    os._exit(70)


def together(commands: list[list[str]]) -> list[tuple[int, str, float]]:
    """What became of commands that begin at once."""
    logs = [Path(command[-1]).with_name(f"errors-{nth}") for nth, command in enumerate(commands)]
    began = time.monotonic()
    children = {forked(each, log): log for each, log in zip(commands, logs, strict=True)}
    ended = []
    while children:
        child, status = os.wait()
        seconds = time.monotonic() - began
        code = os.waitstatus_to_exitcode(status)
        ended.append((code, children.pop(child).read_text(), seconds))
    return sorted(ended)


if __name__ == "__main__":
    from quick_nights import QuickHouse

    import podcaster.cli.app
    import podcaster.cli.night
    import podcaster.cli.nights
    import podcaster.speech.engines.polly
    import podcaster.wiring.house
    import podcaster.wiring.providers

    podcaster.wiring.house.House = QuickHouse
    for line in sys.stdin:
        print(json.dumps(together(json.loads(line))), flush=True)
