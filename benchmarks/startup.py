"""How quick the command line is: --help and a night without work, beside bare typer and rich.

python benchmarks/startup.py [TIMES]      compiled first; medians of 15 runs unless told
"""

import compileall
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def milliseconds(command: list[str], folder: str, times: int) -> float:
    """The median wall time of a command that must succeed."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=dict(os.environ))
        taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


def main(times: int) -> None:
    for place in (sysconfig.get_path("purelib"), ROOT / "podcaster"):
        compileall.compile_dir(str(place), quiet=2)
    podcaster = [sys.executable, "-m", "podcaster"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config.toml").touch()
        subprocess.run([*podcaster, "generate"], cwd=folder, check=True)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import typer, rich.console'": [
                sys.executable,
                "-c",
                "import typer, rich.console",
            ],
            "podcaster --help": [*podcaster, "--help"],
            "podcaster generate (nothing to do)": [*podcaster, "generate"],
            "podcaster retry (nothing to do)": [*podcaster, "retry"],
        }
        for name, command in commands.items():
            print(f"{name:<42} {milliseconds(command, folder, times):6.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
