"""Lists instead of streams: a leader's escalations in one push, and the cards that piled up while the bot was away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import ROOM, buttons
from bot.alerts.remarks import remarks
from bot.ports import Message
from bot.reports.markup import plain_of, visible_length
from bot.reports.render import render
from bot.rules.duties import Duty
from bot.rules.lights import LIGHT_NAMES
from bot.rules.workflow import STATE_NAMES, State
from bot.work import access
from bot.work.card_keys import open_keys
from bot.work.card_view import card_view, masked
from bot.work.offices import Offices
from bot.work.planning import duties_of
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket

OVER = Obsolete("工单已了结或情况变化，不再通报")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest: which rows it settles, which ticket it speaks of, and the values of its line."""

    rows: tuple[int, ...]
    ticket: Ticket
    line: dict[str, object]

    @property
    def about(self) -> tuple[int, object]:
        """What it says: the same thing twice is one line."""
        return id_of(self.ticket), self.line.get("rule")


def escalations(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    """Everything this leader must hear of now, grouped by rule; what does not fit is left for the next push."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    first = _escalated(session, offices, row, person, now)
    if first is None:
        return OVER
    items = {first.about: first}
    for other in companions:
        item = _escalated(session, offices, other, person, now) if other.kind == "escalation" else None
        if item is not None:
            known = items.get(item.about)
            items[item.about] = replace(known, rows=(*known.rows, *item.rows)) if known else item
    # First the row that is being sent, so that it is among those that fit.
    return _say_what_fits(row, _grouped(items.values()), "escalations", "escalation", now)


def card_list(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    """The tickets of many waiting cards as one list; each card is opened by its number."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    items: dict[int, Item] = {}
    for one in (row, *companions):
        ticket = _theirs(session, one, person, now) if one.kind == "card" else None
        if ticket is None or person is None:
            if one is row:
                return Obsolete("收信人已不负责这张工单")
            continue
        said = items.get(id_of(ticket))
        line = said.line if said else _card_line(session, offices, ticket, person, one, now)
        items[id_of(ticket)] = Item((*(said.rows if said else ()), id_of(one)), ticket, line)
    return _say_what_fits(row, list(items.values()), "cards", "cards", now)


def _escalated(session: Session, offices: Offices, row: OutboxRow, person: Person | None, now: datetime) -> Item | None:
    ticket = _theirs(session, row, person, now)
    if ticket is None:
        return None
    wanted = row.payload.get("key")
    duties = duties_of(session, offices, ticket)
    duty = next((duty for duty in duties if duty.key == wanted and duty.is_open), None)
    if duty is None:
        return None
    # A light's own moment is only the day on which it shows: what is late is the duty that wears it.
    wearer = next(one for one in duties if one.key == duty.rule) if duty.light else duty
    line = _escalation_line(session, ticket, wearer, duty.light, now)
    line["remarks"] = remarks(session, ticket, duty, row, person, now)
    return Item((id_of(row),), ticket, line)


def _theirs(session: Session, row: OutboxRow, person: Person | None, now: datetime) -> Ticket | None:
    """The ticket of `row`, if this person has to do with it."""
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    return ticket if ticket and person and access.parties(session, person, ticket, now) else None


def _escalation_line(
    session: Session, ticket: Ticket, duty: Duty, light: str | None, now: datetime
) -> dict[str, object]:
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id else None
    lapsed = duty.is_window and now > duty.due_at
    late = not duty.is_mark and not lapsed and now > duty.due_at
    name = f"{duty.name}时限已过" if lapsed else duty.name
    return {
        "rule": duty.rule,
        "group": (duty.rule, late, "" if late else light or ""),
        "name": f"{LIGHT_NAMES[light]}：{name}" if light and not late else name,
        "clause": duty.clause,
        "number": ticket.number,
        "matter": masked(ticket, ticket.title, 24),
        "unit": unit.name if unit else "",
        "state": STATE_NAMES[State(ticket.state)],
        "late": late,
        "ahead": not duty.is_mark and not late and not lapsed,
        "since": duty.starts_at if duty.is_mark else duty.due_at,
        "urgency": "" if ticket.urgency == "普通" else ticket.urgency,
    }


def _card_line(
    session: Session, offices: Offices, ticket: Ticket, person: Person, row: OutboxRow, now: datetime
) -> dict[str, object]:
    view = card_view(session, offices, ticket, person, now)
    mine = next((duty for duty in view.duties if duty.mine), None)
    return {
        "light": view.light,
        "number": view.number,
        "matter": view.matter[:30],
        "reason": str(row.payload.get("reason", ""))[:40],
        "state": view.state,
        "duty": mine.name if mine else "",
        "due_at": mine.due_at if mine else None,
    }


def _grouped(items: Iterable[Item]) -> list[Item]:
    """Items of one rule side by side, the rule of the first item first; equals keep their order."""
    ordered = list(items)
    ranks = list(dict.fromkeys(item.line["rule"] for item in ordered))
    return sorted(ordered, key=lambda item: ranks.index(item.line["rule"]))


def _say_what_fits(row: OutboxRow, items: list[Item], template: str, kind: str, now: datetime) -> Composition:
    """The longest beginning of `items` that fits one message; the others stay waiting for the next.

    The first item is the row's own, so that what is being sent is always among what was said.
    """
    count = len(items)
    said = _draw(template, items, 0, now)
    while count > 1 and visible_length(said.html) > ROOM:
        count = max(1, min(count - 1, count * ROOM // visible_length(said.html)))
        said = _draw(template, items[:count], len(items) - count, now)
    covered = [row_id for item in items[:count] for row_id in item.rows if row_id != row.id]
    return Say(said, None, kind, covers=tuple(covered))


def _draw(template: str, items: list[Item], left: int, now: datetime) -> Message:
    html = render(f"cards/{template}.html.j2", {"items": [item.line for item in items], "left": left, "now": now})
    keys = open_keys(item.ticket for item in items)
    # Judged by its length before anything is cut: a digest must be split between lines.
    return Message(html, plain_of(html), buttons(keys))
