"""Names met in texts and tables, and what we call them; the names are data in labels.toml."""

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).with_name("labels.toml")
_DATA: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
_AROUND = unicodedata.normalize("NFKC", "【】[]「」『』<>《》*#＊:：﹕︰")


def folded(text: str) -> str:
    """`text` as names are compared: half-width, lower case, without spaces or the brackets around a label."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(narrow.split()).strip(_AROUND)


def _meanings(section: str) -> Mapping[str, str]:
    named = {folded(word): word for word in _DATA[section]}
    return named | {folded(name): word for word, names in _DATA[section].items() for name in names}


_SECTIONS = {name: _meanings(name) for name in _DATA}
LABELS: tuple[str, ...] = tuple(name for names in _DATA["labels"].values() for name in names)
"""Every name of a ticket's field, as platforms print it."""
FIELD_NAMES: Mapping[str, str] = {field: names[0] for field, names in _DATA["labels"].items()}
"""What we call a field when we speak of it."""


def field_of(label: str) -> str | None:
    """The ticket's field that `label` names, or None."""
    return meaning("labels", label)


def meaning(section: str, word: str) -> str | None:
    """Our word for `word` in one of the lists of labels.toml, or None where it is in none."""
    return _SECTIONS[section].get(folded(word))


def words(section: str) -> tuple[str, ...]:
    """Our own words of a list."""
    return tuple(_DATA[section])


def usual_name(section: str, word: str) -> str:
    """How one of our own words of a list is called when we speak of it: the first name met for it."""
    return _DATA[section][word][0]


def is_nothing(text: str) -> bool:
    """Whether `text` only says that nothing is known."""
    if len(text) > LONGEST_NOTHING and len(text.strip()) > LONGEST_NOTHING:
        return False
    said = folded(text)
    return not said or said in _NOTHING


_NOTHING = frozenset(folded(word) for word in _DATA["nothing"]["words"])
LONGEST_NOTHING = 2 * max(map(len, _NOTHING)) + 2
"""Longer than any word for nothing, spaces and brackets included."""
