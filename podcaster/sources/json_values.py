"""JSON values read one by one from an array, or from a row of objects, of any length."""

from collections.abc import Iterator

from podcaster.sources.elements import Elements
from podcaster.sources.unpacking import BrokenExport
from podcaster.sources.window import Window


def array_elements(blocks: Iterator[str]) -> Elements:
    """The elements of one array; BrokenExport where it breaks off or goes wrong."""
    window = Window(blocks)
    window.next_mark()
    window.skip()  # the opening bracket
    number = 0
    while (mark := window.next_mark()) != "]":
        if number and mark != ",":
            raise BrokenExport(_after(number, "breaks off" if not mark else "lacks a comma"))
        if number:
            window.skip()
            window.next_mark()
        number += 1
        yield window.value(number)
    window.skip()
    if window.next_mark():
        raise BrokenExport(_after(number, "goes on after the end of its array"))


def objects_in_a_row(blocks: Iterator[str]) -> Elements:
    """Objects one after the other, each over as many lines as it likes."""
    window = Window(blocks)
    number = 0
    while window.next_mark():
        number += 1
        yield window.value(number)


def _after(number: int, fault: str) -> str:
    return f"{fault} after element {number}; export it again"
