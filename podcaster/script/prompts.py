"""Prompts and templates: the operator's own file by file, else the ones that came along."""

import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from podcaster.errors import Misused
from podcaster.script.values import Plain
from podcaster.text.languages import base, normalise

TEMPLATES = "fallback"
_LEFT = re.compile(r"\{\{|\{%|\{#|%\}|#\}")
# What an expression of a template can raise besides Jinja's own errors.
_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class Prompts:
    """Renders templates from `directory` where it has them, else from the package.

    Templates run in a sandbox, see plain data only, and may not use what is not there.
    """

    def __init__(self, directory: Path | None = None) -> None:
        """Looks into `directory`, the operator's own, before what came along."""
        self._directories = [*filter(None, [directory]), shipped()]
        self._environment = _environment(tuple(_states(self._directories)), *self._directories)

    def has(self, name: str) -> bool:
        """True where there is a template of this name, such as `fallback/en.j2`."""
        return any((directory / name).is_file() for directory in self._directories)

    def template_for(self, language: str) -> str:
        """The template of a language, or of its base language; "" where there is none."""
        names = (f"{TEMPLATES}/{tag}.j2" for tag in (normalise(language), base(language)) if tag)
        return next(filter(self.has, names), "")

    def templates(self) -> dict[str, Path]:
        """The templates by language, the operator's own before those that came along."""
        found: dict[str, Path] = {}
        for directory in reversed(self._directories):
            paths = sorted((directory / TEMPLATES).glob("*.j2"))
            found |= {path.stem: path for path in paths if normalise(path.stem) == path.stem}
        return found

    def render(self, name: str, values: Mapping[str, Plain]) -> str:
        """The template `name` with `values`; Misused, with file and line, where it is at fault."""
        try:
            text = self._environment.get_template(name).render(values)
        except TemplateNotFound as error:
            raise Misused(
                f"there is no prompt {error.name}, which {name} needs; restore it"
            ) from None
        except _FAULTS as error:
            raise Misused(f"{self._place(name, error)}: {error}; correct the template") from None
        except OSError as error:
            raise Misused(f"the prompt {name} cannot be read ({error.strerror})") from None
        if left := _LEFT.search(text):
            raise Misused(
                f"the prompt {name} leaves a placeholder ({left[0]}) in its text; correct it"
            )
        return text

    def _place(self, name: str, error: Exception) -> str:
        line, path = getattr(error, "lineno", None), getattr(error, "filename", None)
        if line is None:
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename.endswith(".j2"):
                    path, line = frame.filename, frame.lineno
        return f"{path or name}, line {line}" if line else f"the prompt {name}"


@lru_cache(maxsize=4)
def _environment(
    states: tuple[tuple[Path, int], ...], *directories: Path
) -> ImmutableSandboxedEnvironment:
    """Compiles each template of `directories` once, for as long as their `states` stay the same."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(directories),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # text to be spoken, not HTML
        auto_reload=False,
    )


def _states(directories: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Every template with the time of its last change."""
    for directory in directories:
        for path in sorted(directory.rglob("*.j2")):
            with suppress(OSError):  # told when it is asked for
                yield path, path.stat().st_mtime_ns


def shipped() -> Path:
    """The prompts that came along: inside the package of a wheel, beside it in a checkout."""
    inside = Path(str(files("podcaster") / "prompts"))
    return inside if inside.is_dir() else inside.parent.parent / "prompts"
