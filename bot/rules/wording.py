"""Finding an office's wordings in running Chinese text, whatever spaces and full-width letters lie between."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

GAP = "…"
_SENTENCE_ENDS = "。！？；!?;\n"
_TWO_SENTENCES = re.compile(rf"[^{_SENTENCE_ENDS}]*[{_SENTENCE_ENDS}]+[^{_SENTENCE_ENDS}]*")
_QUOTED_MARGIN = 10


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of folded text, from `start` up to but not including `end`."""

    start: int
    end: int

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as written, and folded for searching; the folded character i stands at `places[i]` in the original."""

    original: str
    folded: str
    places: tuple[int, ...]

    def written(self, span: Span) -> Span:
        """The same stretch in the original text."""
        return Span(self.places[span.start], self.places[span.end - 1] + 1)

    def quote(self, span: Span) -> str:
        """The stretch with a few characters around it, on one line, for showing."""
        written = self.written(span)
        start, end = max(0, written.start - _QUOTED_MARGIN), min(len(self.original), written.end + _QUOTED_MARGIN)
        words = " ".join(self.original[start:end].split())
        return f"{'…' if start else ''}{words}{'…' if end < len(self.original) else ''}"

    def passage(self, span: Span) -> str:
        """The sentence around the stretch and the one after it, as written."""
        written = self.written(span)
        start = max(self.original.rfind(mark, 0, written.start) for mark in _SENTENCE_ENDS) + 1
        end = _TWO_SENTENCES.match(self.original, written.end)
        return self.original[start : end.end() if end else len(self.original)]


def fold(text: str) -> Prose:
    """Without spaces, line ends and invisible characters; full-width and other forms of a character become one."""
    places, characters = [], []
    for place, character in enumerate(text):
        plain = _folded(character)
        if plain:
            characters.append(plain)
            places.append(place)
    return Prose(text, "".join(characters), tuple(places))


def find(prose: Prose, wording: str, gap: int = 0) -> Iterator[Span]:
    """Every place of a wording; a `…` in it stands for up to `gap` characters of the same sentence."""
    for found in _pattern(wording, gap).finditer(prose.folded):
        yield Span(*found.span())


def find_any(prose: Prose, wordings: Iterable[str], gap: int = 0) -> bool:
    """Whether one of these wordings stands in the text."""
    return any(_pattern(wording, gap).search(prose.folded) for wording in wordings)


def covered(prose: Prose, span: Span, wordings: tuple[str, ...]) -> Span | None:
    """The place of one of these wordings that reaches around the stretch, if there is one."""
    for wording, offset in _around(prose.folded[span.start : span.end], wordings):
        start = span.start - offset
        if start >= 0 and prose.folded.startswith(wording, start):
            return Span(start, start + len(wording))
    return None


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def chinese_characters(text: str) -> int:
    """How many Chinese characters a text has."""
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


@lru_cache(maxsize=4096)
def _pattern(wording: str, gap: int) -> re.Pattern[str]:
    parts = (re.escape(fold(part).folded) for part in wording.split(GAP))
    return re.compile(f"[^。！？；!?;]{{0,{gap}}}?".join(parts))


@lru_cache(maxsize=4096)
def _around(inner: str, wordings: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Every one of these wordings, folded, that holds `inner`, with the distance from its start."""
    folded = (fold(wording).folded for wording in wordings)
    return tuple(
        (wording, offset)
        for wording in folded
        for offset in range(len(wording) - len(inner) + 1)
        if wording.startswith(inner, offset)
    )
