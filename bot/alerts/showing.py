"""What is shown to one person on request: a caller's contact data, and the files of a ticket."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Attached, Composition, Obsolete, Say
from bot.alerts.drawing import message, of_markup
from bot.ports import Media
from bot.reports.markup import cut, fill, one_line
from bot.rules.workflow import Act
from bot.work import access
from bot.work.archives import may_take
from bot.work.evidence import PURPOSES
from bot.work.offices import Offices
from bot.work.provenance import kept_in
from storage import archives, files, staff, tickets
from storage.rows import id_of
from storage.tables import Evidence, OutboxRow, Ticket

NO_LONGER = Obsolete("收信人现在无权查看")


def contact(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The caller's name, phone and address, protected from being forwarded; only if the person may see them now."""
    ticket = _allowed(session, offices, row, Act.SHOW_CONTACT, now)
    if ticket is None:
        return NO_LONGER
    values = {
        "number": ticket.number,
        "caller": one_line(ticket.caller, 60),
        "phone": one_line(ticket.phone, 60),
        "address": cut(ticket.address, 300),
        "why": one_line(str(row.payload.get("why", "")), 60),
    }
    return Say(message("contact", values, protected=True), id_of(ticket), "contact")


def evidence(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The files named in the row, with what they are."""
    ticket = _allowed(session, offices, row, Act.SHOW_EVIDENCE, now)
    if ticket is None:
        return NO_LONGER
    wanted = row.payload.get("ids", [])
    given = [one for one in files.evidence_of(session, id_of(ticket)) if one.id in wanted]
    if not given:
        return Obsolete("材料已不在")
    purposes = "、".join(dict.fromkeys(PURPOSES.get(one.purpose, "材料") for one in given))
    captions = "；".join(_captions(session, ticket, given))
    html = fill("<code>{number}</code> {purposes}", number=ticket.number, purposes=purposes)
    if captions:
        html += fill("\n{captions}", captions=cut(captions, 600))
    media = tuple(Media(one.kind, file_id=one.file_id, name=one.name or None) for one in given)
    return Say(of_markup(html, media=media), id_of(ticket), "evidence")


def archive(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The archive of a closed ticket, only if the person may have it now; unprotected, since it is to be kept."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    kept = archives.archive_of(session, id_of(ticket)) if ticket is not None else None
    if person is None or ticket is None or kept is None or kept.made_at is None:
        return NO_LONGER
    if person.office_id != ticket.office_id or not may_take(session, person, now):
        return NO_LONGER
    html = fill("<code>{number}</code> 归档包，SHA-256 {sha256}…", number=ticket.number, sha256=kept.sha256[:12])
    attached = Attached(kept.path, kept.path.rpartition("/")[2])
    return Say(of_markup(html), id_of(ticket), "archive", attached=attached)


def _captions(session: Session, ticket: Ticket, given: Sequence[Evidence]) -> Iterable[str]:
    """What was written under the files, each once, with whose they were where they had been passed on."""
    marks = {
        number: kept_in(event.data).mark
        for event in tickets.events(session, id_of(ticket))
        if event.kind == "evidence"
        for number in event.data.get("ids", ())
    }
    words = ("：".join(filter(None, (marks.get(id_of(one)), one_line(one.caption, 200)))) for one in given)
    return dict.fromkeys(filter(None, words))


def _allowed(session: Session, offices: Offices, row: OutboxRow, act: Act, now: datetime) -> Ticket | None:
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    if person is None or ticket is None:
        return None
    return ticket if act in access.acts_for(session, offices, person, ticket, now) else None
