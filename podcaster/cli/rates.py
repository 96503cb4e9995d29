"""Bytes and rates as people type and read them."""

import re

from podcaster.errors import Misused

_FACTORS = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3}


def parse_rate(text: str) -> int:
    """Bytes in a second: `10M` is ten million; Misused for what is none, or nothing."""
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([kmg]?)", text.strip().lower())
    rate = int(float(found[1]) * _FACTORS[found[2]]) if found else 0
    if rate < 1:
        raise Misused(f"{text[:40]!r} is no number of bytes in a second: say 500k, 10M or 1G")
    return rate


def bytes_text(count: float) -> str:
    """So many bytes, in a unit that fits, such as 1.9 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
