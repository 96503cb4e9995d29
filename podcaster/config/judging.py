"""Everything that is wrong with a configuration, told at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from podcaster.config.blame import Blame
from podcaster.config.cascade import Setting, Tree
from podcaster.config.config import Config
from podcaster.config.keys import Path
from podcaster.config.problems import ConfigInvalid, Problem
from podcaster.config.references import dangling
from podcaster.config.wording import in_plain_words

MOST_WORDED = 100
OF_KINDS = (("models",), ("engines",), ("stores",))
"""The sections whose tables are of several kinds."""


def judge(tree: Tree, settings: Sequence[Setting], problems_before: Iterable[Problem]) -> Config:
    """The configuration in `tree`, which was merged from `settings`.

    ConfigInvalid if it is none, or if there were problems before: in the order of their places.
    """
    blame = Blame(settings)
    of_secrets = {*blame.secrets(), *blame.passwords()}
    problems = {*problems_before, *blame.unfit(), *of_secrets, *_misfits(tree, blame)}
    problems |= {blame.of(path, wrong) for path, wrong in dangling(tree)}
    if problems:
        raise ConfigInvalid(sorted(problems))
    return Config.model_validate(tree)


def _misfits(tree: Tree, blame: Blame) -> Iterator[Problem]:
    """Unknown keys are set aside first, so that rules about a whole section are tried as well."""
    unknown = [e for e in _errors(tree) if e["type"] == "extra_forbidden"]
    paths = [_path(error) for error in unknown]
    for path in islice(paths, MOST_WORDED):
        yield from blame.of_unknown(path)
    for error in islice(_errors(_without(tree, paths)), MOST_WORDED):
        path = _path(error)
        if path:  # what is said of the whole is said of each dangling name already
            yield blame.of(path, _item(error) + in_plain_words(error), error["type"])


def _errors(tree: Tree) -> list[ErrorDetails]:
    try:
        Config.model_validate(tree)
    except ValidationError as error:
        return [each for each in error.errors(include_url=False) if not _follows_from_others(each)]
    return []


def _follows_from_others(error: ErrorDetails) -> bool:
    """A list seems too short when its items are wrong; those are told."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _path(error: ErrorDetails) -> Path:
    path: Path = ()
    for part in error["loc"]:
        if not isinstance(part, str):
            break
        path = (*path, part)
    if path[-1:] == ("[key]",):
        return path[:-1]
    if error["type"].startswith("union_tag"):
        return (*path, "kind")
    # Below a union pydantic puts the kind it took an error for between the name and the key.
    return (*path[:2], *path[3:]) if path[:1] in OF_KINDS else path


def _item(error: ErrorDetails) -> str:
    last = error["loc"][-1] if error["loc"] else ""
    return f"item {last + 1} " if isinstance(last, int) and error["type"] != "missing" else ""


def _without(tree: Mapping[str, Any], paths: Sequence[Path]) -> Tree:
    gone = {path[0] for path in paths if len(path) == 1}
    below = {path[0] for path in paths if len(path) > 1}
    return {
        name: _without(value, [path[1:] for path in paths if path[0] == name])
        if name in below and isinstance(value, Mapping)
        else value
        for name, value in tree.items()
        if name not in gone
    }
