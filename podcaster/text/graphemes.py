"""What a reader takes for one character: extended grapheme clusters of UAX #29."""

import grapheme  # type: ignore[import-untyped]  # it has no types


def boundary_at_or_before(text: str, at: int) -> int:
    """The last place up to `at` where `text` may be cut; `text` itself begins at such a place."""
    # What comes after the next character decides nothing, and copying it costs time.
    found: int = grapheme.safe_split_index(text[: at + 1], at)
    return found


def boundary_after(text: str, at: int) -> int:
    """The first place after `at`, which is one, where `text` may be cut; its end if it is there."""
    window = 32
    while True:
        first: str = next(grapheme.graphemes(text[at : at + window]), "")
        if len(first) < window:
            return at + len(first)
        window *= 2
