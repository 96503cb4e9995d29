from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger.episodes import AT, DAY

from podcaster.ledger.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as ledger:
        yield ledger


@pytest.fixture
def run_id(ledger: Ledger) -> str:
    return ledger.start_run("generate", DAY, AT)
