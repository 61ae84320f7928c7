"""A Word file is a packed folder: what it unpacks to is looked at before anything opens it."""

import zipfile
import zlib
from io import BytesIO

LARGEST_UNPACKED = 50 * 2**20
MOST_PARTS = 500
HIGHEST_RATIO = 100
"""Unpacked bytes for each packed one, of the whole file."""
PIECE = 2**16
REQUIRED = ("[Content_Types].xml", "word/document.xml")


def fault_of_file(data: bytes) -> str | None:
    """Why this is no Word file that may be opened, in a sentence; None for a good one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            return _fault_of_claims(file, len(data)) or _fault_of_contents(file, len(data))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
        return "不是完好的 Word（.docx）文件"


def _fault_of_claims(file: zipfile.ZipFile, packed: int) -> str | None:
    parts = file.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        return f"里面有{len(parts)}个部件，最多{MOST_PARTS}个"
    if any(name not in names for name in REQUIRED):
        return "不是 Word（.docx）文件"
    if any(part.flag_bits & 1 for part in parts):
        return "加了密码"
    return _fault_of_size(sum(part.file_size for part in parts), packed)


def _fault_of_contents(file: zipfile.ZipFile, packed: int) -> str | None:
    """The parts as they really unpack: what a file claims of itself may be a lie."""
    size = 0
    for part in file.infolist():
        with file.open(part) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                if fault := _fault_of_size(size, packed):
                    return fault
    return None


def _fault_of_size(size: int, packed: int) -> str | None:
    if size > LARGEST_UNPACKED:
        return f"解开后超过{LARGEST_UNPACKED // 2**20}兆字节"
    if size > HIGHEST_RATIO * packed:
        return f"压缩比超过{HIGHEST_RATIO}倍，像是压缩炸弹"
    return None
