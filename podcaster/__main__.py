"""`python -m podcaster` and the `podcaster` command."""

import sys

from podcaster.cli.app import app


def main() -> None:
    """Runs the command line; exits with one of the documented codes."""
    if sys.platform == "win32":
        sys.exit("podcaster: needs Linux or macOS; on Windows, run it within WSL")
    app()


if __name__ == "__main__":
    main()
