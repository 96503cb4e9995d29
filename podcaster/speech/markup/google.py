"""Google Cloud Text-to-Speech: "Speech Synthesis Markup Language (SSML)", "Quotas and limits".

Chirp 3 HD voices take plain text; the others know `<p>`, `<lang>` and, but for Studio voices,
`<emphasis>`. The rate is a parameter (`speakingRate`) with all of them, which spares tags: every
character that is sent is billed, those of the markup too.
"""

from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup.rendered import Rendered, clamped
from podcaster.speech.markup.ssml import body, cleaned, document
from podcaster.speech.pieces import Piece
from podcaster.text.languages import base
from podcaster.text.sentences import sentences

MOST_BYTES = 4_800
"""Google takes 5,000 bytes of UTF-8, with the markup."""
MOST_BYTES_OF_A_SENTENCE = 900
"""Some voices refuse longer sentences ("sentence too long")."""
SLOWEST, FASTEST = 0.25, 2.0


def render(piece: Piece, voice: CloudVoice, *, plain: bool = False) -> Rendered:
    """`piece` for `input.ssml` or `input.text`; its size is in bytes.

    `plain` is for the retry after a refusal of the markup.
    """
    text = cleaned(piece.text)
    is_ssml = False
    if not plain and "Chirp" not in voice.name and voice.tier != "chirp3":
        inside = body(
            piece,
            language=lambda tag: "" if base(tag) == base(voice.language) else tag,
            emphasis="Studio" not in voice.name,
        )
        if "<" in inside:
            text, is_ssml = document("<speak>", inside, "</speak>"), True
    return Rendered(
        text=text,
        is_ssml=is_ssml,
        billed=len(text),
        size=len(text.encode()),
        rate=clamped(piece.rate, SLOWEST, FASTEST),
    )


def fits(piece: Piece, voice: CloudVoice) -> bool:
    """True where one request can hold `piece`, and none of its sentences is too long."""
    return render(piece, voice).size <= MOST_BYTES and all(
        len(sentence.encode()) <= MOST_BYTES_OF_A_SENTENCE
        for sentence in sentences(cleaned(piece.text), piece.language)
    )
