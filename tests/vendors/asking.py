"""Requests as the vendors' documents show them, made without podcaster."""

from collections.abc import Callable

import boto3
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from vendors import KEYS, Vendors
from vendors.elsewhere import Elsewhere

SYSTEM = "Write the whole script in German (de). For the name write {name}."
SSML = (
    "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"
    "<voice name='en-US-AvaNeural'><prosody rate='-10%'>{}</prosody></voice></speak>"
)


def openai(
    vendors: Vendors | Elsewhere, key: str = KEYS["openai"], **fields: object
) -> requests.Response:
    body = {
        "model": "gpt-6-luna",
        "messages": [{"role": "system", "content": SYSTEM}, {"role": "user", "content": "Go."}],
        "max_tokens": 4000,
        "reasoning_effort": "none",
    }
    return _post(vendors, "/v1/chat/completions", {"Authorization": f"Bearer {key}"}, body, fields)


def openai_speech(
    vendors: Vendors, key: str = KEYS["openai"], **fields: object
) -> requests.Response:
    body = {"model": "tts-1", "input": "Good morning.", "voice": "coral", "response_format": "wav"}
    return _post(vendors, "/v1/audio/speech", {"Authorization": f"Bearer {key}"}, body, fields)


def gemini(
    vendors: Vendors,
    key: str = KEYS["gemini"],
    model: str = "gemini-3.5-flash-lite",
    **fields: object,
) -> requests.Response:
    body = {
        "systemInstruction": {"parts": [{"text": SYSTEM}]},
        "contents": [{"role": "user", "parts": [{"text": "Go."}]}],
        "generationConfig": {"maxOutputTokens": 4096},
    }
    path = f"/v1beta/models/{model}:generateContent"
    return _post(vendors, path, {"x-goog-api-key": key}, body, fields)


def anthropic(
    vendors: Vendors, key: str = KEYS["anthropic"], version: str = "2026-10-21", **fields: object
) -> requests.Response:
    body = {
        "model": "claude-haiku-5-5",
        "max_tokens": 4000,
        "system": SYSTEM,
        "messages": [{"role": "user", "content": "Go."}],
        "thinking": {"type": "disabled"},
    }
    headers = {"x-api-key": key, "anthropic-version": version}
    return _post(vendors, "/v1/messages", headers, body, fields)


def google(vendors: Vendors, key: str = KEYS["google"], **fields: object) -> requests.Response:
    body = {
        "input": {"text": "Good morning."},
        "voice": {"languageCode": "en-US", "name": "en-US-Chirp3-HD-Kore"},
        "audioConfig": {"audioEncoding": "LINEAR16"},
    }
    return _post(vendors, "/v1/text:synthesize", {"X-Goog-Api-Key": key}, body, fields)


def azure(
    vendors: Vendors, key: str = KEYS["azure"], ssml: str = SSML.format("Hello."), **headers: str
) -> requests.Response:
    said = {
        "Ocp-Apim-Subscription-Key": key,
        "Content-Type": "application/ssml+xml",
        "X-Microsoft-OutputFormat": "riff-24khz-16bit-mono-pcm",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    url = f"{vendors.url}/cognitiveservices/v1"
    return requests.post(url, data=ssml.encode(), headers=said, timeout=10, allow_redirects=False)


def polly(
    vendors: Vendors, secret: str = KEYS["aws_secret"], **fields: object
) -> tuple[bytes, int] | str:
    """Sound and billed characters, or the name of the error."""
    client = boto3.client(
        "polly",
        region_name="eu-central-1",
        endpoint_url=vendors.url,
        aws_access_key_id=KEYS["aws_id"],
        aws_secret_access_key=secret,
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
    )
    asked: dict = {
        "Text": "<speak>Good <break time='1s'/>morning.</speak>",
        "TextType": "ssml",
        "VoiceId": "Joanna",
        "Engine": "neural",
        "OutputFormat": "mp3",
        "SampleRate": "24000",
        **fields,
    }
    try:
        answer = client.synthesize_speech(**asked)
    except ClientError as error:
        return error.response["Error"]["Code"]
    finally:
        client.close()
    with answer["AudioStream"] as stream:
        return stream.read(), answer.get("RequestCharacters", 0)


HTTP: dict[str, Callable[..., requests.Response]] = {
    each.__name__: each for each in (openai, openai_speech, gemini, anthropic, google, azure)
}


def _post(
    vendors: Vendors | Elsewhere, path: str, headers: dict, body: dict, fields: dict
) -> requests.Response:
    told = {name: value for name, value in {**body, **fields}.items() if value is not None}
    return requests.post(
        f"{vendors.url}{path}", json=told, headers=headers, timeout=10, allow_redirects=False
    )
