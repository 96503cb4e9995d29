"""Lines of an export, whatever their length, and the records of JSON Lines."""

from collections.abc import Iterator

from podcaster.domain.learner import BadRecord
from podcaster.sources.elements import Element, Elements, NotJson, decoded_whole
from podcaster.sources.unpacking import LONGEST, BrokenExport


def lines(blocks: Iterator[str], longest: int = LONGEST) -> Iterator[str | None]:
    """Each line with its line feed, which the last may lack; None for one that is too long."""
    begun: list[str] = []
    length = 0
    for block in blocks:
        first, *others = block.split("\n")
        begun.append(first)
        length += len(first)
        for following in others:
            yield None if length > longest else "".join(begun) + "\n"
            begun, length = [following], len(following)
        if length > longest:
            begun = []
    if length:
        yield None if length > longest else "".join(begun)


def json_lines(blocks: Iterator[str]) -> Elements:
    """One value a line; blank lines are passed over.

    A line that is wrong costs that line alone, unless it is the last and was cut off.
    """
    for number, line in enumerate(lines(blocks), start=1):
        if line is None:
            yield BadRecord(number, "", "is longer than 64 MB")
        elif not line.isspace():
            try:
                yield Element(number, decoded_whole(line))
            except NotJson as error:
                if not line.endswith(("\n", "}")):
                    raise BrokenExport(f"breaks off in line {number}; export it again") from None
                yield BadRecord(number, "", str(error))
