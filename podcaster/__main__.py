"""`python -m podcaster` and the `podcaster` command."""

import signal
import sys


def main() -> None:
    """Runs the command line; exits with one of the documented codes."""
    if sys.platform == "win32":
        sys.exit("podcaster: needs Linux or macOS; on Windows, run it within WSL")
    try:
        from podcaster.cli.app import app

        app()
    except KeyboardInterrupt:  # before a command could make its own arrangements
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
