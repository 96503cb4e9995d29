"""A vendor's own end of a model is news only where it is the vendor that is asked."""

from pathlib import Path

import pytest
from deployments import Deployment

OPENAI_SPEAKS = (
    '[script]\nchain = ["template"]\n[speech.plans]\nfree = ["mine"]\n'
    '[engines.mine]\nkind = "openai"\nmodel = "tts-1"\n'
)
LOCAL = "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("more", "environment", "warned"),
    [
        ("", {}, True),
        ('base_url = "https://api.openai.com/v1"\n', {}, True),
        (f'base_url = "{LOCAL}"\n', {}, False),
        ("", {"OPENAI_BASE_URL": LOCAL}, False),
    ],
    ids=["home", "home by its name", "a server of one's own", "one of the environment"],
)
def test_only_at_openai_does_a_night_warn_that_openai_s_speech_ends(
    tmp_path: Path, more: str, environment: dict[str, str], warned: bool
):
    keys = {"OPENAI_API_KEY": "sk-nobody-is-asked-000000", **environment}
    deployment = Deployment(tmp_path, keys).configure(OPENAI_SPEAKS + more)
    told = deployment.run("generate", "--dry-run", "--json").json["warnings"]
    assert any("tts-1" in each for each in told) is warned
