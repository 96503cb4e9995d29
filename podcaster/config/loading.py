"""Reads the configuration: default < file < env file < environment < flag."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podcaster.config.anchoring import anchored, below, shared_places
from podcaster.config.blame import Blame
from podcaster.config.cascade import (
    Origin,
    Setting,
    defaults,
    from_flags,
    from_table,
    from_variables,
    merged,
)
from podcaster.config.config import Config
from podcaster.config.env_file import read_env_file
from podcaster.config.finding import find
from podcaster.config.judging import judge
from podcaster.config.keys import Path as Key
from podcaster.config.keys import as_in_file
from podcaster.config.platform_names import told_by_platform
from podcaster.config.problems import ConfigInvalid, Problem
from podcaster.config.reading import read_toml

FROM_VARIABLES = ("environment", "env_file")


@dataclass(frozen=True)
class Loaded:
    """A valid configuration, and how it came about.

    `origins` says by dotted path where each value is from; `overridden` what the file says and
    the environment knows better, as sentences. `environment` is the one it was loaded with, on top
    of what env_file holds: credentials are looked for there. `in_env_file` are the names of the
    variables that stand in it.
    """

    config: Config
    path: Path
    origins: Mapping[str, Origin]
    environment: Mapping[str, str] = field(repr=False)
    in_env_file: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()

    @property
    def directory(self) -> Path:
        """What relative paths are relative to."""
        return self.path.parent


def load(
    path: Path | None,
    environment: Mapping[str, str],
    overrides: Mapping[str, object] | None = None,
) -> Loaded:
    """The configuration in `path`, or in the first of the usual places.

    `overrides` are flags: values by dotted path, such as `learners.source`. Misused where there
    is no configuration; ConfigInvalid, with everything that is wrong, where it cannot be used.
    """
    found = find(path, environment)
    gathered = _gather(found, environment, overrides or {})
    config = judge(merged(gathered.settings, defaults()), gathered.settings, gathered.problems)
    named = [setting.path for setting in gathered.settings]
    config = anchored(config, found.parent, environment, named)
    blame = Blame(gathered.settings)
    if problems := [blame.of(key, wrong) for key, wrong in shared_places(config)]:
        raise ConfigInvalid(problems)
    return Loaded(
        config=config,
        path=found,
        origins=dict(_origins(config, gathered.settings)),
        environment={**gathered.secrets, **environment},
        in_env_file=frozenset(gathered.secrets),
        warnings=tuple(_warnings(config, found.parent)),
        overridden=tuple(_overridden(gathered.settings)),
    )


@dataclass(frozen=True)
class _Gathered:
    settings: list[Setting]
    secrets: Mapping[str, str] = field(repr=False)
    problems: tuple[Problem, ...]


def _gather(
    found: Path, environment: Mapping[str, str], overrides: Mapping[str, object]
) -> _Gathered:
    of_file = list(from_table(read_toml(found), str(found)))
    there = merged(of_file, defaults())
    above = [*from_variables(environment, "environment", there), *from_flags(overrides)]
    env_file = merged([*of_file, *above], {}).get("env_file", Config().env_file)
    if not isinstance(env_file, str | Path):
        return _Gathered([*of_file, *above], {}, ())
    place = below(found.parent, Path(env_file), environment)
    secrets: Mapping[str, str] = {}
    problems: tuple[Problem, ...] = ()
    try:
        secrets = read_env_file(place)
    except ConfigInvalid as invalid:
        problems = invalid.problems
    of_env_file = from_variables(secrets, "env_file", there, str(place))
    stores = merged(of_file, {}).get("stores", {})
    told = told_by_platform(
        {**secrets, **environment}, stores if isinstance(stores, Mapping) else {}
    )
    settings = [*of_file, *told.settings, *of_env_file, *above]
    return _Gathered(settings, secrets, (*problems, *told.problems))


def _origins(config: Config, settings: list[Setting]) -> Iterator[tuple[str, Origin]]:
    for path in _leaves(config.model_dump()):
        behind = [s.origin for s in settings if s.path == path[: len(s.path)]]
        yield ".".join(path), behind[-1] if behind else "default"


def _overridden(settings: list[Setting]) -> Iterator[str]:
    """What the file says in vain, since a variable says otherwise."""
    last = {setting.path: setting for setting in settings}
    for setting in settings:
        winner = last[setting.path]
        is_over_the_file = setting.origin == "file" and winner.origin in FROM_VARIABLES
        if is_over_the_file and winner.value != setting.value:
            yield f"{winner.where} goes before {as_in_file(setting.path)} of {setting.where}"


def _leaves(tree: Mapping[str, object], path: Key = ()) -> Iterator[Key]:
    for name, value in tree.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name)


def _warnings(config: Config, directory: Path) -> Iterator[str]:
    usual = directory / Config().env_file
    if config.env_file != usual and not config.env_file.exists():
        yield f"env_file names {config.env_file}, which is not there"
