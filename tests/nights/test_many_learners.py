"""Many learners wait together, not one after another; benchmarks/providers.py measures it."""

from pathlib import Path

import pytest
from cloud_nights import Night, measured
from vendors.elsewhere import Elsewhere


@pytest.mark.servers
def test_learners_wait_for_slow_providers_together(tmp_path: Path) -> None:
    with Elsewhere(script=0.6, speech=0.03, own_words=True) as vendors:
        wanted = Night(learners=12, jobs=6, plans=("enterprise",), upload=0.1)
        night = measured(wanted, tmp_path, vendors.environment())
        accounts = vendors.accounts()
    assert night.completed == accounts["openai"]["requests"] == 12
    assert accounts["azure"]["requests"] == 12 * 10
    assert accounts["openai"]["most_at_once"] >= 3
    assert night.peak_mb < 400
