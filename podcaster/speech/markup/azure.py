"""Azure AI Speech: "Text to speech REST API", "Voice and sound with SSML", "Speech quotas".

The voice is chosen in the SSML, so there is always some. `<lang>` is for multilingual voices, word
emphasis for the three that have it, and HD voices take text alone.
"""

import math
import re

from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup.rendered import Rendered, clamped
from podcaster.speech.markup.ssml import body, cleaned, document, escaped
from podcaster.speech.pieces import Piece
from podcaster.text.languages import base
from podcaster.text.pace import seconds_of

MOST_SECONDS = 300
"""What is longer than 600 seconds of audio is cut off without a word."""
MOST_WIDE, MOST_NARROW = 2_000, 5_000
"""Characters of Han, kana and hangul, and of others, that are far from that whatever the voice."""
SLOWEST, FASTEST = 0.5, 2.0

_EMPHATIC = frozenset({"en-US-GuyNeural", "en-US-DavisNeural", "en-US-JaneNeural"})
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]"
)


def render(piece: Piece, voice: CloudVoice, *, plain: bool = False) -> Rendered:
    """`piece` as the body of a request; its size is in seconds of speech, estimated.

    `plain` is for the retry after a refusal of the markup: the voice and the words alone.
    """
    if plain or "DragonHD" in voice.name:
        inside = escaped(piece.text)
    else:
        is_multilingual = "Multilingual" in voice.name
        inside = body(
            piece,
            language=lambda tag: (
                tag if is_multilingual and base(tag) != base(voice.language) else ""
            ),
            emphasis=voice.name in _EMPHATIC,
            rate=_percent(piece.rate),
        )
    opening = (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis"'
        f' xml:lang="{escaped(voice.code)}"><voice name="{escaped(voice.name)}">'
    )
    return Rendered(
        text=document(opening, inside, "</voice></speak>"),
        is_ssml=True,
        billed=billed(inside),
        size=math.ceil(seconds_of(piece.text, piece.language, piece.rate)),
    )


def billed(inside: str) -> int:
    """Characters that are charged for: text and markup within `<voice>`, Han twice."""
    return len(inside) + len(_HAN.findall(inside))


def fits(piece: Piece, voice: CloudVoice) -> bool:
    """True where one request can hold `piece`."""
    text = cleaned(piece.text)
    wide = len(_WIDE.findall(text))
    is_short = wide / MOST_WIDE + (len(text) - wide) / MOST_NARROW <= 1
    return is_short and render(piece, voice).size <= MOST_SECONDS


def _percent(rate: float) -> str:
    percent = round(clamped(rate, SLOWEST, FASTEST) * 100) - 100
    return f"{percent:+d}%" if percent else ""
