"""Azure AI Speech: cognitiveservices/v1, voices/list and issueToken."""

import re
import unicodedata

from vendors import ssml
from vendors.catalogue import AZURE, AZURE_VOICES
from vendors.errors import azure_error
from vendors.settings import KEYS, Settings
from vendors.sound import mp3, pcm, wav
from vendors.wire import Answer, Bill, Refused, Seen, json_answer

LONGEST_BREAK = 20
LONGEST_AUDIO = 600
_FORMAT = re.compile(
    r"(?:audio-(?P<mp3>16|24|48)khz-(?P<kbps>\d+)kbitrate-mono-mp3"
    r"|(?P<kind>riff|raw)-(?P<rate>8khz|16khz|22050hz|24khz|44100hz|48khz)-16bit-mono-pcm)"
)
_TAGS = {
    *("speak", "voice", "prosody", "break", "p", "s", "lang", "sub", "say-as", "phoneme"),
    *("emphasis", "bookmark", "audio", "lexicon"),
}
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]")
_VOICES = re.compile(r"<voice\b[^>]*>(.*?)</voice>", re.DOTALL)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def speech(seen: Seen, settings: Settings) -> Answer:
    """Text to speech. Audio of more than ten minutes is cut without a word."""
    _admit(seen, settings)
    asked = _FORMAT.fullmatch(seen.headers.get("x-microsoft-outputformat", ""))
    if not seen.headers.get("content-type", "").startswith("application/ssml+xml"):
        raise Refused(azure_error(415, reason="Unsupported Media Type"))
    if asked is None:
        raise Refused(azure_error(400, "Unsupported output format"))
    if not 0 < len(seen.headers.get("user-agent", "")) < 255:
        raise Refused(azure_error(400, "User-Agent is required"))
    try:
        heard = _heard(seen.text)
    except ssml.BadSsml as error:
        # Often there is no body, only a reason.
        raise Refused(azure_error(400, reason=_latin(str(error)))) from None
    billed = _billed(seen.text)
    parts = _at_most(ssml.seconds(heard, settings.pace), LONGEST_AUDIO)
    bill = Bill(billed, 0, AZURE * billed)
    if not any(spoken for _, spoken in parts) or not any(map(_can_say, heard)):
        return Answer(b"", headers={"Content-Type": "audio/x-wav"}, bill=bill)
    if asked["mp3"]:
        sound = mp3(parts, int(asked["mp3"]) * 1000, int(asked["kbps"]))
        return Answer(sound, headers={"Content-Type": "audio/mpeg"}, bill=bill, chunked=True)
    rate = int(asked["rate"].replace("khz", "000").replace("hz", ""))
    sound = (wav if asked["kind"] == "riff" else pcm)(parts, rate, billed)
    return Answer(sound, headers={"Content-Type": "audio/x-wav"}, bill=bill, chunked=True)


def voices(seen: Seen, settings: Settings) -> Answer:
    """Every voice of the region."""
    _admit(seen, settings)
    rows = [
        {
            "Name": f"Microsoft Server Speech Text to Speech Voice ({name[:5]}, {name[6:]})",
            "DisplayName": name[6:].removesuffix("Neural"),
            "ShortName": name,
            "Gender": gender,
            "Locale": name[:5],
            "SampleRateHertz": "24000",
            "VoiceType": "Neural",
            "Status": "GA",
        }
        for name, gender in AZURE_VOICES.items()
    ]
    return json_answer(rows)


def token(seen: Seen, settings: Settings) -> Answer:
    """A token of ten minutes, as plain text."""
    if seen.headers.get("ocp-apim-subscription-key") != KEYS["azure"]:
        raise Refused(azure_error(401))
    issued = f"fakeazure.jwt.{len(settings.tokens)}"
    settings.tokens.add(issued)
    return Answer(issued.encode(), headers={"Content-Type": "application/jwt"})


def _admit(seen: Seen, settings: Settings) -> None:
    bearer = seen.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer in settings.tokens:
        return
    if seen.headers.get("ocp-apim-subscription-key") != KEYS["azure"]:
        raise Refused(azure_error(401))


def _heard(text: str) -> list[ssml.Heard]:
    root = ssml.parsed(text)
    if root.get("version") != "1.0" or not root.get(_XML_LANG):
        raise ssml.BadSsml("speak needs version and xml:lang")
    if not root.tag.startswith("{http://www.w3.org/2001/10/synthesis}"):
        raise ssml.BadSsml("speak needs the namespace of SSML")
    for tag in ssml.tags(root):
        if tag not in _TAGS and not tag.startswith("mstts:"):
            raise ssml.BadSsml(f"Unknown tag {tag}")
    found: list[ssml.Heard] = []
    if (root.text or "").strip():
        raise ssml.BadSsml("Text stands outside of a voice")
    for child in root:
        if (child.tail or "").strip():
            raise ssml.BadSsml("Text stands outside of a voice")
        if ssml.name(child) != "voice":
            continue
        voice = child.get("name", "")
        if voice not in AZURE_VOICES:
            raise ssml.BadSsml(f"Unsupported voice {voice}.")
        found += ssml.said(child, voice[:5], LONGEST_BREAK)
    if not any(ssml.name(child) == "voice" for child in root):
        raise ssml.BadSsml("voice is missing")
    for each in found:
        if not 0.5 <= each.rate <= 2:
            raise ssml.BadSsml(f"The rate {each.rate:g} is out of range")
    return found


def _billed(text: str) -> int:
    """Everything within the voices, markup too; each Chinese character counts twice."""
    inside = "".join(_VOICES.findall(text))
    return len(inside) + len(_HAN.findall(inside))


def _can_say(heard: ssml.Heard) -> bool:
    """False for kana, kanji or hangul alone and a voice of a language that has none."""
    letters = [c for c in heard.text if unicodedata.category(c)[0] in "LN"]
    own = heard.language[:2] in ("ja", "zh", "ko")
    return bool(letters) and (own or not all(_WIDE.match(c) for c in letters))


def _at_most(parts: tuple[tuple[float, bool], ...], most: float) -> tuple[tuple[float, bool], ...]:
    kept: list[tuple[float, bool]] = []
    for seconds, spoken in parts:
        left = most - sum(s for s, _ in kept)
        if left <= 0:
            break
        kept.append((min(seconds, left), spoken))
    return tuple(kept)


def _latin(reason: str) -> str:
    return " ".join(reason.encode("ascii", "replace").decode().split())[:120]
