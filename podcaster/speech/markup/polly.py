"""Amazon Polly: "Supported SSML tags", and SynthesizeSpeech for its limits.

`<p>`, `<lang>` and the rate of `<prosody>` are known to every engine, `<emphasis>` to standard
voices alone. There is no parameter for speed, so plain text is spoken at the normal one. Tags are
not billed.
"""

from collections.abc import Mapping
from types import MappingProxyType

from podcaster.speech.cloud_voices import CloudVoice
from podcaster.speech.markup.rendered import Rendered, clamped
from podcaster.speech.markup.ssml import body, cleaned, document
from podcaster.speech.pieces import Piece
from podcaster.text.languages import base, normalise

MOST_BILLED, MOST_CHARACTERS = 2_900, 5_800
"""Polly takes 3,000 billed characters and 6,000 in all; this stays clear of what it may count."""
SLOWEST, FASTEST = 0.2, 2.0

_KNOWN = (
    "arb ar-AE ca-ES yue-CN cmn-CN cs-CZ da-DK nl-NL nl-BE en-US en-GB en-AU en-IN en-IE en-NZ"
    " en-SG en-ZA en-GB-WLS fi-FI fr-FR fr-CA fr-BE de-DE de-AT de-CH hi-IN is-IS it-IT ja-JP"
    " ko-KR nb-NO pl-PL pt-BR pt-PT ro-RO ru-RU es-ES es-MX es-US sv-SE tr-TR cy-GB"
)
_CODES = tuple(_KNOWN.split())
"""LanguageCode of SynthesizeSpeech; the first of a language is its default."""
_RENAMED: Mapping[str, str] = MappingProxyType({"ar": "arb", "zh": "cmn", "no": "nb"})


def render(piece: Piece, voice: CloudVoice, *, plain: bool = False) -> Rendered:
    """`piece` for `Text`: SSML where it says more than the words; its size is in characters.

    `plain` is for the retry after a refusal of the markup.
    """
    words = cleaned(piece.text)
    inside = (
        ""
        if plain
        else body(
            piece,
            language=lambda tag: "" if base(tag) == base(voice.language) else code_of(tag),
            emphasis=voice.tier == "standard",
            rate=_percent(piece.rate),
        )
    )
    if "<" not in inside:
        return Rendered(text=words, is_ssml=False, billed=len(words), size=len(words))
    text = document("<speak>", inside, "</speak>")
    return Rendered(text=text, is_ssml=True, billed=len(words), size=len(text))


def fits(piece: Piece, voice: CloudVoice) -> bool:
    """True where one request can hold `piece`."""
    rendered = render(piece, voice)
    return rendered.billed <= MOST_BILLED and rendered.size <= MOST_CHARACTERS


def code_of(tag: str) -> str:
    """Polly's code for a tag, of another region if need be; "" where it does not speak it."""
    own = _RENAMED.get(base(tag), base(tag))
    wanted = normalise(tag).replace(base(tag), own, 1)
    return next(
        (code for code in (wanted, *_CODES) if code in _CODES and code.partition("-")[0] == own), ""
    )


def _percent(rate: float) -> str:
    percent = round(clamped(rate, SLOWEST, FASTEST) * 100)
    return "" if percent == 100 else f"{percent}%"
