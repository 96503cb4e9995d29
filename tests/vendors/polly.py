"""Amazon Polly: SynthesizeSpeech and DescribeVoices, signed with Signature Version 4."""

import hashlib
import hmac
import re
from urllib.parse import quote

from vendors import ssml
from vendors.catalogue import POLLY, POLLY_ALSO, POLLY_VOICES
from vendors.errors import polly_error
from vendors.settings import KEYS, Settings
from vendors.sound import mp3, pcm
from vendors.wire import Answer, Bill, Refused, Seen, json_answer, names

MOST_BILLED, MOST_IN_ALL = 3000, 6000
LONGEST_BREAK = 10
_FIELDS = frozenset(
    names(
        "Text VoiceId OutputFormat Engine TextType SampleRate LanguageCode LexiconNames "
        "SpeechMarkTypes"
    )
)
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([a-z0-9-]+)/polly/aws4_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)
_EVERY = {"speak", "break", "lang", "p", "s", "sub", "w", "mark", "phoneme", "say-as", "prosody"}
_TAGS = {
    "neural": _EVERY | {"amazon:domain", "amazon:effect"},
    "long-form": _EVERY | {"amazon:effect"},
    "generative": _EVERY,
    "standard": _EVERY | {"amazon:effect", "amazon:auto-breaths", "amazon:breath", "emphasis"},
}
_RATES = ("8000", "16000", "22050", "24000", "44100", "48000")


def speech(seen: Seen, settings: Settings) -> Answer:
    """Synthesize speech."""
    _admit(seen)
    body = seen.json
    for field in ("OutputFormat", "Text", "VoiceId"):
        if not isinstance(body.get(field), str):
            raise _invalid(f"Value null at '{field}' failed to satisfy constraint: not be null")
    for field in body:
        if field not in _FIELDS:
            raise _invalid(f"Unexpected field {field}")
    engine, language = _voice(body)
    text, heard = _words(body, engine, language)
    if len(body["Text"]) > MOST_IN_ALL or len(text) > MOST_BILLED:
        raise _refused("TextLengthExceededException", "Maximum text length has been exceeded")
    asked, rate = _format(body, engine)
    parts = ssml.seconds(heard, settings.pace)
    sound = mp3(parts, rate) if asked == "mp3" else pcm(parts, rate, len(text))
    headers = {
        "Content-Type": "audio/mpeg" if asked == "mp3" else "audio/pcm",
        "x-amzn-RequestCharacters": str(len(text)),
        "x-amzn-RequestId": "polly-request",
    }
    bill = Bill(len(text), 0, POLLY[engine] * len(text))
    return Answer(sound, headers=headers, bill=bill, chunked=True)


def voices(seen: Seen, settings: Settings) -> Answer:
    """Describe voices, of an engine or a language if so asked."""
    _admit(seen)
    engine, language = seen.query.get("Engine"), seen.query.get("LanguageCode")
    rows = [
        {
            "Id": voice,
            "Name": voice,
            "Gender": gender,
            "LanguageCode": code,
            "LanguageName": code,
            "AdditionalLanguageCodes": [POLLY_ALSO[voice]] if voice in POLLY_ALSO else [],
            "SupportedEngines": list(engines),
        }
        for voice, (gender, code, engines) in POLLY_VOICES.items()
        if (not engine or engine in engines) and (not language or language == code)
    ]
    return json_answer({"Voices": rows})


def _voice(body: dict) -> tuple[str, str]:
    voice, engine = body["VoiceId"], body.get("Engine", "standard")
    if engine not in POLLY:
        raise _invalid(f"Value '{engine}' at 'engine' failed to satisfy constraint")
    if voice not in POLLY_VOICES:
        raise _invalid(f"Value '{voice}' at 'voiceId' failed to satisfy constraint")
    _, language, engines = POLLY_VOICES[voice]
    if engine not in engines:
        message = "This voice does not support the selected engine."
        raise _refused("EngineNotSupportedException", message)
    asked = body.get("LanguageCode", language)
    if asked not in (language, POLLY_ALSO.get(voice)):
        message = f"{voice} does not speak {asked}."
        raise _refused("LanguageNotSupportedException", message)
    return engine, asked


