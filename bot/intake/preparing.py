"""Files made ready beside the bot: small ones in a thread, large ones in processes of their own.

Reading and planning a hundred thousand rows takes a processor for many seconds; whoever talks to the bot meanwhile
must not notice.
"""

import json
import marshal
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.intake.child import LENGTH
from bot.intake.rows import Opened, opened
from bot.rules.outcome import Refused
from bot.work.importing.headings import Heading
from bot.work.importing.prepared import Prepared
from bot.work.importing.text_rows import BrokenOff
from bot.work.offices import Law, Offices, days_on_record
from storage import bulk
from storage.tables import RulebookCopy

SMALL, LARGE = 100_000, 2_000_000
"""Bytes up to which a file is read in this process, and from which on two others share it."""
ROOT = Path(__file__).resolve().parents[2]
GAVE_UP = Refused("表格没有读完，请再试一次；仍不行，请分成几份。")


@dataclass(frozen=True, slots=True)
class Task:
    """What it takes to make an office's tickets ready at a moment. `zone`: how the database's moments end."""

    law: Law
    rulebook: str
    days: tuple[dict[str, Any], ...]
    now: datetime
    zone: str

    def for_child(self, place: int, of: int) -> bytes:
        told = {"rulebook": self.rulebook, "days": self.days, "now": self.now.isoformat(), "zone": self.zone}
        return json.dumps({**told, "place": place, "of": of}).encode() + b"\n"


def task_of(session: Session, offices: Offices, office_id: str, now: datetime) -> Task:
    """The task for an office as its law stands now."""
    copy = session.get(RulebookCopy, offices.office(office_id).rulebook_id)
    assert copy is not None
    days = tuple({**day.model_dump(), "day": day.day.isoformat()} for day in days_on_record(session, office_id))
    return Task(offices.present_law(office_id), copy.text, days, now, bulk.zone_of(session))


def made_ready(data: bytes, task: Task) -> Opened | Refused:
    """The tickets of a file, as `rows.opened`. Blocks, as iterating over them does: call both in a thread."""
    if len(data) <= SMALL:
        return opened(data, task.law, task.now, task.zone)
    shares = 2 if len(data) >= LARGE and (os.cpu_count() or 1) > 1 else 1
    children = [_Child(data, task.for_child(place, shares)) for place in range(shares)]
    try:
        heads = [next(child.said, {"end": GAVE_UP.reason}) for child in children]
    except BaseException:
        _end(children)
        raise
    if isinstance(heads[0], dict) or any(isinstance(head, dict) for head in heads):
        _end(children)
        return Refused(next(str(head["end"]) for head in heads if isinstance(head, dict)))
    row, names, fields = heads[0]
    return Opened(Heading(row, tuple(names), tuple(fields)), _in_turn(children))


class _Child:
    """A process that makes its share of a file ready; ended when nobody wants the rest."""

    def __init__(self, data: bytes, task: bytes) -> None:
        # Nothing of the bot's environment, where the token may stand.
        environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "bot.intake.child"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment)
        threading.Thread(target=self._hand_over, args=(task, data), daemon=True).start()
        self.said = self._read()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _hand_over(self, task: bytes, data: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(task)
            self._process.stdin.write(data)
        with suppress(OSError):
            self._process.stdin.close()

    def _read(self) -> Iterator[Any]:
        assert self._process.stdout is not None
        while len(length := self._process.stdout.read(LENGTH)) == LENGTH:
            said = self._process.stdout.read(int.from_bytes(length, "big"))
            try:
                # Our own program's words: the file itself was opened by yet another process.
                yield marshal.loads(said)
            except (EOFError, ValueError, TypeError):
                return


def _in_turn(children: Sequence[_Child]) -> Iterator[list[Prepared]]:
    """The chunks in the order of the file, one of each child after the other."""
    try:
        while True:
            for child in children:
                said = next(child.said, {"end": GAVE_UP.reason})
                if isinstance(said, dict):
                    if said["end"] is not None:
                        raise BrokenOff(Refused(str(said["end"])))
                    return
                yield [Prepared(*values) for values in said]
    finally:
        _end(children)


def _end(children: Sequence[_Child]) -> None:
    for child in children:
        child.end()
