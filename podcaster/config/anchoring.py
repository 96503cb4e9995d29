"""Relative paths are relative to config.toml: cron's working directory is nobody's choice."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from podcaster.config.config import Config
from podcaster.config.finding import platform_state
from podcaster.config.keys import Path as Key


def anchored(
    config: Config, directory: Path, environment: Mapping[str, str], named: Collection[Key]
) -> Config:
    """`config` with absolute paths.

    Beside a user's or the system's config.toml nothing is written: there the paths that are not
    `named` by the operator are below the state directory of the platform.
    """
    state = platform_state(directory, environment)
    unnamed = state or directory
    stores = {
        name: store.model_copy(
            update={
                "path": below(directory, store.path, environment)
                if ("stores", name, "path") in named
                else unnamed / store.path
            }
        )
        for name, store in config.stores.items()
    }
    state_dir = below(directory, config.state_dir, environment)
    return config.model_copy(
        update={
            "env_file": below(directory, config.env_file, environment),
            "state_dir": state if state and ("state_dir",) not in named else state_dir,
            "stores": stores,
        }
    )


def below(directory: Path, path: Path, environment: Mapping[str, str]) -> Path:
    """`path` from `directory`; `~` is the home that `environment` names."""
    home = environment.get("HOME")
    if home and path.parts[:1] == ("~",):
        return Path(home, *path.parts[1:])
    return directory / path


def shared_places(config: Config) -> Iterator[tuple[Key, str]]:
    """Each store whose objects would lie where another's do: moving them would lose them."""
    seen: dict[tuple[str, str], str] = {}
    for name, store in config.stores.items():
        prefix = config.storage.prefix if store.prefix is None else store.prefix
        other = seen.setdefault((os.path.normpath(store.path), prefix.strip("/")), name)
        if other != name:
            yield ("stores", name, "path"), f"is the place of [stores.{other}] already"
