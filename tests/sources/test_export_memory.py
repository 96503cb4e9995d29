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


@pytest.mark.servers  # patience
@pytest.mark.parametrize("form", ["array", "csv"])
def test_ten_times_the_learners_take_no_more_memory(form):
    few, many = (benchmark().measure(count, form) for count in (2_000, 20_000))
    assert (few["learners"], many["learners"]) == (2_000, 20_000)
    assert many["peak_mb"] - few["peak_mb"] < 8
    assert many["peak_mb"] < 100


@pytest.mark.servers
def test_a_dump_of_150_mb_takes_hardly_more_memory_than_a_small_one(tmp_path):
    benchmark().write(tmp_path / "dump", 75_000, "dump")
    assert (tmp_path / "dump").stat().st_size > 150_000_000
    few, many = (benchmark().measure(count, "dump") for count in (1_000, 75_000))
    assert (few["learners"], many["learners"]) == (1_000, 75_000)
    assert many["peak_mb"] - few["peak_mb"] < 40
    assert many["peak_mb"] < 200
