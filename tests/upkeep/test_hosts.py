"""Where keys are sent."""

import pytest

from podcaster.upkeep.candidates import Candidate
from podcaster.upkeep.findings import Finding
from podcaster.upkeep.hosts import hosts_are_meant


def finding(url: str, keys: tuple[str, ...] = ("SOME_KEY",), missing: tuple[str, ...] = ()):
    candidate = Candidate(
        name="ours", missing=missing, keys=keys, chains=(), base_url=url, base_from="SOME_URL"
    )
    found: list[Finding] = list(hosts_are_meant([candidate], str))
    return found[0] if found else None


def test_the_vendor_itself_is_nothing_to_speak_of():
    assert finding("") is None


@pytest.mark.parametrize(
    "url",
    [
        "https://proxy.example.org",
        "http://127.0.0.1:11434/v1",
        "http://[::1]:8080",
        "http://localhost:8000",
        "http://10.0.0.7",
        "http://ollama:11434",
        "http://gpu.local",
    ],
)
def test_a_key_that_nobody_on_the_way_can_read_is_well(url):
    found = finding(url)
    assert found.verdict == "ok"
    assert url in found.said
    assert "SOME_KEY" in found.said


@pytest.mark.parametrize("url", ["http://proxy.example.org/v1", "HTTP://8.8.8.8"])
def test_a_key_that_goes_over_plain_http_far_away_is_a_warning(url):
    assert finding(url).verdict == "warning"
    assert finding(url, keys=()).verdict == "ok"


@pytest.mark.parametrize("url", ["not a url", "ftp://example.org", "http://", "http://[bad"])
def test_what_is_no_url_is_a_failure_for_whoever_would_be_asked(url):
    assert finding(url).verdict == "failure"
    assert finding(url, missing=("SOME_KEY",)).verdict == "warning"
