"""Which format an export has, told by how it begins and never by its name."""

from collections.abc import Callable, Iterator
from itertools import chain

from podcaster.domain.learner import BadRecord
from podcaster.sources.csv_rows import csv_elements
from podcaster.sources.elements import Element, Elements, NotJson, decoded_whole
from podcaster.sources.json_values import array_elements, objects_in_a_row
from podcaster.sources.lines import json_lines
from podcaster.sources.unpacking import BrokenExport
from podcaster.sources.user_export import is_user_export

_SPACE = " \t\r\n"


def elements(blocks: Iterator[str]) -> Elements:
    """What the export is made of; BrokenExport if it is in no format that is read."""
    head = ""
    for block in blocks:
        head += block
        if not block.isspace():
            break
    else:
        raise BrokenExport("is empty; export the learners again")
    found = _reader(head)(chain([head], blocks))
    first = next(found, None)
    if first is not None:
        _refuse_a_list_within(first)
        yield first
    yield from found


def _reader(head: str) -> Callable[[Iterator[str]], Elements]:
    begins = head.lstrip(_SPACE)
    if begins[0] == "[":
        return array_elements
    if begins[0] != "{":
        return csv_elements
    return objects_in_a_row if _goes_over_several_lines(begins) else json_lines


def _goes_over_several_lines(begins: str) -> bool:
    first, _, rest = begins.partition("\n")
    if rest.lstrip(_SPACE)[:1] in ("", "{"):
        return False
    try:
        decoded_whole(first)
    except NotJson:
        return True
    return False


def _refuse_a_list_within(first: Element | BadRecord) -> None:
    value = first.value if isinstance(first, Element) else None
    if not isinstance(value, dict) or "user_id" in value or is_user_export(value):
        return
    if any(_is_list_of_records(each) for each in value.values()):
        raise BrokenExport("holds a list of records within an object; export the list alone")


def _is_list_of_records(value: object) -> bool:
    return isinstance(value, list) and any(
        isinstance(each, dict) and "user_id" in each for each in value[:1]
    )
