"""About as many tokens as a text has."""

import math
import re

_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]")


def tokens(text: str, share: float = 1.0) -> int:
    """Four letters or one wide character a token, times `share` for a tokenizer of its own."""
    wide = len(_WIDE.findall(text))
    return math.ceil(share * (wide + (len(text) - wide) / 4))


def cut(text: str, count: int, share: float = 1.0) -> str:
    """The beginning of `text` that is at most `count` tokens."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens(text[:middle], share) <= count else (low, middle - 1)
    return text[:low]
