"""What a ticket is about: the topics its words name, and how alike two texts are, without their boilerplate."""

import re
import unicodedata
from collections.abc import Iterable

from bot.rules.matching_rules import Topic

READ_AT_MOST = 4000
GRAM = 2
FEWEST_GRAMS = 4

# What every ticket says, whatever it is about.
_BOILERPLATE = re.compile(
    r"来电人|诉求人|市民|居民|业主|反映|再次|来电|投诉|希望|要求|相关部门|有关部门|尽快|处理|核实|核查|解决|请|称|表示"
    r"|随申拍|第[0-9一二三四五六七八九十]+次|前期|多次|目前|现在|问题|情况"
)
_NOT_WORDS = re.compile(r"[^\u4e00-\u9fffa-zA-Z]+")


def folded(text: str) -> str:
    """The text in one spelling, for finding words in it."""
    return "".join(unicodedata.normalize("NFKC", text[:READ_AT_MOST]).split())


def topics_of(title: str, content: str, topics: Iterable[Topic]) -> frozenset[str]:
    """The topics that the title names, or else the content; a more exact topic takes the place of the general ones."""
    known = tuple(topics)
    return _named(folded(title), known) or _named(folded(content), known)


def grams_of(*texts: str) -> frozenset[str]:
    """Pairs of neighbouring characters, without numbers, punctuation and what every ticket says."""
    plain = _NOT_WORDS.sub(" ", _BOILERPLATE.sub(" ", " ".join(folded(text) for text in texts)))
    return frozenset(word[start : start + GRAM] for word in plain.split() for start in range(len(word) - GRAM + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 (nothing in common) to 1: the mean of what both share of all, and of what the shorter one shares."""
    smaller = min(len(one), len(other))
    if smaller < FEWEST_GRAMS:
        return 0.0
    shared = len(one & other)
    return (shared / len(one | other) + shared / smaller) / 2


def _named(text: str, topics: tuple[Topic, ...]) -> frozenset[str]:
    found = {topic.name: topic for topic in topics if any(word in text for word in topic.words)}
    general = {name for topic in found.values() for name in topic.instead_of}
    return frozenset(found.keys() - general)
