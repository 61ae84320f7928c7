"""A process that has loaded everything a bot needs and forks one on demand: a start takes milliseconds, not seconds.

Run as a module: it reads one JSON command a line and answers each with one line.
"""

import json
import os
import subprocess
import sys
from typing import Any

from tests.faults import child
from tests.source_tree import ROOT


class Nursery:
    """The parent's side. Bots are killed by their ids; `wait` tells how one ended."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, **arguments: Any) -> int:
        """A new bot; returns its process id."""
        return self._ask("start", arguments)

    def wait(self, process_id: int) -> int:
        """Its exit code once it has ended, negative for a signal."""
        return self._ask("wait", process_id)

    def close(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(20)

    def _ask(self, command: str, argument: Any) -> int:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([command, argument]) + "\n")
        stdin.flush()
        return int(json.loads(stdout.readline()))


def serve() -> None:
    """The process's side: no thread and no event loop here, so that forking is safe."""
    for line in sys.stdin:
        command, argument = json.loads(line)
        print(_fork(argument) if command == "start" else _reap(argument), flush=True)


def _fork(arguments: dict[str, Any]) -> int:
    process_id = os.fork()
    if process_id:
        return process_id
    os.close(0)
    code = 1
    try:
        code = child.main(**arguments)
    finally:
        os._exit(code)


def _reap(process_id: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])


if __name__ == "__main__":
    serve()
