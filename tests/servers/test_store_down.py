"""A store that does not answer costs nothing: recordings wait, and retry sends them."""

import pytest
from deployments import Deployment
from storage.s3_servers import KEYS, moto

pytestmark = [pytest.mark.servers, pytest.mark.timeout(100)]
STORE = """
[storage]
store = "far"
[stores.far]
kind = "s3"
bucket = "once-out-of-reach"
region = "us-east-1"
endpoint_url = "{url}"
timeout = 2
"""


def test_what_was_made_while_the_store_was_down_is_sent_by_retry_for_nothing(tmp_path):
    deployment = Deployment(tmp_path / "deployment", KEYS)
    deployment.configure(STORE.format(url="http://127.0.0.1:9"))
    night = deployment.run("generate", "--user", "64")
    assert night.code in (3, 4), night
    (row,) = deployment.rows("SELECT * FROM episodes")
    assert (row["object_key"], row["sha256"] is None) == (None, False)
    assert len(list((deployment.state / "spool").rglob("*.mp3"))) == 1
    with moto() as url:
        _make_bucket(url)
        deployment.configure(STORE.format(url=url))
        again = deployment.run("retry", "--user", "64")
        assert again.code == 0, again
        checked = deployment.run("verify", "--read", "--json").json
        assert (checked["checked"], checked["problems"]) == (1, [])
        link = deployment.run("url", "--user", "64", "--expires", "8d")
        assert "X-Amz-Signature=" in link.out
        assert "lives 7 d" in link.err
    stages = [each["stage"] for each in deployment.rows("SELECT stage FROM attempts ORDER BY id")]
    assert stages.count("script") == stages.count("speech") == 1
    assert deployment.rows("SELECT status FROM episodes") == [{"status": "completed_with_fallback"}]


def _make_bucket(url: str) -> None:
    from storage.s3_servers import store_at

    store_at(url, bucket="once-out-of-reach", region="us-east-1").bucket.client.create_bucket(
        Bucket="once-out-of-reach"
    )
