"""Which file or variable a fault came from, and how its key is written there."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from podcaster.config.cascade import Setting
from podcaster.config.keys import Path, as_in_file, as_variable, is_known, meant_by
from podcaster.config.problems import Problem
from podcaster.sources.options import password_of

SECRET = re.compile(r"(key|secret|password|passwd|token)s?$", re.IGNORECASE)
SOURCE = ("learners", "source")
UNFIT = "holds control characters, or what is not UTF-8"


class Blame:
    """Turns a path and what is wrong there into a Problem."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self._settings = settings

    def of(self, path: Path, wrong: str, kind: str = "") -> Problem:
        """The fault of the values at `path`, or of those nearest to it where it was not set."""
        behind = self._behind(path)
        of_choice = kind in ("literal_error", "union_tag_invalid")
        if of_choice and path[-1] == "kind" and behind[-1].path != path:
            wrong = f"needs a kind, which {wrong}"
            path = path[:-1]
        # A rule about a whole section may be broken by values from several places.
        where = " and ".join(dict.fromkeys(setting.where for setting in behind))
        return Problem(where, _written(path, behind[-1]), wrong)

    def of_unknown(self, path: Path) -> Iterator[Problem]:
        """An unknown key, once for each place that sets it; not if it is a secret told already."""
        below = [s for s in self._settings if s.path[: len(path)] == path]
        for setting in below or self._behind(path):
            if _is_secret(setting) and setting.path == path:
                continue
            meant = meant_by(path)
            perhaps = f"; perhaps you meant {_spelled(meant, path, setting)}" if meant else ""
            if meant == path:
                perhaps = " to this kind"
            is_table = len(setting.path) > len(path) or isinstance(setting.value, Mapping)
            written = _written(path, setting, is_table=is_table)
            yield Problem(setting.where, written, f"is not known{perhaps}")

    def secrets(self) -> Iterator[Problem]:
        """Secrets have no place in a file that is copied, shown and kept under version control."""
        for setting in self._settings:
            if _is_secret(setting):
                yield Problem(
                    setting.where,
                    as_in_file(setting.path),
                    "looks like a secret, which has no place here; put it into the environment"
                    " or into env_file",
                )

    def passwords(self) -> Iterator[Problem]:
        """The address of a database may stand in the file, its password may not."""
        for setting in self._settings:
            is_source = setting.origin == "file" and setting.path == SOURCE
            if is_source and isinstance(setting.value, str) and password_of(setting.value):
                yield Problem(
                    setting.where,
                    as_in_file(setting.path),
                    "holds a password, which has no place here; put the URL into env_file as"
                    ' DATABASE_URL=... and write source = "env:DATABASE_URL"',
                )

    def unfit(self) -> Iterator[Problem]:
        """Text that no path, name or terminal can hold."""
        for setting in self._settings:
            if any(map(_is_unfit, _texts_in(setting))):
                yield Problem(setting.where, _written(setting.path, setting), UNFIT)

    def _behind(self, path: Path) -> Sequence[Setting]:
        for length in range(len(path), 0, -1):
            prefix = path[:length]
            exact = [s for s in self._settings if s.path == prefix[: len(s.path)]]
            if exact:
                return exact[-1:]
            below = [s for s in self._settings if s.path[:length] == prefix]
            if below:
                return below
        return [Setting(path, None, "default", "the defaults")]


def _written(path: Path, setting: Setting, *, is_table: bool = False) -> str:
    """Empty where the variable that `setting` names says it already."""
    return "" if path == setting.said[: len(path)] else as_in_file(path, is_table=is_table)


def _spelled(meant: Path, path: Path, setting: Setting) -> str:
    if setting.said:
        return as_variable((*meant, *setting.said[len(path) :]))
    if meant[:-1] == path[:-1] and len(path) > 1:
        return meant[-1]
    if len(meant) < len(path):
        return f"{as_in_file(meant)}, which stands above the first section"
    return as_in_file(meant)


def _is_secret(setting: Setting) -> bool:
    return (
        setting.origin == "file"
        and isinstance(setting.value, str)
        and SECRET.search(setting.path[-1]) is not None
        and not is_known(setting.path)
    )


def _texts_in(setting: Setting) -> Iterator[str]:
    yield from setting.path
    rest = [setting.value]
    while rest:
        value = rest.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            rest += [*value, *value.values()]
        elif isinstance(value, list | tuple):
            rest += value


def _is_unfit(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" or char == "\ufffd" for char in text)
