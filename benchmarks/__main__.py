"""Runs the benchmarks named on the command line, or all, each in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: Sequence[str], folder: Path = HERE) -> int:
    """Exit status: 0 all ran, 1 one of them failed, 2 a name is unknown."""
    available = names(folder)
    unknown = [name for name in arguments if name not in available]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(available) or 'none'}", file=sys.stderr)
        return 2
    results = {name: run(name, folder) for name in arguments or available}
    failed = [name for name, status in results.items() if status]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def names(folder: Path) -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))


def run(name: str, folder: Path) -> int:
    """A fresh process for each, so that neither memory nor warm caches of one help or hurt the next."""
    print(f"## {name}", flush=True)
    started = time.monotonic()
    program = f"from {folder.name}.bench_{name} import main; main()"
    status = subprocess.run([sys.executable, "-c", program], cwd=folder.parent, check=False).returncode
    print(f"({time.monotonic() - started:.1f} s)\n", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
