"""Keys of providers: from the environment or from files that it names, never from config.toml."""

from collections.abc import Mapping
from pathlib import Path
from stat import S_IMODE, S_ISREG
from typing import NoReturn, Self

from podcaster.errors import Misused

LARGEST = 64 * 1024
HIDDEN = "**********"


class Secret:
    """A text that only `reveal` gives away; it does not leave the process either."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret('{HIDDEN}')"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __getstate__(self) -> NoReturn:
        raise TypeError("a secret stays where it is")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret stays where it is")


class Credentials:
    """What `environment` holds for providers; a variable that is blank counts as unset."""

    def __init__(self, environment: Mapping[str, str], directory: Path = Path()) -> None:
        self._environment, self._directory = environment, directory
        self._handed_out: dict[str, None] = {}

    def secret(self, *names: str) -> Secret | None:
        """The secret of the first name that is set; None if none is.

        It may stand in a file instead, of which NAME_FILE is the path, a relative one from
        `directory`. Misused, naming the variable and nothing of its content, where a value or a
        file cannot be used.
        """
        for name in names:
            variable, text = name, self.text(name)
            if not text and (path := self.text(f"{name}_FILE")):
                variable = f"{name}_FILE"
                text = _content(variable, self._directory / path)
            if text:
                _require_sendable(variable, text)
                self._handed_out[text] = None
                return Secret(text)
        return None

    def text(self, *names: str) -> str:
        """What is no secret, such as a region or a base URL; "" if no name is set."""
        found = (self._environment.get(name, "").strip() for name in names)
        return next(filter(None, found), "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret that was handed out, for redaction."""
        return tuple(self._handed_out)


def _require_sendable(variable: str, text: str) -> None:
    if not (text.isascii() and text.isprintable()):
        raise Misused(f"{variable} holds characters that no key has: copy the key anew")


def _content(variable: str, path: Path) -> str:
    """What a private file holds. Its path stays unsaid: it may be a key in the wrong variable."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise _unusable(variable, "is no regular file")
        if status.st_mode & 0o077:
            mode = f"{S_IMODE(status.st_mode):04o}"
            raise _unusable(variable, f"can be read by others (mode {mode}): chmod 600 it")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or "it is no path"
        raise _unusable(variable, f"cannot be read: {reason.lower()}") from None
    text = content.decode("utf-8-sig", "replace").strip()
    if not text or len(content) > LARGEST:
        raise _unusable(variable, "is empty" if not text else "is too large for a key")
    return text


def _unusable(variable: str, wrong: str) -> Misused:
    return Misused(f"the file that {variable} names {wrong}")
