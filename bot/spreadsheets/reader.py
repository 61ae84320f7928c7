"""Rows of strings out of a spreadsheet somebody sent: looked at first, then opened in a limited child process."""

import csv
import io
import json
import re
import subprocess
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.rules.outcome import Refused

CHILD = Path(__file__).with_name("child.py")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COUNTS_FROM_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
COUNTS_FROM_1904_OLD = b"\x22\x00\x02\x00\x01\x00"
HEAD_OF_BOOK = 64 * 1024
MARKS_OF_A_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
LARGEST_UNPACKED = 300_000_000
MOST_PARTS = 5_000

NOT_A_SPREADSHEET = Refused("这个文件不是 Excel 表格，请另存为 .xlsx 或 CSV 后再发。")
A_PAGE = Refused("这个文件名叫 .xls，内容其实是网页。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。")
LOCKED = Refused("表格加了密码，请去掉密码另存后再发。")
TOO_LARGE = Refused("表格太大或者有问题，打不开。请只留需要的行和列，另存为 .xlsx 或 CSV 后再发。")
TOO_LONG = Refused("表格打开得太慢，已放弃。请只留需要的行和列，另存为 CSV 后再发。")
NO_ROWS = Refused("表格里没有内容。")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `memory` in bytes; `processor` and `patience` (by the clock on the wall) in seconds."""

    memory: int = 1024**3
    processor: int = 20
    patience: float = 30.0
    most_rows: int = 5_001
    most_columns: int = 200


class Unreadable(Exception):
    """A spreadsheet that cannot be read to its end; `refused` says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def is_spreadsheet(name: str) -> bool:
    """Whether a file of this name is for this reader, a .csv being none."""
    return name.lower().endswith((".xlsx", ".xlsm", ".xls"))


def readable(name: str, data: bytes) -> bytes | Refused:
    """A file of this name as the readers of tables take it: a spreadsheet as .csv, anything else as it is."""
    return as_csv(data) if is_spreadsheet(name) else data


def as_csv(data: bytes, limits: Limits | None = None) -> bytes | Refused:
    """The first sheet as the UTF-8 .csv it would be saved as, for whoever reads tables; or why it cannot be read."""
    written = io.StringIO()
    writer = csv.writer(written)
    try:
        for row in rows_of(data, limits):
            writer.writerow(row)
    except Unreadable as fault:
        return fault.refused
    return written.getvalue().encode()


def rows_of(data: bytes, limits: Limits | None = None) -> Iterator[list[str]]:
    """The rows of the first sheet that holds something, as they come; raises Unreadable, also after some rows.

    Blocks: from an event loop, call it in a thread.
    """
    fault = fault_of(data)
    if fault is not None:
        raise Unreadable(fault)
    yield from _read(data, limits or Limits())


def fault_of(data: bytes) -> Refused | None:
    """What can be said of a file without opening it: its first bytes, and what its parts would unpack to."""
    if data.startswith(ZIP):
        return _fault_of_parts(data)
    if data.startswith(OLE):
        # An encrypted .xlsx lies in such a container, under this name.
        return LOCKED if "EncryptedPackage".encode("utf-16-le") in data else None
    if data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(MARKS_OF_A_PAGE):
        return A_PAGE
    return NOT_A_SPREADSHEET if data else NO_ROWS


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a spreadsheet program's own, whatever the file is called."""
    return data.startswith((ZIP, OLE))


def epoch_of(data: bytes) -> int:
    """From which year on this workbook numbers its days: 1900, or 1904 as some old ones do."""
    if data.startswith(OLE):
        return 1904 if data.find(COUNTS_FROM_1904_OLD, 0, HEAD_OF_BOOK) >= 0 else 1900
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open("xl/workbook.xml") as part:
            return 1904 if COUNTS_FROM_1904.search(part.read(HEAD_OF_BOOK)) else 1900
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, zlib.error, EOFError):
        return 1900


def _fault_of_parts(data: bytes) -> Refused | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return NOT_A_SPREADSHEET
    return TOO_LARGE if sum(sizes) > LARGEST_UNPACKED or len(sizes) > MOST_PARTS else None


def _read(data: bytes, limits: Limits) -> Iterator[list[str]]:
    numbers = (limits.memory, limits.processor, limits.most_rows, limits.most_columns)
    command = [sys.executable, "-I", str(CHILD), *map(str, numbers)]
    # An environment of its own: the bot's may hold the token.
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={})
    late = threading.Event()

    def give_up() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(limits.patience, give_up)
    watch.daemon = True
    watch.start()
    try:
        _hand_over(child, data)
        yield from _lines(child, limits, late)
    finally:
        watch.cancel()
        child.kill()
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _hand_over(child: "subprocess.Popen[bytes]", data: bytes) -> None:
    """The child reads everything before it writes anything; one that died already is noticed by what it says."""
    assert child.stdin is not None
    with suppress(OSError):
        child.stdin.write(data)
    with suppress(OSError):
        child.stdin.close()


def _lines(child: "subprocess.Popen[bytes]", limits: Limits, late: threading.Event) -> Iterator[list[str]]:
    assert child.stdout is not None
    for line in child.stdout:
        if not line.endswith(b"\n"):
            break
        said = json.loads(line)
        if isinstance(said, dict):
            fault = _fault_at_end(str(said.get("end")), limits)
            if fault is not None:
                raise Unreadable(fault)
            return
        yield said
    # It ended without a word: killed by a limit, or brought down by the file.
    raise Unreadable(TOO_LONG if late.is_set() else TOO_LARGE)


def _fault_at_end(end: str, limits: Limits) -> Refused | None:
    return {
        "whole": None,
        "too_many_rows": Refused(f"表格超过{limits.most_rows - 1}行，请分成几份再发。"),
        "too_wide": Refused(f"表格超过{limits.most_columns}列，请只留需要的列后再发。"),
        "empty": NO_ROWS,
    }.get(end, TOO_LARGE)
