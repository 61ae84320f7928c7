"""Plain values on their way through a template: nothing else goes in, all are shown alike, not too much comes out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from bot.reports import markup, moments

_PLAIN = (str, int, float, bool, date, datetime, type(None))


class TooLong(Exception):
    """More came out than there may be."""


def faults_of_values(value: Any, where: str = "values") -> Iterator[str]:
    """What is more than a plain value: an object has methods, and a template could call them."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from faults_of_values(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from faults_of_values(inner, where)
    elif not isinstance(value, _PLAIN):
        yield f"{where}: {type(value).__name__}"


def shown(value: Any) -> Any:
    """Every value that is printed passes here: None is nothing, a moment is told, text is cleaned of what nobody can
    show; what is markup already stays."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moments.full(value)
    return markup.printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def joined(pieces: Iterable[str], limit: int) -> str:
    """What a template says, a piece at a time; raises TooLong before more than `limit` characters are held."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise TooLong(f"more than {limit} characters")
        kept.append(piece)
    return "".join(kept)
