"""A night in which a twentieth of all answers is wrong; benchmarks/soak.py has a large one."""

from pathlib import Path

import pytest
from soaking import Soak, soaked

pytestmark = [pytest.mark.servers, pytest.mark.timeout(90)]


def test_a_night_of_mixed_faults_adds_up_and_holds_on_to_nothing(tmp_path: Path) -> None:
    found = soaked(Soak(learners=150, jobs=16, share=0.1), tmp_path)
    assert found.wrong == []
    assert found.told["completed"] > 100
    middle, end = found.tenths[len(found.tenths) // 2], found.tenths[-1]
    assert end.threads <= middle.threads
    assert end.files <= middle.files + 16  # each job may have a file open, or not
    assert end.resident_mb < 300