def _words(body: dict, engine: str, language: str) -> tuple[str, list[ssml.Heard]]:
    kind, text = body.get("TextType", "text"), body["Text"]
    if kind not in ("text", "ssml"):
        raise _invalid(f"Value '{kind}' at 'textType' failed to satisfy constraint")
    if kind == "text":
        return text, [ssml.Heard(text, language, 1.0)]
    try:
        root = ssml.parsed(text)
        if unknown := ssml.tags(root) - _TAGS[engine]:
            raise ssml.BadSsml(f"Unsupported {engine} feature: {', '.join(sorted(unknown))}")
        for each in root.iter("prosody"):
            if engine != "standard" and "pitch" in each.attrib:
                raise ssml.BadSsml(f"Unsupported {engine} feature: pitch")
            if "rate" in each.attrib and not 0.2 <= ssml.rate_of(each.attrib["rate"]) <= 2:
                raise ssml.BadSsml("The rate is out of range")
        return ssml.words(root), ssml.said(root, language, LONGEST_BREAK)
    except ssml.BadSsml as error:
        raise _refused("InvalidSsmlException", str(error)) from None


def _format(body: dict, engine: str) -> tuple[str, int]:
    asked = body["OutputFormat"]
    if asked not in ("mp3", "pcm"):
        raise _invalid(f"The stub has no {asked}")
    default = "16000" if asked == "pcm" else "22050" if engine == "standard" else "24000"
    rate = body.get("SampleRate", default)
    if not isinstance(rate, str):
        raise _refused("SerializationException", "NUMBER_VALUE can not be converted to a String")
    if rate not in (("8000", "16000") if asked == "pcm" else _RATES):
        raise _refused("InvalidSampleRateException", f"{rate} is not valid for {asked}")
    return asked, int(rate)


def _admit(seen: Seen) -> None:
    given = seen.headers.get("authorization", "")
    if not given:
        message = "Missing Authentication Token"
        raise _refused("MissingAuthenticationTokenException", message, 403)
    match = _SIGNED.fullmatch(given)
    if match is None:
        message = "Authorization header requires a Credential of polly/aws4_request"
        raise _refused("IncompleteSignatureException", message, 403)
    if match[1] != KEYS["aws_id"]:
        message = "The security token included in the request is invalid."
        raise _refused("UnrecognizedClientException", message, 403)
    if not hmac.compare_digest(match[5], _signature(seen, match)):
        message = "The request signature we calculated does not match the signature you provided."
        raise _refused("InvalidSignatureException", message, 403)
    if seen.method == "POST" and seen.headers.get("content-type") != "application/json":
        raise _refused("UnknownOperationException", "The content type is not known", 404)


def _signature(seen: Seen, match: re.Match) -> str:
    """AWS General Reference, Signature Version 4."""
    _, day, region, names, _ = match.groups()
    query = "&".join(
        f"{quote(k, '-_.~')}={quote(v, '-_.~')}" for k, v in sorted(seen.query.items())
    )
    signed = "".join(
        f"{each}:{' '.join(seen.headers[each].split())}\n" for each in names.split(";")
    )
    content = hashlib.sha256(seen.body).hexdigest()
    canonical = "\n".join((seen.method, seen.path, query, signed, names, content))
    scope = f"{day}/{region}/polly/aws4_request"
    told = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{seen.headers['x-amz-date']}\n{scope}\n{told}"
    key = f"AWS4{KEYS['aws_secret']}".encode()
    for each in (day, region, "polly", "aws4_request"):
        key = hmac.digest(key, each.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _invalid(why: str) -> Refused:
    return _refused("ValidationException", f"1 validation error detected: {why}")


def _refused(code: str, message: str, status: int = 400) -> Refused:
    return Refused(polly_error(code, message, status))
