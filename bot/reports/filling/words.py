"""The words of Jinja inside a Word form: boxes to tick, days to be left blank, and the limits on what may come out."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.reports import markup, moments
from bot.reports.plain_values import joined, shown

TICKED, EMPTY = "☑", "☐"
BLANK = "＿＿＿"
BLANK_DAY, BLANK_MINUTE = "　　　　年　　月　　日", "　　年　月　日　时　分"
OUTPUT_LIMIT = 8_000_000
"""Characters of one part of a form once it is filled; an ordinary one has a hundred thousand."""
MOST_COMPILED = 128
"""Parts of forms; a form has a handful."""

_HEADING = re.compile(r"[一二三四五六七八九十]+、")
_DAY = re.compile(r"\s*(\d{4}|[〇○零一二三四五六七八九十]{4})?\s*年.{1,6}月.{1,6}日\s*")
_TITLE_ENDS = ("报告", "意见书", "告知书", "答复", "说明")
_LONGEST_TITLE, _LONGEST_CLOSING, _LONGEST_GREETING = 40, 24, 20


class _Limited(Template):
    """A template that stops when it has said too much."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        return joined(self.generate(*args, **kwargs), OUTPUT_LIMIT)


class _Environment(ImmutableSandboxedEnvironment):
    """Keeps what it has compiled: the same forms come again and again."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.compiled = lru_cache(maxsize=MOST_COMPILED)(super().from_string)

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        return self.compiled(source, *args, **kwargs)


def box(value: Any, option: str) -> str:
    """`☑属实` where the value is this option (or holds it), else `☐属实`."""
    chosen = option in value if isinstance(value, list | tuple) else value == option
    return mark(chosen) + option


def other(value: Any, options: Sequence[str], blank: str = BLANK) -> str:
    """`☑其他：…` with what the value is, where it is none of the options; `☐其他____` otherwise."""
    strange = str(value or "") not in ("", *options)
    if not strange:
        return f"{EMPTY}其他{blank}"
    return f"{TICKED}其他" if value == "其他" else f"{TICKED}其他：{value}"


def mark(ticked: Any) -> str:
    return TICKED if ticked else EMPTY


def day(at: datetime | str | None) -> str:
    """`2026年11月20日`; room to write it by hand where there is none."""
    return moments.date(at) if isinstance(at, datetime) else at or BLANK_DAY


def minute(at: datetime | str | None) -> str:
    """`2026年11月20日9时05分`; room to write it by hand where there is none."""
    if not isinstance(at, datetime):
        return at or BLANK_MINUTE
    local = at.astimezone(moments.SHANGHAI)
    return f"{day(at)}{local.hour}时{local.minute:02}分"


def full(at: datetime | str | None) -> str:
    """`2026-11-20 09:05`; nothing where there is none."""
    return moments.full(at) if isinstance(at, datetime) else at or ""


def having(lines: Sequence[str], word: str) -> list[str]:
    """The lines in which the word stands."""
    return [line for line in lines if word in line]


def passages(text: Any) -> list[dict[str, str]]:
    """Running text as paragraphs, each with the place that its words give it.

    `kind`: "title" (the first line, when it names the document), "greeting" (`某某：`), "heading" (`一、…`),
    "closing" (the short lines at the end with the sender and the day), "body".
    """
    lines = [line.strip() for line in markup.printable(str(text or "")).split("\n") if line.strip()]
    closing = _closing(lines)
    titled = bool(lines) and len(lines[0]) <= _LONGEST_TITLE and lines[0].endswith(_TITLE_ENDS)
    kinds = ["title" if titled else _kind(lines[0], first=True)] if lines else []
    kinds += [_kind(line, first=titled and number == 1) for number, line in enumerate(lines[1:], start=1)]
    kinds[len(lines) - closing :] = ["closing"] * closing
    return [{"kind": kind, "text": line} for kind, line in zip(kinds, lines, strict=True)]


def with_passage(text: Any, kind: str) -> bool:
    """Whether a letter brings its own title, or its own sender and day ("closing")."""
    return any(passage["kind"] == kind for passage in passages(text))


def _closing(lines: Sequence[str]) -> int:
    if not lines or not _DAY.fullmatch(lines[-1]):
        return 0
    signed = len(lines) > 2 and len(lines[-2]) <= _LONGEST_CLOSING and lines[-2][-1] not in "。；：:;.！？"
    return 2 if signed else 1


def _kind(line: str, *, first: bool) -> str:
    if first and len(line) <= _LONGEST_GREETING and line.endswith(("：", ":")):
        return "greeting"
    return "heading" if _HEADING.match(line) and len(line) <= _LONGEST_TITLE else "body"


def new_environment() -> ImmutableSandboxedEnvironment:
    """Escaping, sandboxed, strict about names."""
    environment = _Environment()
    environment.template_class = _Limited
    environment.finalize = shown
    environment.filters |= {
        "box": box,
        "other": other,
        "mark": mark,
        "day": day,
        "minute": minute,
        "full": full,
        "having": having,
        "passages": passages,
        "with_passage": with_passage,
    }
    return environment
