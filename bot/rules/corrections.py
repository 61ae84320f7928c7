"""Words that were said again: a message edited later counts as it reads now, in the place where it was first said."""

from collections.abc import Iterable
from typing import NamedTuple


class Said(NamedTuple):
    """Words, and the message they stood in (empty where none is known)."""

    message: str
    text: str


def standing(said: Iterable[Said]) -> tuple[str, ...]:
    """What still holds of what was said, given in the order it was said: of each message its last wording."""
    kept: dict[object, str] = {}
    for number, one in enumerate(said):
        kept[one.message or number] = one.text
    return tuple(text for text in kept.values() if text)
