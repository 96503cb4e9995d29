"""Text alone, for OpenAI's speech route and servers like it, which would read tags aloud.

OpenAI, "Create speech": `input` up to 4,096 characters, `speed` 0.25 to 4.0. Newer models also
have a limit of 2,000 tokens; a letter of three bytes in UTF-8 can be a token, so it counts twice.
"""

from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup.rendered import Rendered, clamped
from podcaster.speech.markup.ssml import cleaned
from podcaster.speech.pieces import Piece

MOST_CHARACTERS = 3_000
SLOWEST, FASTEST = 0.25, 4.0


def render(piece: Piece, voice: CloudVoice, *, plain: bool = False) -> Rendered:
    """`piece` for `input`; its size is in characters, those of wide scripts twice."""
    del voice, plain  # there is nothing to leave out
    text = cleaned(piece.text)
    return Rendered(
        text=text,
        is_ssml=False,
        billed=len(text),
        size=len(text) + sum(character >= "\u0800" for character in text),
        rate=clamped(piece.rate, SLOWEST, FASTEST),
    )


def fits(piece: Piece, voice: CloudVoice) -> bool:
    """True where one request can hold `piece`."""
    return render(piece, voice).size <= MOST_CHARACTERS
