"""Real database servers on loopback, from the programs that Debian packages.

Each has a directory of its own and one user whose password is asked for, and is ended by its own
process id. PostgreSQL refuses to run as root, so it runs as the user that its package made.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

USER, PASSWORD = "reader", "CANARY-p@ss/w:rd"
_QUOTED = "CANARY-p%40ss%2Fw%3Ard"
LONGEST_START = 60


@dataclass
class Server:
    """A database server that is up, with databases that can be made by name."""

    scheme: str
    port: int
    process: subprocess.Popen[bytes]
    _run: Callable[[str], None]
    made: set[str] = field(default_factory=set)

    def url(self, database: str) -> str:
        """As a user would write it; the database is made if there is none yet."""
        if database not in self.made:
            self._run(f"CREATE DATABASE {database}")
            self.made.add(database)
        return f"{self.scheme}://{USER}:{_QUOTED}@127.0.0.1:{self.port}/{database}"

    def kill(self) -> None:
        """As if the machine had lost power: the server, and all that it started."""
        with_children = [self.process.pid, *_children(self.process.pid)]
        for pid in with_children:
            _signal(pid, signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def postgres(*settings: str) -> Iterator[Server]:
    """PostgreSQL as its package left it, but for `settings`, such as `shared_buffers=1GB`."""
    bin_ = _postgres_bin()
    with _directory("postgres") as place:
        cluster, password = place / "cluster", place / "password"
        password.write_text(PASSWORD)
        shutil.chown(password, "postgres")
        made = ["initdb", "-D", cluster, "-U", USER, "--pwfile", password, "-A", "scram-sha-256"]
        _run_as("postgres", [str(bin_ / made[0]), *map(str, made[1:]), "-E", "UTF8", "--no-sync"])
        port = _free_port()
        given = [f"-c{each}" for each in ("fsync=off", "listen_addresses=127.0.0.1", *settings)]
        server = [str(bin_ / "postgres"), "-D", str(cluster), "-p", str(port), "-k", str(place)]
        command = _as_user("postgres", [*server, *given])
        with _running(command, place, signal.SIGQUIT) as process:

            def run(sql: str) -> None:
                _psql(bin_ / "psql", port, sql)

            _wait(lambda: run("SELECT 1"), process, place)
            yield Server("postgresql", port, process, run)
        _remove_memory(cluster / "postmaster.pid")


def _remove_memory(left: Path) -> None:
    """The shared memory that a server was killed with; its file names it by key and number."""
    if left.exists():
        _, number = left.read_text().splitlines()[6].split()
        _checked(["ipcrm", "-m", number])


@contextmanager
def mariadb(*settings: str) -> Iterator[Server]:
    """MariaDB as its package left it, but for `settings`, such as `--innodb-buffer-pool-size=1G`.

    No time zones are loaded and the configuration of the machine is not read.
    """
    with _directory("mysql") as place:
        cluster, port = place / "cluster", _free_port()
        common = ["--no-defaults", f"--datadir={cluster}", "--user=mysql"]
        install = [_program("mariadb-install-db"), *common, "--skip-test-db"]
        _checked([*install, "--auth-root-authentication-method=normal"])
        files = [f"--socket={place}/socket", f"--pid-file={place}/pid"]
        network = [f"--port={port}", "--bind-address=127.0.0.1", "--skip-log-bin"]
        charset = ["--character-set-server=utf8mb4"]
        server = [_program("mariadbd"), *common, *files, *network, *charset, *settings]
        with _running(server, place, signal.SIGKILL) as process:

            def run(sql: str) -> None:
                client = [_program("mariadb"), "--no-defaults", f"--socket={place}/socket"]
                _checked([*client, "--user=root", "--execute", sql])

            _wait(lambda: run("SELECT 1"), process, place)
            run(f"CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
            run(f"GRANT ALL ON *.* TO {USER}@'127.0.0.1'")
            yield Server("mysql", port, process, run)


def _postgres_bin() -> Path:
    """Of the newest version that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_version)
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent


def _version(program: Path) -> float:
    return float(program.parents[1].name)


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin")
    if not found:
        raise FileNotFoundError(f"{name} is not installed: apt-get install mariadb-server")
    return found


@contextmanager
def _directory(owner: str) -> Iterator[Path]:
    """One that its owner can reach, wherever the tests keep theirs, with a short name.

    A socket's path may not be longer than 107 bytes.
    """
    with tempfile.TemporaryDirectory(prefix="podcaster-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        shutil.chown(place, owner)
        place.chmod(0o700)
        yield place


def _as_user(user: str, command: Sequence[str]) -> list[str]:
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]


def _run_as(user: str, command: Sequence[str]) -> None:
    _checked(_as_user(user, command))


def _checked(command: Sequence[str]) -> None:
    """Its output stands in the error, without which nobody knows what went wrong."""
    ended = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120)
    if ended.returncode:
        raise RuntimeError(f"{command[0]}: {ended.stdout}{ended.stderr}")


def _psql(program: Path, port: int, sql: str) -> None:
    environment = {"PGPASSWORD": PASSWORD, "PATH": os.environ["PATH"]}
    command = [program, "-h", "127.0.0.1", "-p", str(port), "-U", USER, "-c", sql, "postgres"]
    ended = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(ended.stderr)


@contextmanager
def _running(
    command: Sequence[str], place: Path, ends_at: signal.Signals
) -> Iterator[subprocess.Popen[bytes]]:
    """A server; its end is waited for, so that its directory can go, and with it all data."""
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(ends_at)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(is_up: Callable[[], None], process: subprocess.Popen[bytes], place: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while True:
        try:
            return is_up()
        except RuntimeError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{error}\n{(place / 'log').read_text()}") from error
            time.sleep(0.1)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in found.read_text().split()]


def _signal(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
