"""`python -m podcaster` and the `podcaster` command."""

from podcaster.cli.app import app


def main() -> None:
    """Runs the command line; exits with one of the documented codes."""
    app()


if __name__ == "__main__":
    main()
