"""What vendors say instead of answers, in whatever shape, and the error that it becomes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.faults import (
    Fault,
    error_of,
    fault_of,
    kind_of_status,
    openai_kind,
    word,
)
from podcaster.remote.http import Response

HTML = b"<html><body>nginx</body></html>"
SAID = {"code": "busy", "type": "server_error", "message": "come back later"}


def told(body: object, status: int = 400, **headers: str) -> Fault:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return fault_of(Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, raw))


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("auth", (401, 403)),
        ("quota", (402,)),
        ("not_found", (302, 304, 404, 405, 410)),
        ("overloaded", (408, 409, 425, 500, 502, 503, 504, 529)),
        ("too_long", (413,)),
        ("rate", (429,)),
        ("bad_request", (400, 415, 422)),
        ("bad_reply", (204, None)),
    ],
)
def test_a_status_means_the_same_at_every_vendor(kind, statuses):
    assert {kind_of_status(status) for status in statuses} == {kind}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": SAID}, "come back later"),
        ([{"error": SAID}], "come back later"),
        (SAID, "come back later"),
        ({"error": "the model is loading"}, "the model is loading"),
        ({"detail": "no such voice"}, "no such voice"),
        ({"detail": [{"msg": "field required"}]}, "field required"),
        (b"upstream connect error", "upstream connect error"),
        (HTML, "an HTML page"),
        ([], ""),
        ({"error": {"message": None, "code": 7}}, ""),
        (b"", ""),
    ],
)
def test_an_error_is_read_in_whatever_shape_it_comes(body, message):
    assert told(body).message == message


def test_short_words_are_told_and_what_is_none_is_not():
    assert told([{"error": SAID}]).words == {"busy", "server_error"}
    assert told({"error": {"code": "Dear Zoe, good morning", "type": 7}}).words == frozenset()
    assert (word("error.code:7"), word("7"), word("a" * 61)) == ("error.code:7", "", "")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("insufficient_quota", "quota"),
        ("credit_balance_exhausted", "quota"),
        ("organization_spend_limit_exceeded", "quota"),
        ("project_spend_limit_exceeded", "quota"),
        ("organization_usage_limit_exceeded", "quota"),
        ("model_not_found", "not_found"),
        ("invalid_api_key", "auth"),
        ("rate_limit_exceeded", None),
    ],
)
@pytest.mark.parametrize("field", ["code", "type"])
def test_openai_s_words_mean_the_same_by_code_and_by_type(field, code, kind):
    assert openai_kind(told({"error": {field: code}}, 429)) == kind


def test_who_asks_again_is_told_when_by_google_s_details_before_the_headers():
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}
    assert told([{"error": {"details": [{}, info]}}], 429, retry_after="3").retry_after == 34.5
    assert told({"error": {"details": {"a": 1}}}, 429, retry_after="3").retry_after == 3
    assert told(b"", 429).retry_after is None


@pytest.mark.parametrize(
    ("kind", "final", "made"),
    [
        ("rate", False, Transient),
        ("rate", True, Rejected),
        ("auth", True, Unavailable),
        ("refused", False, Rejected),
    ],
)
def test_what_a_vendor_calls_final_is_not_asked_again(kind, final, made):
    assert type(error_of(kind, "it said no", final=final)) is made


def test_a_vendor_may_call_its_trouble_final():
    assert told(b"", 503, x_should_retry="false").is_final
    assert not told(b"", 503, x_should_retry="true").is_final


@given(st.binary(max_size=60), st.integers(min_value=201, max_value=599))
def test_whatever_is_said_it_is_an_error(body, status):
    fault = told(body, status)
    made = error_of(kind_of_status(fault.status), fault.message, final=fault.is_final)
    assert isinstance(made, ProviderError)
