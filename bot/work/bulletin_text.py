"""A bulletin's words out of its row: what was told, what the desk wrote instead, and what of it one reader gets."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.reports.markup import visible_length
from bot.reports.render import render
from bot.rules.bulletin_content import Line, Section, of_places
from bot.rules.bulletin_rules import LISTS, Bulletin
from bot.rules.periods import Period
from storage.tables import BulletinRow

TEMPLATE = "bulletins/bulletin.html.j2"
NUMERALS = "一二三四五六七八九十"
ROOM = 3600
"""What a message holds, with keys and a few words in front of it to spare."""
MOST_SHOWN, FEWEST_SHOWN = 60, 3
FINGERPRINT = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A bulletin as one message, and whether it leaves lines out that stand in its files."""

    html: str
    is_cut: bool


def content_of(
    office: str, bulletin: Bulletin, about: Period | None, sections: Sequence[Section], **more: Any
) -> dict[str, Any]:
    """What a row keeps of a bulletin: plain values that need neither the rulebook nor the tickets any more."""
    return {
        "office": office,
        "name": bulletin.name,
        "period": about.name if about else "",
        "clause": bulletin.clause,
        "assumed": bulletin.assumed or "",
        "reminds": bulletin.reminds,
        "late": False,
        "missed": [],
        "sections": [
            {
                "heading": section.heading,
                "part": section.part,
                "lines": [[line.words, list(line.cells), list(line.places)] for line in section.lines],
            }
            for section in sections
        ],
    } | more


def sections_in(content: Mapping[str, Any]) -> tuple[Section, ...]:
    return tuple(
        Section(
            kept["heading"],
            kept["part"],
            tuple(Line(words, tuple(cells), tuple(places)) for words, cells, places in kept["lines"]),
        )
        for kept in content["sections"]
    )


def unwritten_places(row: BulletinRow) -> list[int]:
    """The numbers of the paragraphs that the desk still has to write."""
    known = enumerate(sections_in(row.content), 1)
    return [place for place, section in known if section.to_write and str(place) not in row.corrected]


def unwritten(row: BulletinRow) -> list[str]:
    """Their headings."""
    sections = sections_in(row.content)
    return [f"第{place}段“{sections[place - 1].heading}”" for place in unwritten_places(row)]


def fingerprint(row: BulletinRow) -> str:
    """Changes with every word of the draft: what is sent is what was looked through."""
    text = json.dumps([row.title, row.content, row.corrected], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]


def in_words(row: BulletinRow, places: Collection[int] | None, now: datetime, *, as_draft: bool = False) -> Shown:
    """The bulletin in markup, with as many lines of each list as fit; `as_draft`: its paragraphs are numbered."""
    longest = _longest(row)
    most = min(longest, MOST_SHOWN)
    while True:
        html = render(TEMPLATE, values_of(row, places, now, most=most, as_draft=as_draft))
        if visible_length(html) <= ROOM or most <= FEWEST_SHOWN:
            return Shown(html, most < longest)
        most = max(FEWEST_SHOWN, most * 2 // 3)


def values_of(
    row: BulletinRow, places: Collection[int] | None, now: datetime, *, most: int | None = None, as_draft: bool = False
) -> dict[str, Any]:
    """What a template prints of a bulletin, the message's as well as the Word file's."""
    content, sections = row.content, sections_in(row.content)
    shown = sections if places is None else of_places(sections, places)
    says_nothing = all(section.is_list and not section.lines for section in shown) and not row.corrected
    return {
        **{
            name: content[name]
            for name in ("office", "name", "period", "clause", "assumed", "reminds", "late", "missed")
        },
        "title": row.title,
        "rule": row.rule,
        "due_at": row.due_at,
        "as_draft": as_draft,
        # A list that is owed daily says in one line that it is empty.
        "empty": "、".join(section.heading for section in shown) if says_nothing and not content["reminds"] else "",
        "sections": [_paragraph(row, place, section, most) for place, section in enumerate(shown, 1)],
        "now": now,
    }


def _paragraph(row: BulletinRow, place: int, section: Section, most: int | None) -> dict[str, Any]:
    text = row.corrected.get(str(place))
    lines = [line.words for line in section.lines]
    shown = lines if most is None else lines[:most]
    return {
        "number": place,
        "numeral": NUMERALS[place - 1] if place <= len(NUMERALS) else str(place),
        "heading": section.heading,
        "is_list": section.part in LISTS,
        "count": len(lines),
        "lines": [] if text is not None else shown,
        "more": 0 if text is not None else len(lines) - len(shown),
        "text": text,
        "to_write": section.to_write and text is None,
    }


def _longest(row: BulletinRow) -> int:
    return max((len(section.lines) for section in sections_in(row.content)), default=0)
