"""Each vendor's own form of an error."""

from collections.abc import Sequence

from vendors.wire import Answer, json_answer


def openai_error(
    status: int,
    message: str,
    kind: str = "invalid_request_error",
    code: str | None = None,
    param: str | None = None,
    **headers: str,
) -> Answer:
    """OpenAI API reference, Errors."""
    told = {"message": message, "type": kind, "param": param, "code": code}
    return json_answer({"error": told}, status, **{"x-request-id": "req_openai", **headers})


def google_error(
    status: int, state: str, message: str, details: Sequence[dict] = (), *, listed: bool = False
) -> Answer:
    """Gemini and Cloud Text-to-Speech; `listed` sends the error as a list of one."""
    error: dict = {"code": status, "message": message, "status": state}
    if details:
        error["details"] = list(details)
    return json_answer([{"error": error}] if listed else {"error": error}, status)


def error_info(reason: str, service: str) -> dict:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": f"{service}.googleapis.com"},
    }


def retry_info(seconds: float) -> dict:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{seconds:g}s"}


def quota_failure(quota: str, value: str = "20") -> dict:
    return {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
            {
                "quotaMetric": "generativelanguage.googleapis.com/generate_requests",
                "quotaId": quota,
                "quotaValue": value,
            }
        ],
    }


def anthropic_error(
    status: int, kind: str, message: str, error_code: str = "", **headers: str
) -> Answer:
    """Claude API, Errors."""
    error: dict = {"type": kind, "message": message}
    if error_code:
        error["details"] = {"error_code": error_code}
    told = {"type": "error", "error": error, "request_id": "req_anthropic"}
    return json_answer(told, status, **{"request-id": "req_anthropic", **headers})


def polly_error(code: str, message: str, status: int = 400) -> Answer:
    """Amazon Polly, Common errors: the name stands in a header."""
    headers = {"x-amzn-ErrorType": code, "x-amzn-RequestId": "polly-request"}
    return json_answer({"message": message}, status, **headers)


def azure_error(status: int, text: str = "", reason: str | None = None, **headers: str) -> Answer:
    """Azure AI Speech: a status, often with nothing else."""
    kind = {"Content-Type": "text/plain"} if text else {}
    return Answer(text.encode(), status, kind, reason=reason).headed(**headers)
