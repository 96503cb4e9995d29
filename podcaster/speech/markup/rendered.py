"""What goes over the wire for a piece, and what the vendor counts of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """`text` to be sent, as SSML or plain.

    `billed` is how many characters the vendor charges for, `size` what its limit is measured in
    (see the dialect). `rate` is the speed to ask for beside the text, times the normal one; 1.0
    where the text says it itself or the vendor knows no such parameter.
    """

    text: str
    is_ssml: bool
    billed: int
    size: int
    rate: float = 1.0


def clamped(rate: float, slowest: float, fastest: float) -> float:
    """`rate` within a vendor's range, to a hundredth: what is finer nobody hears."""
    return round(min(max(rate, slowest), fastest), 2)
