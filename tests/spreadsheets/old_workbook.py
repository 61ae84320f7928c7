"""A workbook of the old kind (.xls), as small as one can be: one sheet of words and numbers in a compound file."""

import struct
from collections.abc import Sequence

SECTOR = 512
END_OF_CHAIN, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SHORTEST_STREAM = 4096
"""Shorter streams would be kept in another way."""


def old_workbook(*rows: Sequence[str | float], from_1904: bool = False) -> bytes:
    """An .xls of these rows; `from_1904` makes it count its days from 1904 on."""
    return _compound(_stream(rows, from_1904))


def _stream(rows: Sequence[Sequence[str | float]], from_1904: bool) -> bytes:
    """The records of the workbook: its globals, then its sheet."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 0x06)
    globals_before = _record(0x0809, begin) + _record(0x0042, struct.pack("<H", 1200))
    globals_before += _record(0x0022, struct.pack("<H", int(from_1904)))
    name = b"\x04\x01" + "工单台账".encode("utf-16-le")
    where = len(globals_before) + 4 + 6 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBB", where, 0, 0) + name)
    sheet = _record(0x0809, begin.replace(b"\x05\x00", b"\x10\x00", 1))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for number, row in enumerate(rows):
        sheet += b"".join(_cell(number, place, cell) for place, cell in enumerate(row))
    return globals_before + bound + _record(0x000A, b"") + sheet + _record(0x000A, b"")


def _cell(row: int, place: int, cell: str | float) -> bytes:
    head = struct.pack("<HHH", row, place, 0)
    if isinstance(cell, str):
        words = cell.encode("utf-16-le")
        return _record(0x0204, head + struct.pack("<HB", len(words) // 2, 1) + words)
    return _record(0x0203, head + struct.pack("<d", cell))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream `Workbook`: header, table of sectors, directory, the stream's sectors."""
    stream = stream.ljust(max(SHORTEST_STREAM, -(-len(stream) // SECTOR) * SECTOR), b"\x00")
    sectors = len(stream) // SECTOR
    assert sectors + 2 <= SECTOR // 4, "one table of sectors is all this writes"
    table = [FAT, END_OF_CHAIN, *range(3, sectors + 2), END_OF_CHAIN]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SHORTEST_STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0)
    header += struct.pack("<HHHHH6x10I", *numbers)
    directory = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + _entry("Workbook", 2, 2, len(stream))
    fat = b"".join(struct.pack("<I", one) for one in table)
    return header.ljust(SECTOR, b"\xff") + fat.ljust(SECTOR, b"\xff") + directory.ljust(SECTOR, b"\x00") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    words = name.encode("utf-16-le")
    entry = words.ljust(64, b"\x00") + struct.pack("<HBBIII", len(words) + 2, kind, 1, FREE, FREE, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)
