"""The files of a new deployment, as they lie in the package."""

from collections.abc import Iterator
from pathlib import Path

import podcaster
from podcaster.errors import Misused

PLAIN, PRIVATE = 0o644, 0o600
FILES = {"config.toml": PLAIN, "crontab.example": PLAIN, "podcaster.env.example": PRIVATE}


def lay_out(directory: Path) -> list[Path]:
    """Copies them into `directory`; returns their paths in it.

    Misused, before anything is written, where one of them is there already or cannot be made.
    """
    files = list(_files())
    there = [path for path, _, _ in files if (directory / path).exists()]
    if there:
        raise Misused(
            f"{directory / there[0]} is there already; existing files are never overwritten"
        )
    try:
        for path, content, mode in files:
            _write_new(directory / path, content, mode)
    except OSError as error:
        raise Misused(f"cannot lay out {directory}: {error.strerror}") from error
    return [path for path, _, _ in files]


def _files() -> Iterator[tuple[Path, bytes, int]]:
    package = Path(podcaster.__file__).parent
    installed = package / "deployment"
    root = installed if installed.is_dir() else package.parent
    for name, mode in FILES.items():
        yield Path(name), (root / name).read_bytes(), mode
    prompts = package / "prompts" if installed.is_dir() else root / "prompts"
    for template in sorted(prompts.rglob("*.j2")):
        yield Path("prompts") / template.relative_to(prompts), template.read_bytes(), PLAIN


def _write_new(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(mode)
        file.write(content)
