import io
import json
import logging
import re
import time
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from requests.utils import requote_uri

from podcaster.text.redact import MARK, Redaction, RedactionFilter

KEY = "4f+9/a=Kq7 Zx&1?w"
OPENAI = "sk-proj-Abc_123-defGHI456"
GOOGLE = "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY"
any_text = st.text(st.characters(codec=None, exclude_categories=()))
secrets = st.text(st.characters(codec=None, exclude_categories=()), min_size=8, max_size=40)
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40).filter(
    lambda key: key not in MARK
)


@given(secrets, any_text, any_text, st.booleans())
@example("aaaaaaaa", "aaaa", "aaaaaaaaaaaa", False)
@example("x@[redac", "https://a:b@x@", "ted]", True)
@example("bearer [redacted]", "bearer sk-12345678", " or bearer 1234567", False)
def test_a_registered_secret_never_survives(secret: str, before: str, after: str, twice: bool):
    assume(secret not in MARK)
    text = before + secret + after + secret * twice
    assert secret not in Redaction([secret])(text)


@given(st.lists(secrets, min_size=1, max_size=4), st.lists(any_text, max_size=4), st.randoms())
def test_no_secret_among_several_survives(known, texts, random):
    parts = [*known, *texts, *known]
    random.shuffle(parts)
    cleaned = Redaction(known)("".join(parts))
    assert not any(secret in cleaned for secret in known if secret not in MARK)


@settings(max_examples=40)
@given(keys, any_text)
def test_a_secret_does_not_survive_in_a_url(key: str, before: str):
    small = re.sub("%..", lambda code: code[0].lower(), quote(key, safe=""))
    whole = requote_uri(key) if "%" not in key else quote(key)
    for written in (quote(key), quote(key, safe=""), quote_plus(key), whole, small):
        assert written not in Redaction([key])(f"{before}https://x.example/{written}/y")


@settings(max_examples=40)
@given(keys, st.binary(max_size=5), st.binary(max_size=5))
def test_a_secret_does_not_survive_in_base64(key: str, before: bytes, after: bytes):
    for encode in (b64encode, urlsafe_b64encode):
        encoded = encode(before + key.encode() + after).decode()
        cleaned = Redaction([key])(f"said {encoded}.")
        assert encoded not in cleaned
        assert MARK in cleaned


@settings(max_examples=40)
@given(keys)
def test_a_secret_does_not_survive_in_json(key: str):
    assert json.dumps(key)[1:-1] not in Redaction([key])(json.dumps({"said": key}))


