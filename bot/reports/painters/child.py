"""The child process that draws one picture: plain values as JSON on standard input, a PNG on standard output."""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from PIL.Image import Image

from bot.reports.painters import board
from bot.reports.painters.charts import paint as charts

MEMORY = 512 * 2**20
"""Bytes of address space; drawing a picture takes a fifth of it."""
PROCESSOR_SECONDS = 8

PAINTERS: Mapping[str, Callable[[Mapping[str, Any]], Image]] = {"board": board.paint, "chart": charts.paint}


def main() -> None:
    """Draw what is asked for, within limits that the system enforces."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = json.load(sys.stdin.buffer)
    out = BytesIO()
    PAINTERS[asked["painter"]](asked["figures"]).save(out, "PNG", compress_level=6)
    sys.stdout.buffer.write(out.getvalue())
