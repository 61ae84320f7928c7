"""An album arrives as several messages: they go where the first went, and are acknowledged once, counted at the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.reports.markup import fill
from bot.work import notices
from bot.work.evidence import PURPOSES, counted_by_kind
from bot.work.keys import Rows
from storage.rows import id_of
from storage.tables import Evidence, OutboxRow, Person, Ticket

# The messages of one album come within a second; the acknowledgement waits for the last of them.
GATHERED_AFTER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Home:
    """Where the first message of an album went."""

    ticket_id: int
    purpose: str


def home_of(session: Session, person: Person, album: str) -> Home | None:
    """The ticket and purpose to which this person's album was given, if its first part was."""
    query = select(Evidence).where(Evidence.album == album, Evidence.person_id == id_of(person))
    first = session.exec(query.order_by(col(Evidence.id))).first() if album else None
    return Home(first.ticket_id, first.purpose) if first else None


def acknowledge(
    session: Session, person: Person, ticket: Ticket, album: str, keys: Rows, now: datetime, mark: str = ""
) -> None:
    """Say once for the whole album what was received, after its last part."""
    dedupe_key = f"album:{id_of(person)}:{album}"
    query = select(OutboxRow).where(OutboxRow.dedupe_key == dedupe_key)
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    html = _received(session, person, ticket, album, mark)
    if row is None:
        row = notices.say(session, person, html, keys, now, ticket_id=ticket.id)
        row.dedupe_key = dedupe_key
    elif row.state == "waiting":
        row.payload = {**row.payload, "html": html}
    row.not_before = now + GATHERED_AFTER
    session.add(row)


def _received(session: Session, person: Person, ticket: Ticket, album: str, mark: str) -> str:
    query = select(Evidence).where(Evidence.album == album, Evidence.person_id == id_of(person))
    given = session.exec(query.order_by(col(Evidence.id))).all()
    purpose = PURPOSES[given[-1].purpose] if given else ""
    return fill(
        "已存入工单 <code>{number}</code>：{counted}，作为{purpose}{mark}。",
        number=ticket.number,
        counted=counted_by_kind([one.kind for one in given]),
        purpose=purpose,
        mark=f"（{mark}）" if mark else "",
    )
