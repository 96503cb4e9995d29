"""Relative paths are relative to config.toml: cron's working directory is nobody's choice."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from podcaster.config.config import Config
from podcaster.config.finding import platform_state
from podcaster.config.keys import Path as Key
from podcaster.options import Options
from podcaster.sources.options import LearnersOptions
from podcaster.storage.options import LocalOptions, StoreOptions

AnyOptions = TypeVar("AnyOptions", bound=Options)

_PLACES = ("endpoint_url", "region", "account", "bucket", "container")


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
        if isinstance(store, LocalOptions)
        else store
        for name, store in config.stores.items()
    }
    state_dir = below(directory, config.state_dir, environment)
    return config.model_copy(
        update={
            "env_file": below(directory, config.env_file, environment),
            "state_dir": state if state and ("state_dir",) not in named else state_dir,
            "stores": stores,
            "learners": _of_learners(config.learners, directory, environment),
            "eligibility": _with_paths(config.eligibility, directory, environment, "skip_list"),
        }
    )


def _of_learners(
    learners: LearnersOptions, directory: Path, environment: Mapping[str, str]
) -> LearnersOptions:
    files = {name: below(directory, path, environment) for name, path in learners.query.items()}
    plan = _with_paths(learners.plan, directory, environment, "file")
    found = _with_paths(learners, directory, environment, "queries")
    return found.model_copy(update={"plan": plan, "query": files})


def _with_paths(
    options: AnyOptions, directory: Path, environment: Mapping[str, str], name: str
) -> AnyOptions:
    path = getattr(options, name)
    return options.model_copy(update={name: path and below(directory, path, environment)})


def below(directory: Path, path: Path, environment: Mapping[str, str]) -> Path:
    """`path` from `directory`; `~` is the home that `environment` names."""
    home = environment.get("HOME")
    if home and path.parts[:1] == ("~",):
        return Path(home, *path.parts[1:])
    return directory / path


def shared_places(config: Config) -> Iterator[tuple[Key, str]]:
    """Each store whose objects would lie where another's do: moving them would lose them."""
    seen: dict[tuple[str, ...], str] = {}
    for name, store in config.stores.items():
        prefix = config.storage.prefix if store.prefix is None else store.prefix
        other = seen.setdefault((*_place(store), prefix.strip("/")), name)
        if other != name:
            key = "path" if isinstance(store, LocalOptions) else "prefix"
            yield ("stores", name, key), f"is the place of [stores.{other}] already"


def _place(store: StoreOptions) -> tuple[str, ...]:
    """What tells one place from another, whatever it is called."""
    if isinstance(store, LocalOptions):
        return ("local", os.path.normpath(store.path))
    told = store.model_dump()
    return tuple(str(told[name]) for name in ("kind", *_PLACES) if name in told)
