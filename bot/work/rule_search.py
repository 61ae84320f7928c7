"""Finds what a rulebook says about a question in everyday words; the words that mean the same are data."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.rules.articles import Article, articles
from bot.rules.rulebook import Rulebook

_DATA: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("rule_words.toml").read_text(encoding="utf-8")
)
LONGEST_QUESTION = 100
MOST_ANSWERS = 4
MOST_LINES = 4
IN_NAME, IN_WORDS, IN_LINES = 3.0, 2.0, 1.0
ASKED_FOR, NOT_ASKED_FOR = 1.5, 0.5
NUMBER_FITS = 2.5
WORTH_SHOWING = 0.5
ENOUGH = 0.4
"""Less than this, where a meaning that every tenth article has in its lines counts 1, is no answer."""

COUNTS = frozenset({"limit", "mark", "count"})
"""Topics whose numbers are the rule's own; elsewhere they stand in examples."""

_SPAN = re.compile(r"(\d+(?:\.\d+)?)个?(工作日|自然日|日|天|小时|分钟)")
_MINUTES = {"小时": 60, "分钟": 1}
_NUMERAL = re.compile(rf"[{''.join(_DATA['numerals'])}](?=个?(?:工作日|自然日|日|天|小时|分钟))")


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that answers, the lines that speak of the question first; `more`: how many lines are left out."""

    article: Article
    lines: tuple[str, ...]
    more: int
    score: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as understood: its meanings, the topics it asks for, its numbers, and the pairs of signs left over."""

    meanings: frozenset[str]
    topics: frozenset[str]
    spans: frozenset[tuple[float, str]]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Indexed:
    """An article with the meanings of its name, of the words that belong to it, and of its lines."""

    article: Article
    in_name: frozenset[str]
    in_words: frozenset[str]
    in_lines: frozenset[str]
    spans: frozenset[tuple[float, str]]
    pairs: frozenset[str]

    @property
    def meanings(self) -> frozenset[str]:
        return self.in_name | self.in_words | self.in_lines


def answers(rulebook: Rulebook, question: str) -> tuple[Answer, ...]:
    """The articles that answer the question, the best first; empty where the rulebook says nothing of it."""
    asked = _understood(question[:LONGEST_QUESTION])
    index = _index(rulebook)
    if named := [one for one in index if _folded(one.article.id) == _folded(question)]:
        return tuple(_answer(asked, one.article, ENOUGH) for one in named[:MOST_ANSWERS])
    rarity = _rarity(index)
    scored = [(score, one) for one in index if (score := _score(asked, one, rarity)) >= ENOUGH]
    scored.sort(key=lambda pair: -pair[0])
    best = [(score, one) for score, one in scored if score >= WORTH_SHOWING * scored[0][0]][:MOST_ANSWERS]
    return tuple(_answer(asked, one.article, score) for score, one in best)


def _understood(question: str) -> _Asked:
    text = _folded(question)
    topics = frozenset(topic for topic, ways in _DATA["asks"].items() if any(_folded(way) in text for way in ways))
    spans = _spans(text)
    meanings = _meanings(text)
    rest = _SPAN.sub("|", _NUMERAL.sub(_as_digit, text))
    for word in _known_words():
        rest = rest.replace(word, "|")
    return _Asked(meanings, topics, spans, _pairs(rest))


def _score(asked: _Asked, one: _Indexed, rarity: Mapping[str, float]) -> float:
    """Rare meanings count more, in a name more than in a line; a name that speaks of much speaks less of each."""
    score = 0.0
    for meaning in asked.meanings:
        if meaning in one.in_name:
            score += rarity[meaning] * IN_NAME / math.sqrt(len(one.in_name))
        elif meaning in one.in_words:
            score += rarity[meaning] * IN_WORDS
        elif meaning in one.in_lines:
            score += rarity[meaning] * IN_LINES
    fitting = asked.pairs & one.pairs
    if asked.pairs and len(fitting) * 2 >= len(asked.pairs):
        score += sum(rarity.get(pair, 1.0) for pair in fitting)
    if asked.spans & one.spans:
        score += NUMBER_FITS
    if asked.topics:
        score *= ASKED_FOR if asked.topics & one.article.topics else NOT_ASKED_FOR
    return score * _share(asked, one)


