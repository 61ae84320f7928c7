"""Buttons under a message, as plain values that the outbox can keep."""

from collections.abc import Callable, Sequence

from bot.reports.markup import one_line
from bot.work.press import Press

Key = dict[str, str | None]
Rows = list[list[Key]]

# The messenger takes at most 64 bytes; a longer one would make the whole message be refused.
DATA_LIMIT = 64
# What a phone shows of a key without cutting it.
TEXT_LIMIT = 40


def key(text: str, press: Press, style: str | None = None) -> Key:
    """A key that answers with `press`; `style` is primary | success | danger."""
    data = press.encode()
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"a key's data may have {DATA_LIMIT} bytes, this has {len(data.encode())}")
    made: Key = {"text": one_line(text, TEXT_LIMIT) or "…", "data": data}
    return made | {"style": style} if style else made


def copy_key(text: str, copied: str) -> Key:
    """A key that puts `copied` on the clipboard."""
    return {"text": one_line(text, TEXT_LIMIT), "copy": copied[:256]}


def turns(page: int, last: int, to: Callable[[int], Press]) -> Rows:
    """The row that leads to the pages before and after this one, of those from 0 to `last`; none where it is alone."""
    keys = [key("上一页", to(page - 1))] if page > 0 else []
    keys += [key(f"下一页（{page + 1}/{last + 1}）", to(page + 1))] if page < last else []
    return [keys] if keys else []


def in_rows(keys: Sequence[Key], width: int) -> Rows:
    """The keys in lines of `width`."""
    return [list(keys[start : start + width]) for start in range(0, len(keys), width)]
