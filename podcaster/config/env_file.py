"""The file of secrets beside config.toml: KEY=VALUE, line by line."""

from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from podcaster.config.problems import ConfigInvalid, Problem
from podcaster.config.reading import read_text

TOO_LATE = ("PODCASTER_CONFIG", "PODCASTER_ENV_FILE")


def read_env_file(path: Path) -> dict[str, str]:
    """Its variables: quotes, comments and `export` as a shell has them, nothing substituted.

    Empty where there is no such file. ConfigInvalid, without a word of its content, for lines
    that are none, or where others than the owner may read it.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        pass  # the reading below says what is wrong
    lines = list(parse_stream(StringIO(read_text(path, private=True))))
    if problems := list(_problems(path, lines)):
        raise ConfigInvalid(problems)
    return {line.key: line.value for line in lines if line.key and line.value is not None}


def _problems(path: Path, lines: Iterable[Binding]) -> Iterator[Problem]:
    for each in lines:
        line = f"line {each.original.line}"
        if each.error or (each.key is not None and each.value is None):
            yield Problem(str(path), line, "is not KEY=VALUE")
        elif each.key in TOO_LATE:
            wrong = f"{each.key} comes too late here; set it in the environment"
            yield Problem(str(path), line, wrong)