@settings(max_examples=40)
@given(keys, any_text)
def test_what_was_cleaned_stays_as_it_is(key: str, text: str):
    redact = Redaction([key])
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (f"Incorrect API key provided: {OPENAI}.", f"Incorrect API key provided: {MARK}."),
        ("Incorrect API key provided: sk-abcd***********wxyz. Find", None),
        (f"key is '{OPENAI}'", f"key is '{MARK}'"),
        ("sk-ant-api03-AbCdEf_123456789-AA", MARK),
        (f"API key {GOOGLE} not valid", f"API key {MARK} not valid"),
        ("for AKIAIOSFODNN7EXAMPLE in us-east-1", f"for {MARK} in us-east-1"),
        ("ASIAIOSFODNN7EXAMPLE", MARK),
        ("Authorization: Bearer abc.def-123", f"Authorization: {MARK}"),
        ('{"Authorization": "Basic dXNlcjpwYXNz"}', f'{{"Authorization": "{MARK}"}}'),
        ("sent Bearer abcdef123456 to", f"sent Bearer {MARK} to"),
        ("x-api-key: 0123456789abcdef", f"x-api-key: {MARK}"),
        ("{'x-goog-api-key': 'abcdefgh'}", f"{{'x-goog-api-key': '{MARK}'}}"),
        ("Ocp-Apim-Subscription-Key: 0a1b2c3d4e5f", f"Ocp-Apim-Subscription-Key: {MARK}"),
        ("OPENAI_API_KEY=abcdefgh1234", f"OPENAI_API_KEY={MARK}"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", f"aws_secret_access_key = {MARK}"),
        ('\\"api_key\\":\\"abcdefgh\\"', f'\\"api_key\\":\\"{MARK}\\"'),
        ("password=hunter22 and more", f"password={MARK} and more"),
        ("xoxb-123456789012-abcdefGHIJ", MARK),
        ("https://hooks.slack.com/services/T0/B0/Xyz", f"https://hooks.slack.com/services/{MARK}"),
        (
            "https://b.example/a.mp3?sig=abc%2Fd&se=2026",
            f"https://b.example/a.mp3?sig={MARK}&se=2026",
        ),
        ("http://x/?a=1&X-Amz-Signature=0af9", f"http://x/?a=1&X-Amz-Signature={MARK}"),
        ("http://x/?X-Amz-Credential=AK%2F2026&b=1", f"http://x/?X-Amz-Credential={MARK}&b=1"),
        ("http://x/?X-Goog-Signature=77", f"http://x/?X-Goog-Signature={MARK}"),
        ("http://x/v1beta/models?key=abc", f"http://x/v1beta/models?key={MARK}"),
        ("http://x/?a=1&amp;token=abc", f"http://x/?a=1&amp;token={MARK}"),
        ("postgresql://joe:p%40ss@db:5432/x", f"postgresql://{MARK}@db:5432/x"),
        ("http://joe:p@ss@proxy:3128", f"http://{MARK}@proxy:3128"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1", MARK),
        ("ya29.a0AfH6SMBx12345", MARK),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nx", f"{MARK}\nx"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEcut", MARK),
    ],
)
def test_what_looks_like_a_key_is_taken_out(text: str, cleaned: str | None):
    told = Redaction()(text)
    assert MARK in told
    if cleaned is not None:
        assert told == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "invalid x-api-key",
        "API key not valid. Please pass a valid API key.",
        "You didn't provide an API key. You need to provide it in an Authorization header",
        "The security token included in the request is invalid.",
        "no voice of the plan free speaks sk: name an engine that does in [speech.plans]",
        "set OPENAI_API_KEY or OPENAI_API_KEY_FILE",
        "max_completion_tokens: 4000 is too large",
        "maximum context length is 8192 tokens, however you requested 9000 tokens",
        "https://api.openai.com/v1/chat/completions answered 500",
        "http://127.0.0.1:8080/v1beta/models/gemini-3.5-flash-lite:generateContent",
        "episode 688a6f00755bd35e1e8f13d4f5088604 of user joe@example.org",
        "risk-averse-and-task-oriented",
        "basic vocabulary, the bearer of it",
        "the signature of the key is a token",
        "鍵は秘密です",
    ],
)
def test_an_ordinary_sentence_is_left_alone(text: str):
    assert Redaction([KEY])(text) == text


def test_clean_text_is_handed_back_itself():
    text = "the engine polly answered HTTP 500 " * 10
    assert Redaction([KEY])(text) is text


def test_short_secrets_are_not_looked_for():
    assert Redaction(["short", ""])("a short text") == "a short text"


def test_a_secret_in_a_url_leaves_the_rest_of_the_url():
    text = f"https://x.example/v1?{urlencode({'a': '1', 'note': KEY})}"
    assert Redaction([KEY])(text) == f"https://x.example/v1?a=1&note={MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "&key" * 50_000,
        "?" + "key" * 50_000,
        "eyJ" * 50_000,
        "a://" * 50_000,
        "://" + "a:" * 80_000,
        "sk-" * 20_000,
        "-----BEGIN PRIVATE KEY-----" * 5_000,
        "x-" * 30_000 + "key",
        "api_key" * 30_000,
        "authorization" * 15_000,
        "bearer" + " " * 150_000,
        "password" + " " * 150_000 + "=",
        "AQ." * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text: str):
    began = time.process_time()
    Redaction([KEY])(text)
    assert time.process_time() - began < 3


def logged(redact: Redaction, **options) -> str:
    """What a handler with the filter writes for one line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactionFilter(redact))
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    message, *arguments = options.pop("said")
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.warning(message, *arguments, **options)
    return stream.getvalue()


def test_a_log_line_loses_its_secrets_wherever_they_stand():
    told = logged(Redaction([KEY]), said=(f"{KEY}: %s at %d", f"x{KEY}y", 3))
    assert told == f"WARNING {MARK}: x{MARK}y at 3\n"


def test_a_logged_traceback_loses_its_secrets():
    try:
        raise ValueError(f"bad {KEY}")
    except ValueError as error:
        told = logged(Redaction([KEY]), said=("broken",), exc_info=error, stack_info=True)
    assert "Traceback" in told
    assert f"ValueError: bad {MARK}" in told
    assert KEY not in told


def test_a_log_line_whose_arguments_do_not_fit_is_written_all_the_same():
    assert logged(Redaction([KEY]), said=(f"%d of {KEY}", "three")) == f"WARNING %d of {MARK}\n"
