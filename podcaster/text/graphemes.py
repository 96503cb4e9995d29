"""What a reader takes for one character: extended grapheme clusters of UAX #29."""

import re

import grapheme  # type: ignore[import-untyped]  # it has no types

_NEAR = 64
# A printable ASCII character begins a grapheme wherever what is before it cannot take in the next:
# those that can come later in Unicode (GB9b and GB11 of UAX #29).
_BEGINS_ONE = re.compile("(?<=[\u0020-\u05ff])[\u0020-\u007e]")


def boundary_at_or_before(text: str, at: int) -> int:
    """The last place up to `at` where `text` may be cut; `text` itself begins at such a place."""
    near = max(0, at - _NEAR)
    certain = 0
    for begins in _BEGINS_ONE.finditer(text, near, at):
        certain = begins.start()
    # What comes after the next character decides nothing.
    found: int = grapheme.safe_split_index(text[certain : at + 1], at - certain)
    return certain + found
