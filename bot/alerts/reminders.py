"""A reminder as it reads at the moment it leaves: what, by when, time left, why, and the button that discharges it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import message
from bot.alerts.remarks import remarks
from bot.ports import Message
from bot.rules.duties import Duty
from bot.rules.lights import LIGHT_NAMES
from bot.rules.rulebook import DutyRule
from bot.work import access
from bot.work.acting import terms
from bot.work.card_keys import act_key, discharging, open_key, open_keys, why_key
from bot.work.card_view import RED, DutyLine, duty_line, masked
from bot.work.keys import Rows
from bot.work.offices import Offices
from bot.work.planning import duties_of
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket

OVER = Obsolete("情况变化，此项不再适用")
MET = Obsolete("已完成")
NOT_THEIRS = Obsolete("收信人已不负责这张工单")
# More tickets than this at once make one list: a phone that rings four times in a row is switched off.
MOST_MESSAGES = 3
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Due:
    """A duty somebody must hear about, still owed now. `remarks`: what there is to say besides the duty."""

    row_id: int
    ticket: Ticket
    duty: Duty
    line: DutyLine
    remarks: tuple[str, ...] = ()

    @property
    def is_only_told(self) -> bool:
        """That nobody has accepted, where the document sets no limit for it: there is no duty to show."""
        return self.duty.is_handover and self.line.key == self.duty.key

    def has_lapsed(self, now: datetime) -> bool:
        """A chance that is over: there is nothing left to do about it."""
        return self.duty.is_window and now > self.duty.due_at


def reminder(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    """One message for everything this person must be reminded of now; what has been done meanwhile is left out."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    first = due_of(session, offices, row, person, now)
    if isinstance(first, Obsolete):
        return first
    others = (due_of(session, offices, other, person, now) for other in companions if other.kind == "reminder")
    dues = [first, *[due for due in others if isinstance(due, Due)]]
    outage = outage_of((row, *companions))
    if len({id_of(due.ticket) for due in dues}) > MOST_MESSAGES:
        return _about_many(dues[:MOST_LINES], now, outage)
    return _about_one(session, offices, [due for due in dues if due.ticket.id == first.ticket.id], person, now, outage)


def outage_of(rows: Iterable[OutboxRow]) -> str:
    """From when to when nobody worked, if that is why one of these rows is late."""
    return next((str(row.payload["outage"]) for row in rows if "outage" in row.payload), "")


def due_of(session: Session, offices: Offices, row: OutboxRow, person: Person | None, now: datetime) -> Due | Obsolete:
    """The duty that `row` speaks of, if it is still owed and this person still has to do with the ticket."""
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    if ticket is None:
        return OVER
    held = access.parties(session, person, ticket, now) if person else frozenset[str]()
    if person is not None and not held:
        return NOT_THEIRS
    wanted = row.payload.get("key")
    duties = duties_of(session, offices, ticket)
    duty = next((duty for duty in duties if duty.key == wanted), None)
    if duty is None:
        return OVER
    if not duty.is_open or is_behind(duty, row):
        return MET if is_behind(duty, row) or duty.met_at else Obsolete("工单已了结")
    who = terms(offices.law(ticket)).name(duty.owed_by)
    said = remarks(session, ticket, duty, row, person, now)
    if duty.light is None:
        shown = next(filter(_asks_to_accept, duties), duty) if duty.is_handover else duty
        return Due(id_of(row), ticket, duty, duty_line(shown, who, held, now), said)
    # A light speaks of the duty that wears it: its own moment is only the day on which it shows.
    wearer = next(one for one in duties if one.key == duty.rule)
    line = duty_line(wearer, who, held, now)
    return Due(id_of(row), ticket, wearer, replace(line, name=f"{LIGHT_NAMES[duty.light]}：{line.name}"), said)


def is_behind(duty: Duty, row: OutboxRow) -> bool:
    """Whether `row` speaks of a day for which a daily duty has been discharged."""
    spoken = row.payload.get("due_at")
    return duty.source.is_daily and spoken is not None and datetime.fromisoformat(spoken) < duty.due_at


def _asks_to_accept(duty: Duty) -> bool:
    """What is really owed when a handover speaks."""
    return duty.is_open and not duty.is_mark and "accepted" in duty.source.ends


def _about_one(
    session: Session, offices: Offices, dues: list[Due], person: Person | None, now: datetime, outage: str
) -> Composition:
    said = message_of(session, offices, dues, person, now, outage=outage)
    return Say(said, id_of(dues[0].ticket), "reminder", covers=tuple(due.row_id for due in dues[1:]))


def message_of(
    session: Session,
    offices: Offices,
    dues: list[Due],
    person: Person | None,
    now: datetime,
    *,
    outage: str = "",
    done: Sequence[str] = (),
) -> Message:
    """The words and keys of a reminder about one ticket; `done`: the names of what it spoke of before."""
    ticket = dues[0].ticket
    owed = [due for due in dues if not due.has_lapsed(now) and not due.is_only_told]
    lines = list({due.line.key: _owed(due, now) for due in owed}.values())
    values = {**heading(ticket), "duties": lines, "now": now, "outage": outage}
    values["remarks"] = list(dict.fromkeys(remark for due in dues for remark in due.remarks))
    values["late"] = any(is_late(due.line, now) for due in dues)
    values["only_chances"] = bool(lines) and all(line["afterwards"] for line in lines)
    values["done"] = list(done)
    return message("reminder", values, _keys(session, offices, dues, person, now) if person else [])


def is_late(line: DutyLine, now: datetime) -> bool:
    """A red light of an office's own stands already on the last day, when nothing is late yet (BZ-A1)."""
    return line.light == RED and now > line.due_at


def _owed(due: Due, now: datetime) -> dict[str, object]:
    source = due.duty.source
    afterwards = source.afterwards if isinstance(source, DutyRule) and due.duty.is_window else None
    return {**asdict(due.line), "late": is_late(due.line, now), "afterwards": afterwards}


def _keys(session: Session, offices: Offices, dues: list[Due], person: Person, now: datetime) -> Rows:
    ticket = dues[0].ticket
    acts = access.acts_for(session, offices, person, ticket, now)
    still = [due for due in dues if not due.has_lapsed(now)]
    named = dict.fromkeys(act for due in still if (act := discharging(due.duty, acts)))
    keys = [act_key(ticket, act, "primary") for act in named]
    return [*([keys[:3]] if keys else []), [open_key(ticket), why_key(ticket)]]


def _about_many(dues: list[Due], now: datetime, outage: str) -> Composition:
    ordered = sorted(dues, key=lambda due: due.line.due_at)
    lines = [
        {**asdict(due.line), **heading(due.ticket), "remarks": due.remarks, "only_told": due.is_only_told}
        for due in ordered
    ]
    values = {"duties": lines, "now": now, "outage": outage}
    said = message("reminders", values, open_keys([due.ticket for due in ordered]))
    return Say(said, None, "reminders", covers=tuple(due.row_id for due in dues[1:]))


def heading(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "matter": masked(ticket, ticket.title, 40)}
