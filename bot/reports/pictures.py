"""Pictures, drawn in a short-lived child process: whatever a font or a library does there, the bot goes on."""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10.0
"""How long a child may take, its start included; a picture takes a quarter of a second."""
LARGEST = 8 * 2**20
"""Bytes of the largest picture that is taken from a child; the messenger takes ten million."""

# Isolated from the user's own packages and variables; only our own code is added to what the interpreter brings.
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from bot.reports.painters.child import main; main()"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture still to be drawn: by which painter (a name of painters/child.py), from which plain values."""

    painter: str
    figures: Mapping[str, Any]


class NotDrawn(Exception):
    """No picture came out; why, without a word of what should have been on it."""


class Drawer:
    """Draws one picture at a time: a child takes tens of megabytes, and nobody waits for two pictures."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = asyncio.Semaphore(1)

    async def draw(self, picture: Picture) -> bytes:
        """The picture as PNG. Raises NotDrawn."""
        asked = json.dumps({"painter": picture.painter, "figures": dict(picture.figures)}, ensure_ascii=False)
        async with self._turn:
            return await _drawn(asked.encode(), self._seconds)


async def _drawn(asked: bytes, seconds: float) -> bytes:
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-c",
            _BOOT,
            str(ROOT),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
    except OSError as error:
        raise NotDrawn(type(error).__name__) from None
    try:
        picture, _ = await asyncio.wait_for(child.communicate(asked), seconds)
    except TimeoutError:
        raise NotDrawn(f"not within {seconds:g} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise NotDrawn(f"the child ended with {child.returncode}")
    if not picture.startswith(b"\x89PNG") or len(picture) > LARGEST:
        raise NotDrawn("what came out is no picture to be sent")
    return picture
