"""The HTML that bots write, read as Telegram reads it: plain text plus spans counted in UTF-16 units."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.playground import errors
from bot.playground.errors import ApiError, Refusal
from bot.playground.limits import utf16_length
from bot.playground.spans import KIND_BY_TAG, details_of

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\n\r\v\f"
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


@dataclass(slots=True)
class Open:
    """A start tag whose end has not come yet."""

    tag: str
    attributes: dict[str, str]
    offset: int
    characters: int


@dataclass(slots=True)
class Reading:
    """Where the reader is, `at`, and what it has produced, counted in characters and in UTF-16 units (`length`)."""

    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    characters: int = 0
    length: int = 0
    stack: list[Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def emit(self, text: str) -> None:
        self.out.append(text)
        self.characters += len(text)
        self.length += utf16_length(text)

    def until(self, stops: str) -> str:
        """Everything up to the first of `stops`, which stays unread."""
        start = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[start : self.at]

    def skip_space(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in SPACE:
            self.at += 1

    def fail(self, refusal: Refusal, at: int, **details: str) -> ApiError:
        return ApiError(refusal, None, offset=len(self.source[:at].encode()), **details)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and Bot API entities of `source`; ApiError "can't parse entities: …" where Telegram would refuse."""
    reading = Reading(source)
    while reading.at < len(source):
        character = source[reading.at]
        if character == "<":
            _tag(reading)
        elif character == "&":
            reading.emit(_reference(reading))
        else:
            reading.emit(reading.until("<&"))
    if reading.stack:
        raise ApiError(errors.MISSING_END, tag=reading.stack[-1].tag)
    for entity in reading.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(reading.out), in_order(reading.entities)


def in_order(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outer spans before the spans inside them."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _reference(reading: Reading) -> str:
    match = REFERENCE.match(reading.source, reading.at)
    decoded = _decode(match) if match else ""
    reading.at = match.end() if match and decoded else reading.at + 1
    return decoded or "&"


def _decode(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _tag(reading: Reading) -> None:
    start = reading.at
    reading.at += 1
    if reading.peek() == "/":
        reading.at += 1
        _end_tag(reading, start)
    else:
        _start_tag(reading, start)


def _start_tag(reading: Reading, start: int) -> None:
    tag = reading.until(SPACE + ">").lower()
    if not reading.peek():
        raise reading.fail(errors.UNCLOSED_START, start)
    if tag not in KIND_BY_TAG:
        raise reading.fail(errors.UNSUPPORTED_START, start, tag=tag)
    attributes: dict[str, str] = {}
    while True:
        reading.skip_space()
        if reading.peek() == ">":
            break
        name, value = _attribute(reading, tag, start)
        attributes[name] = value
    reading.at += 1
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reading.fail(errors.SPAN_CLASS, start)
    reading.stack.append(Open(tag, attributes, reading.length, reading.characters))


def _attribute(reading: Reading, tag: str, start: int) -> tuple[str, str]:
    name = reading.until(SPACE + "=>/\"'")
    if not name:
        if not reading.peek():
            raise reading.fail(errors.UNCLOSED_NAMED_START, start, tag=tag)
        raise reading.fail(errors.EMPTY_ATTRIBUTE, start, tag=tag)
    reading.skip_space()
    if reading.peek() == "=":
        reading.at += 1
        reading.skip_space()
        value = _attribute_value(reading)
    else:
        value = ""
    if not reading.peek():
        raise reading.fail(errors.UNCLOSED_NAMED_START, start, tag=tag)
    return name, value


def _attribute_value(reading: Reading) -> str:
    quote = reading.peek()
    if quote not in {'"', "'"}:
        begin = reading.at
        token = NAME_TOKEN.match(reading.source, begin)
        reading.at = token.end() if token else begin
        if reading.peek() and reading.peek() not in SPACE + ">":
            raise reading.fail(errors.UNEXPECTED_TOKEN_END, begin)
        return reading.source[begin : reading.at].lower()
    reading.at += 1
    parts = []
    while reading.peek() and reading.peek() != quote:
        parts.append(_reference(reading) if reading.peek() == "&" else reading.until("&" + quote))
    reading.at += 1
    return "".join(parts)


def _end_tag(reading: Reading, start: int) -> None:
    if not reading.stack:
        raise reading.fail(errors.UNEXPECTED_END, start)
    found = reading.until(SPACE + ">").lower()
    reading.skip_space()
    if reading.peek() != ">":
        raise reading.fail(errors.UNCLOSED_END, start)
    reading.at += 1
    opened = reading.stack[-1]
    if found and found != opened.tag:
        raise reading.fail(errors.UNMATCHED_END, start, expected=opened.tag, found=found)
    reading.stack.pop()
    if reading.length > opened.offset:
        _close(reading, opened)


def _close(reading: Reading, opened: Open) -> None:
    entity: dict[str, Any] = {
        "type": KIND_BY_TAG[opened.tag],
        "offset": opened.offset,
        "length": reading.length - opened.offset,
    }
    covered = "".join(reading.out)[opened.characters :] if opened.tag == "a" else ""
    details = details_of(opened.tag, opened.attributes, covered)
    if details is None or _joins_code_and_pre(reading.entities, entity, opened):
        return
    reading.entities.append({**entity, **details})


def _joins_code_and_pre(entities: list[dict[str, Any]], entity: dict[str, Any], opened: Open) -> bool:
    """`<pre><code class="language-x">` is one block with a language, and plain code never keeps one."""
    if opened.tag != "pre" or not entities:
        return False
    inner = entities[-1]
    same = inner["offset"] == entity["offset"] and inner["length"] == entity["length"]
    if inner["type"] == "code" and same and "language" in inner:
        inner["type"] = "pre"
        return True
    return False