def _share(asked: _Asked, one: _Indexed) -> float:
    """How much of what was asked the article speaks of at all; half of the meanings missing is half an answer."""
    if not asked.meanings:
        return 1.0
    return len(asked.meanings & one.meanings) / len(asked.meanings) if asked.meanings & one.meanings else 0.5


@lru_cache(maxsize=32)
def _index(rulebook: Rulebook) -> tuple[_Indexed, ...]:
    return tuple(_indexed(article) for article in articles(rulebook))


def _indexed(article: Article) -> _Indexed:
    name, words, lines = _folded(article.name), _folded(article.about), _folded("|".join(article.lines))
    in_name = _meanings(name)
    in_words = _meanings(words) - in_name
    in_lines = _meanings(lines) - in_name - in_words
    text = f"{name}|{words}|{lines}|{_folded(article.clause)}|{_folded(article.id)}"
    spans = _spans(lines) if COUNTS & article.topics else frozenset()
    return _Indexed(article, in_name, in_words, in_lines, spans, _pairs(text))


@lru_cache(maxsize=32)
def _rarity(index: tuple[_Indexed, ...]) -> Mapping[str, float]:
    count: dict[str, int] = {}
    for one in index:
        for word in (*one.meanings, *one.pairs):
            count[word] = count.get(word, 0) + 1
    known = {word: math.log10(1 + len(index) / number) for word, number in count.items()}
    return {**dict.fromkeys(_DATA["meanings"], 0.0), **known}


def _answer(asked: _Asked, article: Article, score: float) -> Answer:
    """Of many lines those that speak of the question, in the article's order."""
    fitting = sorted(
        range(len(article.lines)), key=lambda place: -len(asked.meanings & _meanings(_folded(article.lines[place])))
    )
    shown = sorted(fitting[:MOST_LINES])
    return Answer(article, tuple(article.lines[place] for place in shown), len(article.lines) - len(shown), score)


def _meanings(text: str) -> frozenset[str]:
    """What a folded text speaks of. A longer word hides the shorter one within it: 非工作日 says nothing of 工作日."""
    found = set()
    for word, meaning in _words_of_meanings():
        if word in text:
            found.add(meaning)
            text = text.replace(word, "|")
    return frozenset(found)


@lru_cache(maxsize=1)
def _words_of_meanings() -> tuple[tuple[str, str], ...]:
    """(word, meaning), the longest words first."""
    pairs = [(_folded(word), meaning) for meaning, words in _DATA["meanings"].items() for word in (meaning, *words)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def _known_words() -> tuple[str, ...]:
    """Every word that is understood otherwise or says nothing, the longest first."""
    ways = [way for words in _DATA["asks"].values() for way in words]
    known = {_folded(word) for word in (*ways, *_DATA["idle"]["words"])} | {word for word, _ in _words_of_meanings()}
    return tuple(sorted(known, key=len, reverse=True))


def _spans(text: str) -> frozenset[tuple[float, str]]:
    """The lengths of time in a text: (4, 日), (120, 分钟); 2 hours are 120 minutes, a working day is a day."""
    found = _SPAN.findall(_NUMERAL.sub(_as_digit, text))
    return frozenset(
        (float(number) * _MINUTES[unit], "分钟") if unit in _MINUTES else (float(number), "日")
        for number, unit in found
    )


def _as_digit(found: re.Match[str]) -> str:
    return _DATA["numerals"][found.group()][0]


def _pairs(text: str) -> frozenset[str]:
    """Every two Chinese characters that stand together."""
    pieces = re.findall(r"[\u4e00-\u9fff]{2,}", text)
    return frozenset(piece[place : place + 2] for piece in pieces for place in range(len(piece) - 1))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def ways_of_asking(rulebook: Rulebook, some: int = 6) -> Iterable[str]:
    """A few things that can be asked of this rulebook."""
    names = dict.fromkeys(article.name for article in articles(rulebook) if "limit" in article.topics)
    return list(names)[:some]
