"""A source of any length is read in the same memory."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "export_memory.py"


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("export_memory", BENCHMARK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("form", ["array", "csv"])
def test_ten_times_the_learners_take_no_more_memory(form):
    few, many = (benchmark().measure(count, form) for count in (2_000, 20_000))
    assert (few["learners"], many["learners"]) == (2_000, 20_000)
    assert many["peak_mb"] - few["peak_mb"] < 8
    assert many["peak_mb"] < 100
