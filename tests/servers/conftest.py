"""What these tests need root or a daemon for."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quick_nights import short_script
from vendors import Vendors


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Callable[[str], Path]]:
    """Makes file systems of a given size, and takes them away again."""
    mounted = []

    def mount(size: str) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", place], check=True)


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """All vendors, with new accounts and nothing wrong; scripts are short."""
    with Vendors(writer=short_script) as running:
        yield running
