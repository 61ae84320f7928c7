"""The archives of closed tickets, found and taken by the desk and the administrator; nobody else has any."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.work import notices
from bot.work.access import roles
from bot.work.administration.rights import ADMINISTRATOR
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from storage import archives, tickets
from storage.rows import id_of
from storage.tables import Archive, Event, Person, Ticket

TAKERS = frozenset({"desk", ADMINISTRATOR})
NOT_FOR_YOU = Refused("归档包由受理方和管理员查看、导出；您可以发 /all 看工单。")
LARGEST_SENT = 50_000_000
"""What the messenger lets a bot send, in bytes."""
TAKEN = "archive_taken"
BY_CHAT, BY_COMMAND = "在聊天里", "在服务器上用命令导出"


@dataclass(frozen=True, slots=True)
class Entry:
    """One archive of a list. `size` in bytes; `made_at` None while it is still to be made."""

    ticket_id: int
    revision: int
    number: str
    month: str
    made_at: datetime | None
    size: int
    missing: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of what was asked for. `page` and `last` count from 0; `months`: of which there are any at all."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    last: int
    months: tuple[str, ...]


def may_take(session: Session, person: Person, now: datetime) -> bool:
    return bool(roles(session, person, now) & TAKERS)


def listed(
    session: Session, person: Person, now: datetime, *, month: str = "", word: str = "", page: int = 0, per_page: int
) -> Listed | Refused:
    """A page of the office's archives, the newest month first; of one month, or with a number that ends so."""
    if not may_take(session, person, now):
        return NOT_FOR_YOU
    total = archives.count(session, person.office_id, month, word)
    last = max(0, total - 1) // per_page
    page = min(max(page, 0), last)
    found = archives.page(session, person.office_id, month, word, page * per_page, per_page)
    months = tuple(archives.months(session, person.office_id))
    return Listed(tuple(_entry(*one) for one in found), total, page, last, months)


def take(session: Session, person: Person, ticket_id: int, now: datetime) -> Done | Refused:
    """Send the archive to whoever asks and may have it; the ticket's story tells who took it."""
    if not may_take(session, person, now):
        return NOT_FOR_YOU
    ticket, archive = tickets.ticket(session, ticket_id), archives.archive_of(session, ticket_id)
    if ticket is None or archive is None or ticket.office_id != person.office_id:
        return NO_SUCH_TICKET
    if archive.made_at is None:
        return Refused("归档包还没有做好：要等材料都存到本机，请稍后再取。")
    if archive.size > LARGEST_SENT:
        return Refused(_where_it_lies(ticket, archive))
    note_taken(session, archive, now, person)
    notices.show_archive(session, ticket, person, now)
    later = "工单之后又有变化，新的一份做好以后可以再取。" if archive.state == archives.WAITING else ""
    return Done(f"归档包（{in_megabytes(archive.size)}）随后发给您。内含个人信息，请妥善保管。{later}", ticket_id)


def note_taken(
    session: Session, archive: Archive, now: datetime, person: Person | None = None, how: str = BY_CHAT
) -> None:
    """For good: who took which archive and how, in the ticket's story and among what may be asked for one day."""
    taker = id_of(person) if person is not None else None
    event = Event(ticket_id=archive.ticket_id, kind=TAKEN, at=now, recorded_at=now, person_id=taker)
    event.data = {"sha256": archive.sha256, "how": how}
    session.add(event)
    session.flush()
    detail = f"{how} {archive.sha256}"
    tickets.audit(
        session, now, TAKEN, office_id=archive.office_id, person_id=taker, ticket_id=archive.ticket_id, detail=detail
    )


def note_exported(session: Session, archive_id: int, now: datetime) -> None:
    """An administrator of the machine copied it by the command line, where nobody has a name."""
    archive = archives.archive(session, archive_id)
    if archive is not None:
        note_taken(session, archive, now, how=BY_COMMAND)


def in_megabytes(size: int) -> str:
    """`3.2 MB`, and never nothing."""
    return f"{max(size / 1_000_000, 0.1):.1f} MB"


def _entry(archive: Archive, ticket: Ticket) -> Entry:
    return Entry(
        ticket_id=id_of(ticket),
        revision=ticket.revision,
        number=ticket.number,
        month=archive.month,
        made_at=archive.made_at,
        size=archive.size,
        missing=archive.missing,
        waits=archive.state == archives.WAITING,
    )


def _where_it_lies(ticket: Ticket, archive: Archive) -> str:
    command = f"python -m bot archive --office {ticket.office_id} --number {ticket.number} --to 文件夹"
    return (
        f"归档包有{in_megabytes(archive.size)}，超过聊天平台的 50 MB。它在服务器归档文件夹的 {archive.path}，"
        f"请管理员在服务器上运行：{command}"
    )
