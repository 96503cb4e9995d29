"""Small text files that people edit, and what can be wrong with one as a whole."""

import re
import tomllib
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from typing import Any

from podcaster.config.problems import ConfigInvalid, Problem

LARGEST = 256 * 1024
PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_text(path: Path, *, private: bool = False) -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    ConfigInvalid, naming the file, where it is none, or where it is `private` and others can
    read it.
    """
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise _invalid(path, "is a directory; name a file")
        if not S_ISREG(status.st_mode):
            raise _invalid(path, "is no regular file")
        if private and status.st_mode & 0o077:
            raise _invalid(
                path,
                f"can be read by others (mode {S_IMODE(status.st_mode):04o}): chmod 600 {path}",
            )
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _invalid(path, f"cannot be read: {reason.lower()}") from error
    return _decoded(path, content)


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file; ConfigInvalid with line and column where it is not TOML."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _invalid(path, "is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from None
    except ValueError:  # tomllib lets through what int() says of more than 4300 digits
        raise _invalid(path, "holds a number with thousands of digits") from None


def _decoded(path: Path, content: bytes) -> str:
    if len(content) > LARGEST:
        raise _invalid(path, f"is larger than {LARGEST // 1024} KiB; is it the right file?")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _invalid(path, "is UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _invalid(path, f"line {line} is not UTF-8 text; save the file as UTF-8") from None


def _not_toml(path: Path, text: str, message: str) -> ConfigInvalid:
    place = PLACE.search(message)
    wrong = message[: place.start()] if place else message
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    wrong = f"not TOML: {wrong[:1].lower()}{wrong[1:]}"
    return ConfigInvalid([Problem(str(path), f"line {line}, column {column}", wrong)])


def _invalid(path: Path, wrong: str) -> ConfigInvalid:
    return ConfigInvalid([Problem(str(path), "", wrong)])
