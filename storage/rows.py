"""What every row shares."""

from typing import Protocol


class Numbered(Protocol):
    id: int | None


def id_of(row: Numbered) -> int:
    """The id of a row that has been written; a row without one was never flushed, which is a bug."""
    if row.id is None:
        raise LookupError(f"{type(row).__name__} was not written yet")
    return row.id
