"""The text of a ticket as platforms print it becomes fields: labels and values in any order, noise around them.

Layout only; what the values mean is `reading`'s business. What stands under a label nobody knows is kept in the
content, because the unit may need it; what stands before the first label or behind a ruled line is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.work.cells import RULE, without_tables
from bot.work.labels import FIELD_NAMES, LABELS, field_of

FREE_TEXT = frozenset({"title", "address", "content"})
CONTENT = "content"

# Every repetition is possessive: what a run of blanks cannot match at once it must not try in a thousand ways.
_BLANK = r"[ \t\u3000]*+"
_BULLET = rf"{_BLANK}(?:[>•●◆■*#·-]{_BLANK})*+(?:[(（]?\d{{1,3}}[)）.、．]{_BLANK})?"
_KNOWN = "|".join(
    r"[ \u3000]*+".join(re.escape(char) for char in label) for label in sorted(LABELS, key=len, reverse=True)
)
_OPEN, _CLOSE = rf"[【\[「*《]{{0,3}}+{_BLANK}", rf"{_BLANK}[】\]」*》]{{0,3}}+"
_COLON = rf"{_BLANK}[:：﹕︰]"
_LABELLED = re.compile(
    rf"(?:(?P<start>^{_BULLET})|(?P<gap>[ \t\u3000;；|｜]++)|(?P<comma>[,，]{_BLANK}))"
    rf"(?:{_OPEN}(?P<known>{_KNOWN}){_CLOSE}{_COLON}[*]*+"
    rf"|[【\[](?P<boxed>{_KNOWN})[】\]]"
    rf"|(?P<other>[A-Za-z\u4e00-\u9fff][\w()（）/]{{1,11}}+){_COLON}(?!\d\d(?:\D|$)))"
)
_ALONE = re.compile(rf"{_BULLET}{_OPEN}(?P<known>{_KNOWN}){_CLOSE}(?:{_COLON})?{_BLANK}")
_SPACED = re.compile(rf"{_BULLET}(?P<known>{_KNOWN})(?:[ \u3000]{{2,}}+|\u3000)(?P<value>\S.*)")
_LONG_GAP = re.compile(r"[ \u3000]{20,}+")


@dataclass(slots=True)
class RawTicket:
    """What one ticket's text says, field by field, before anybody read it.

    `others`: lines under labels nobody knows. `doubts`: a sentence for each field that is given twice.
    """

    fields: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def raw_tickets(text: str) -> list[RawTicket]:
    """The tickets in a text, in order. A text with fewer than two of a ticket's labels holds none."""
    lines = without_tables(_LONG_GAP.sub("    ", text).splitlines())
    found = [_read_ticket(segment) for segment in _segments(lines)]
    return [ticket for ticket in found if len(ticket.fields) >= 2]


def _segments(lines: list[str]) -> list[list[str]]:
    """One list of lines for each ticket: paragraphs where each names one number, else from number to number."""
    paragraphs = _paragraphs(lines)
    if len(paragraphs) > 1 and all(len(_numbers(paragraph)) == 1 for paragraph in paragraphs):
        return paragraphs
    segments: list[list[str]] = [[]]
    number = ""
    for line in lines:
        named = next(iter(_numbers([line])), "")
        if named and number and named != number:
            segments.append([])
        number = named or number
        segments[-1].append(line)
    return segments


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Lines parted by empty or ruled ones; what names no field belongs to the paragraph before it."""
    paragraphs: list[list[str]] = []
    parted = True
    for line in lines:
        if RULE.fullmatch(line):
            parted = True
        elif parted and any(known for known, _ in _pieces(line, None)):
            paragraphs.append([])
            parted = False
        if paragraphs:
            paragraphs[-1].append(line)
    return paragraphs


def _numbers(lines: list[str]) -> list[str]:
    pieces = [piece for line in lines for piece in _pieces(line, None)]
    return [value.strip() for known, value in pieces if known == "number"]


def _read_ticket(lines: list[str]) -> RawTicket:
    ticket = RawTicket()
    running: str | None = None
    begun = ruled = False
    for line in lines:
        if not line.strip():
            running = running if running == CONTENT else None
        elif RULE.fullmatch(line):
            running, ruled = None, True
        for known, value in _pieces(line, running, ticket.fields) if line.strip() else ():
            if known is not None:
                begun, ruled = True, False
                running = _begin(ticket, known, value)
            elif running is not None:
                running = _continue(ticket, running, value)
            elif begun and not ruled:
                ticket.others.append(value.strip())
    if ticket.others:
        ticket.fields[CONTENT] = "\n".join([ticket.fields.get(CONTENT, ""), *ticket.others])
    ticket.fields = {name: value.strip() for name, value in ticket.fields.items()}
    return ticket


def _begin(ticket: RawTicket, known: str, value: str) -> str:
    value = value.strip()
    earlier = ticket.fields.get(known, "").strip()
    if known == CONTENT and earlier:
        ticket.fields[known] = f"{earlier}\n{value}"
    elif earlier and value and earlier != value:
        ticket.doubts.append(f"{FIELD_NAMES[known]}出现了两次，而且不一样，请核对。")
    else:
        ticket.fields[known] = earlier or value
    return known


def _continue(ticket: RawTicket, running: str, value: str) -> str | None:
    """More of the running field; a field of one line takes the next line only while it is empty."""
    so_far = ticket.fields.get(running, "")
    if running == CONTENT:
        ticket.fields[running] = f"{so_far}\n{value.rstrip()}" if so_far else value.strip()
        return running
    if running in FREE_TEXT or not so_far:
        ticket.fields[running] = _joined(so_far, value.strip())
        return running if running in FREE_TEXT else None
    ticket.others.append(value.strip())
    return None


def _joined(first: str, second: str) -> str:
    """A line broken by its width: Chinese goes on without a space, Latin with one."""
    latin = first[-1:].isascii() and second[:1].isascii() and first[-1:].isalnum() and second[:1].isalnum()
    return f"{first} {second}" if latin else f"{first}{second}"


def _pieces(line: str, running: str | None, filled: dict[str, str] | None = None) -> Iterator[tuple[str | None, str]]:
    """The line's (field, value) pairs; (None, text) is more of what was running, or an unknown label with its value."""
    if alone := _ALONE.fullmatch(line) or (running != CONTENT and _SPACED.fullmatch(line)):
        known = field_of(alone["known"])
        if not _belongs_to_text(running, known, filled):
            yield known, alone.groupdict().get("value") or ""
            return
    position, name = 0, None
    for found in _LABELLED.finditer(line):
        known = field_of(found["known"] or found["boxed"] or "")
        inside = name or running
        if not _starts_field(found, known, inside, filled):
            continue
        if line[position : found.start()].strip():
            yield name, line[position : found.start()]
        name = known
        position = found.end() if known else found.start() + len(found["gap"] or found["comma"] or "")
        if known is None and running not in (None, CONTENT):
            running = None
    if position == 0 or line[position:].strip() or name:
        yield name, line[position:]


def _starts_field(found: re.Match[str], known: str | None, inside: str | None, filled: dict[str, str] | None) -> bool:
    """Whether what looks like a label is one, or only words of the text it stands in."""
    if found["other"]:
        return inside != CONTENT and found["comma"] is None
    if inside in FREE_TEXT and found["comma"] is not None:
        return False
    return not _belongs_to_text(inside, known, filled)


def _belongs_to_text(inside: str | None, known: str | None, filled: dict[str, str] | None) -> bool:
    """In the content, a label that was already given is the citizen's own words."""
    return inside == CONTENT and known is not None and bool(filled) and known in (filled or {}) and known != "number"
