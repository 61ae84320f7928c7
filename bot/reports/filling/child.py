"""The child process that fills forms, one after the other, until it has idled, done its share or grown too large.

Standard input: messages as in wire.py, `{"ask": "fill", "values": …, "photos": […]}` with the template as its file, or
`{"ask": "join"}` with the forms as its files. Standard output: `{}` with the finished file, or `{"fault": "…"}`.
"""

import os
import resource
import select
import sys
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from bot.reports.filling.fill import FormFault, fill
from bot.reports.filling.joining import joined
from bot.reports.filling.wire import LARGEST_FILE, LARGEST_HEAD, LENGTH, head_of, packed

MEMORY = 1024 * 2**20
"""Bytes of address space; a form with two photos takes a third."""
GROWN = 400 * 2**20
"""Bytes held after a form, beyond which a fresh child is better."""
PROCESSOR_SECONDS = 8
"""For one form."""
MOST_FORMS = 500


def main(idle_seconds: float) -> None:
    """Serve until nothing came for that long."""
    _limit()
    # What a library prints must not get between the messages.
    out, sys.stdout = os.fdopen(os.dup(1), "wb"), StringIO()
    for _ in range(MOST_FORMS):
        _grant_time()
        asked = _next_message(idle_seconds)
        if asked is None:
            return
        out.write(_answer(*asked))
        out.flush()
        if _held() > GROWN:
            return


def _held() -> int:
    """Bytes of memory held now. Not the most ever held: Linux counts the parent's, before the child began, with it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:
            return int(pages.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing is ever written to a file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _grant_time() -> None:
    """The limit counts from the start of the process: each form gets the same on top of what is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds if hard < 0 else min(seconds, hard), hard))


def _next_message(idle_seconds: float) -> tuple[dict[str, Any], list[bytes]] | None:
    """What is asked next, or None when nothing is asked any more."""
    ready, _, _ = select.select([0], [], [], idle_seconds)
    length = _read(LENGTH.size) if ready else b""
    if len(length) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(length)
    if size > LARGEST_HEAD:
        return None
    head = head_of(_read(size))
    return head, [_read(min(int(length), LARGEST_FILE)) for length in head["files"]]


def _read(size: int) -> bytes:
    """Straight from the pipe: with a buffer in between, nobody could tell whether something is still to come."""
    pieces = []
    while size and (piece := os.read(0, min(size, 2**20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _answer(head: Mapping[str, Any], files: list[bytes]) -> bytes:
    try:
        return packed({}, [_ASKED[head["ask"]](head, files)])
    except FormFault as fault:
        return packed({"fault": str(fault)})
    except Exception as error:
        # The bot learns the kind; the words might quote what should have been on the form.
        return packed({"fault": f"填表出错（{type(error).__name__}）"})


_ASKED: Mapping[str, Callable[[Mapping[str, Any], list[bytes]], bytes]] = {
    "fill": lambda head, files: fill(files[0], head["values"], head["photos"]),
    "join": lambda head, files: joined(files),
}
