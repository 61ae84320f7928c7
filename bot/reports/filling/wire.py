"""How the bot and the child that fills forms speak: a length, a head in JSON, and behind it the files it counts.

Nothing heavy is loaded here; both sides do.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

LENGTH = struct.Struct(">I")
MOMENT = "__moment__"
LARGEST_HEAD = 4 * 2**20
LARGEST_FILE = 48 * 2**20


def packed(head: Mapping[str, Any], files: Sequence[bytes] = ()) -> bytes:
    """One message: what is asked or answered, and its files."""
    whole = {**head, "files": [len(file) for file in files]}
    # Escaped beyond ASCII, so that half an emoji in the values travels as well as anything else.
    words = json.dumps(whole, default=_plain).encode("ascii")
    return b"".join((LENGTH.pack(len(words)), words, *files))


def head_of(words: bytes) -> dict[str, Any]:
    """The head of a message, its moments moments again."""
    head = json.loads(words, object_hook=_read)
    if not isinstance(head, dict):
        raise ValueError("the head of a message is an object")
    return head


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    raise TypeError(f"{type(value).__name__} is no plain value")


def _read(given: dict[str, Any]) -> Any:
    return datetime.fromisoformat(given[MOMENT]) if given.keys() == {MOMENT} else given
