"""Google Cloud Text-to-Speech: text:synthesize, voices, and the token of a service account."""

import base64
from urllib.parse import parse_qs

from vendors import ssml
from vendors.catalogue import GOOGLE, GOOGLE_VOICES
from vendors.errors import google_error
from vendors.gemini import bad, check_key
from vendors.settings import KEYS, Settings
from vendors.sound import mp3, pcm, wav
from vendors.wire import Answer, Bill, Refused, Seen, json_answer

SERVICE = "texttospeech"
MOST_BYTES = 5000
LONGEST_BREAK = 10
_INPUTS = ("text", "ssml", "markup", "multiSpeakerMarkup")
_FIELDS = {
    "": {"input", "voice", "audioConfig", "advancedVoiceOptions", "enableTimePointing"},
    "input": {*_INPUTS, "prompt", "customPronunciations"},
    "voice": {"languageCode", "name", "ssmlGender", "modelName"},
    "audioConfig": {
        *("audioEncoding", "speakingRate", "pitch", "volumeGainDb", "sampleRateHertz"),
        "effectsProfileId",
    },
}
_SMALL = {"speak", "p", "s", "sub", "say-as", "phoneme"}
_TAGS = _SMALL | {"break", "audio", "mark", "prosody", "emphasis", "voice", "lang", "par", "seq"}
_ENCODINGS = ("LINEAR16", "PCM", "MP3")


def speech(seen: Seen, settings: Settings) -> Answer:
    """Synthesize."""
    _admit(seen, settings)
    body = seen.json
    for place, known in _FIELDS.items():
        for field in body.get(place, {}) if place else body:
            if field not in known:
                where = f" at '{place}'" if place else ""
                raise bad(f'Invalid JSON payload received. Unknown name "{field}"{where}')
    given = [each for each in _INPUTS if body.get("input", {}).get(each)]
    if len(given) != 1:
        raise bad("Request contains an invalid argument: exactly one input is needed.")
    text = body["input"][given[0]]
    if len(text.encode()) > MOST_BYTES:
        raise bad(
            f"Either `input.text` or `input.ssml` is longer than the limit of {MOST_BYTES} bytes. "
            "This limit is different from quotas."
        )
    voice, language = _voice(body.get("voice", {}))
    config = body.get("audioConfig", {})
    rate = _check_config(config, voice)
    heard = _heard(given[0], text, voice, language, rate)
    parts = ssml.seconds(heard, settings.pace)
    sound = _encoded(config, parts, len(text)) if parts else b""
    price = next((p for tier, p in GOOGLE.items() if tier in voice), 4)
    told = b'{"audioContent": "%b"}' % base64.b64encode(sound)
    bill = Bill(len(text), 0, price * len(text))
    return Answer(told, headers={"Content-Type": "application/json"}, bill=bill)


def voices(seen: Seen, settings: Settings) -> Answer:
    """List voices, of a language if so asked."""
    _admit(seen, settings)
    wanted = seen.query.get("languageCode", "")
    rows = [
        {
            "languageCodes": [_locale(name)],
            "name": name,
            "ssmlGender": gender,
            "naturalSampleRateHertz": 24000,
        }
        for name, gender in GOOGLE_VOICES.items()
        if name.startswith(wanted)
    ]
    return json_answer({"voices": rows})


def token(seen: Seen, settings: Settings) -> Answer:
    """An access token for a service account's signed assertion (RFC 7523)."""
    form = {k: v[0] for k, v in parse_qs(seen.text).items()}
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
        told = {"error": "unsupported_grant_type", "error_description": "Invalid grant_type"}
        raise Refused(json_answer(told, 400))
    if form.get("assertion", "").count(".") != 2:
        told = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        raise Refused(json_answer(told, 400))
    issued = f"ya29.fakeGoogleToken{len(settings.tokens)}"
    settings.tokens.add(issued)
    return json_answer({"access_token": issued, "expires_in": 3599, "token_type": "Bearer"})


def _admit(seen: Seen, settings: Settings) -> None:
    bearer = seen.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer:
        # A token of ours, or a JWT that the account signed itself (AIP-4111).
        if bearer not in settings.tokens and bearer.count(".") != 2:
            message = "Request had invalid authentication credentials."
            raise Refused(google_error(401, "UNAUTHENTICATED", message))
    else:
        key = seen.headers.get("x-goog-api-key") or seen.query.get("key", "")
        check_key(key, KEYS["google"], SERVICE)
    if seen.method == "POST" and not seen.json:
        raise bad("Invalid JSON payload received. Unexpected end of string.")


def _voice(asked: dict) -> tuple[str, str]:
    language = asked.get("languageCode", "")
    if not language:
        raise bad("voice.language_code must be set.")
    name = asked.get("name") or f"{language}-Standard-A"
    if "name" in asked and name not in GOOGLE_VOICES:
        raise bad(f"Voice '{name}' does not exist. Is it misspelled?")
    if _locale(name).lower() != language.lower():
        raise bad(
            f"Requested language code '{language}' doesn't match the voice '{name}''s language "
            f"code '{_locale(name)}'. Either pass in an empty language code or the right one."
        )
    return name, "zh-CN" if language == "cmn-CN" else language


def _check_config(config: dict, voice: str) -> float:
    encoding = config.get("audioEncoding")
    if not encoding:
        raise bad("audio_config.audio_encoding must be set.")
    if encoding not in _ENCODINGS:
        raise bad(f"Invalid value at 'audio_config.audio_encoding', \"{encoding}\"")
    rate = config.get("speakingRate", 1.0)
    if not 0.25 <= rate <= 2.0:
        raise bad("Request contains an invalid argument: speaking_rate is not in [0.25, 2.0].")
    if "Chirp" in voice and config.get("pitch"):
        raise bad("This voice does not support pitch parameters at this time.")
    return rate


def _heard(kind: str, text: str, voice: str, language: str, rate: float) -> list[ssml.Heard]:
    if kind != "ssml":
        return [ssml.Heard(text, language, rate)]
    try:
        root = ssml.parsed(text)
        if "Chirp" in voice and ssml.tags(root) - _SMALL:
            raise ssml.BadSsml("This voice does not support the requested SSML.")
        if unknown := ssml.tags(root) - _TAGS:
            raise ssml.BadSsml(f"Invalid SSML. Unknown tag {sorted(unknown)[0]}")
        return ssml.said(root, language, LONGEST_BREAK, rate)
    except ssml.BadSsml as error:
        raise bad(f"Invalid SSML. Newer voices may support less of it: {error}") from None


def _encoded(config: dict, parts: tuple, start: int) -> bytes:
    rate = config.get("sampleRateHertz", 24000)
    if config["audioEncoding"] == "MP3":
        return mp3(parts, rate, 32)
    made = pcm if config["audioEncoding"] == "PCM" else wav
    return made(parts, rate, start)


def _locale(name: str) -> str:
    return "-".join(name.split("-")[:2])
