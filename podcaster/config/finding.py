"""Where config.toml is looked for, and where the state of one in a system's place lives."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from podcaster.errors import Misused

NAME = "config.toml"
SYSTEM = Path("/etc/podcaster")
SYSTEM_STATE = Path("/var/lib/podcaster")
Environment = Mapping[str, str]


def find(flag: Path | None, environment: Environment) -> Path:
    """The config.toml to use, absolute; one that was named need not be there.

    Misused, naming the places, where none was named and none is found.
    """
    if flag is not None:
        return _absolute(flag)
    if named := environment.get("PODCASTER_CONFIG"):
        return _absolute(Path(named))
    places = [Path(NAME), *(place / NAME for place in _places(environment))]
    for place in places:
        if os.path.lexists(place):
            return _absolute(place)
    raise Misused(
        f"no configuration found: neither ./{' nor '.join(str(place) for place in places)} is"
        " there; name one with --config or PODCASTER_CONFIG, or make one with `podcaster init`"
    )


def platform_state(directory: Path, environment: Environment) -> Path | None:
    """The state directory that belongs to a user's or the system's configuration directory.

    None for a directory that is neither: state lies beside its config.toml.
    """
    if directory == SYSTEM:
        return SYSTEM_STATE
    if directory in _users(environment, "XDG_CONFIG_HOME", ".config"):
        return next(_users(environment, "XDG_STATE_HOME", ".local/state"), None)
    return None


def _places(environment: Environment) -> Iterator[Path]:
    yield from _users(environment, "XDG_CONFIG_HOME", ".config")
    yield SYSTEM


def _users(environment: Environment, variable: str, below_home: str) -> Iterator[Path]:
    # The XDG specification has relative paths ignored.
    named = Path(environment.get(variable, ""))
    home = environment.get("HOME")
    if named.is_absolute():
        yield named / "podcaster"
    elif home:
        yield Path(home) / below_home / "podcaster"


def _absolute(path: Path) -> Path:
    try:
        return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    except FileNotFoundError:
        raise Misused(f"the working directory is gone: name {path} by its whole path") from None
