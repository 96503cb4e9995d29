"""What is wrong with a configuration: everything at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from podcaster.errors import Misused

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: the file or variable it came from, the key as it is written there, and why.

    `key` is empty where the whole file or variable is at fault.
    """

    where: str
    key: str
    wrong: str

    def __str__(self) -> str:
        return on_one_line(": ".join(part for part in (self.where, self.key, self.wrong) if part))


class ConfigInvalid(Misused):
    """The configuration cannot be used; `problems` holds every fault in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_told(self.problems))


def on_one_line(text: str) -> str:
    """`text` with whatever a terminal cannot show replaced."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _told(problems: tuple[Problem, ...]) -> str:
    if len(problems) == 1:
        return str(problems[0])
    lines = [f"the configuration has {len(problems)} faults:"]
    lines += [f"  {problem}" for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(f"  and {len(problems) - MOST_SHOWN} more")
    return "\n".join(lines)
