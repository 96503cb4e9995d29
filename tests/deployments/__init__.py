"""A deployment in a folder of its own, run as its users run it."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

CRON_PATH = "/usr/bin:/bin"
NOBODYS_HOME = "/nonexistent"
EMBEDDED = '\n[speech]\nwithout_credentials = "espeak"\n'
"""Lets the embedded voice speak for any source, as it does for the sample anyway."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        """The one object on stdout."""
        return json.loads(self.out)


def in_process(*arguments: str, environment: Mapping[str, str] | None = None) -> Ended:
    """A command run in this process, for those that end before any sound is made.

    It sees nothing of the environment of whoever runs the tests: no keys, and no home with any.
    """
    from typer.testing import CliRunner

    from podcaster.cli.app import app

    bare = {**dict.fromkeys(os.environ), **(environment or cron_environment(NOBODYS_HOME))}
    result = CliRunner().invoke(app, list(arguments), env=bare, catch_exceptions=False)
    return Ended(result.exit_code, result.stdout, result.stderr)


def cron_environment(home: str) -> dict[str, str]:
    """What cron passes on, and what measures the tests."""
    passed_on = {k: v for k, v in os.environ.items() if k.startswith(("PYTHON", "COVERAGE"))}
    return {"HOME": home, "PATH": CRON_PATH, "SHELL": "/bin/sh", **passed_on}


@dataclass(frozen=True)
class Deployment:
    """A folder with a config.toml; commands run in cron's bare environment."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        return self.folder / "var"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def configure(self, text: str = "") -> "Deployment":
        """With the embedded voice, unless the text says something of speech itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text += "" if "[speech]" in text else EMBEDDED
        (self.folder / "config.toml").write_text(text, encoding="utf-8")
        return self

    def start(
        self,
        *arguments: str,
        program: tuple[str, ...] = ("-m", "podcaster"),
        start_new_session: bool = False,
        out: int | IO[str] = subprocess.PIPE,
        err: int | IO[str] = subprocess.PIPE,
    ) -> subprocess.Popen:
        """A command under way, with its config named, as cron would start it."""
        return subprocess.Popen(
            [sys.executable, *program, *arguments, "--config", str(self.folder / "config.toml")],
            env=self.cron_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            text=True,
            encoding="utf-8",
            start_new_session=start_new_session,
        )

    def run(self, *arguments: str, program: tuple[str, ...] = ("-m", "podcaster")) -> Ended:
        """A command and how it ended."""
        process = self.start(*arguments, program=program)
        out, err = process.communicate(timeout=100)
        return Ended(process.returncode, out, err)

    def call(self, *arguments: str) -> Ended:
        """The same within this process, which is quicker."""
        config = str(self.folder / "config.toml")
        return in_process(*arguments, "--config", config, environment=self.cron_environment())

    def cron_environment(self) -> dict[str, str]:
        return {**cron_environment(str(self.folder)), **self.environment}

    def rows(self, query: str, *values: object) -> list[dict]:
        """What a query of the ledger finds."""
        uri = f"file:{self.state / 'ledger.sqlite'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def mp3s(self) -> dict[str, str]:
        """Key and SHA-256 of every file that a reader of the store can see."""
        return {
            path.relative_to(self.media).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    def leftovers(self) -> Iterator[Path]:
        """Files that no finished night leaves behind."""
        spool = self.state / "spool"
        yield from (path for path in spool.rglob("*") if path.is_file())
        yield from self.media.rglob(".*.part")
