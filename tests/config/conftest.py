"""A configuration in a folder of its own."""

from collections.abc import Callable

import pytest

from podcaster.config.loading import Loaded, load
from podcaster.config.problems import ConfigInvalid


@pytest.fixture
def write(tmp_path) -> Callable:
    """Writes config.toml; returns its path."""

    def write(text: str | bytes = ""):
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def loaded(write) -> Callable[..., Loaded]:
    """Loads a config.toml with this text."""

    def loaded(text: str | bytes = "", environment=None, overrides=None) -> Loaded:
        return load(write(text), environment or {}, overrides)

    return loaded


@pytest.fixture
def faults(loaded) -> Callable[..., list[str]]:
    """Everything that is told of a config.toml with this text."""

    def faults(text: str | bytes = "", environment=None, overrides=None) -> list[str]:
        with pytest.raises(ConfigInvalid) as told:
            loaded(text, environment, overrides)
        return [str(problem) for problem in told.value.problems]

    return faults
