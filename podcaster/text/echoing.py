"""Whether somebody says again what they were told: that may hold a name."""

from collections.abc import Callable

from podcaster.text.clean import clean_line

_ECHO = 12  # so many letters in a row that are in both texts are an echo
_READ, _TOLD = 2000, 200  # characters of a message


def excerpt(message: str, asked: str, redact: Callable[[str], str]) -> str:
    """The beginning of a vendor's message, "" where it repeats a piece of what was `asked`."""
    line = clean_line(redact(message), _READ)  # what is cut off may be what tells an echo
    return "" if echoes(line, asked) else clean_line(line, _TOLD)


def echoes(line: str, asked: str) -> bool:
    """True where `line` repeats a piece of `asked`, or all of it, whatever is between the letters.

    A piece is 12 letters, or 6 where they are not Latin ones: those say the same with fewer.
    """
    said, known = _bare(line), _bare(asked)
    windows = {said[start : start + _ECHO] for start in range(len(said) - _ECHO + 1)}
    shorter = (said[start : start + _ECHO // 2] for start in range(len(said) - _ECHO // 2 + 1))
    windows.update(window for window in shorter if not window.isascii())
    return (known != "" and known in said) or any(window in known for window in windows)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
