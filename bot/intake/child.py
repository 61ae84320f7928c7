"""Makes a share of a large file ready in a process of its own; run as `python -m bot.intake.child`.

Standard input: one JSON line (see `preparing.Task`), then the file. Standard output, as `marshal` writes them, each
behind its length: the heading, each chunk of rows, and at last {"end": None} or why it broke off.
"""

import gc
import json
import marshal
import os
import sys
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from bot.intake.rows import Share, opened
from bot.rulebooks.days import calendar_on_record
from bot.rulebooks.load import load_text
from bot.rules.outcome import Refused
from bot.work.importing.text_rows import BrokenOff
from bot.work.law import Law

LENGTH = 4
"""Bytes that tell how long what follows is."""
NICENESS = 10
"""The bot that waits for nobody's answer goes first."""


def main() -> None:
    os.nice(NICENESS)
    # Nothing here runs in circles, and looking for that would take a tenth of the time.
    gc.disable()
    task = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    found = opened(
        data, _law(task), datetime.fromisoformat(task["now"]), task["zone"], Share(task["place"], task["of"])
    )
    if isinstance(found, Refused):
        _say({"end": found.reason})
        return
    _say((found.heading.row, found.heading.names, found.heading.fields))
    end = None
    try:
        for chunk in found.chunks:
            _say([tuple(row) for row in chunk])
    except BrokenOff as broken:
        end = broken.refused.reason
    _say({"end": end})


def _law(task: dict[str, Any]) -> Law:
    rulebook = load_text(task["rulebook"], "")
    days = [SimpleNamespace(**{**day, "day": date.fromisoformat(day["day"])}) for day in task["days"]]
    return Law(rulebook, calendar_on_record(rulebook, days))


def _say(what: Any) -> None:
    said = marshal.dumps(what)
    sys.stdout.buffer.write(len(said).to_bytes(LENGTH, "big") + said)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
