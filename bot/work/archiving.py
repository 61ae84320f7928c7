"""What goes into the archive of a closed ticket, and when to make it; the writing is somebody else's business."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.rules.archive_names import member_names
from bot.rules.requests import REQUEST_NAMES
from bot.rules.workflow import State
from bot.work import archive_story
from bot.work.circumstances import APPROVED, RETURNED, REVIEWED
from bot.work.evidence import PURPOSES
from bot.work.files import MOST_ATTEMPTS, wait_after
from bot.work.offices import Offices
from bot.work.story import story_of
from storage import archives, files, requests, tickets
from storage.archives import Made
from storage.rows import id_of
from storage.tables import Archive, Evidence, Report, Ticket

AT_ONCE = 5
LEASE = timedelta(minutes=15)
"""How long a making may take before somebody else may begin it anew."""
FOR_FILES = timedelta(minutes=2)
"""After which it is seen whether the files have been fetched meanwhile."""
NEVER_FETCHED = "聊天平台上取不到这个文件"
REPORT_STATES = {REVIEWED: "已审核，待签批", APPROVED: "已通过", RETURNED: "已退回"}


@dataclass(frozen=True, slots=True)
class Due:
    """A bundle to be made, at the version that was asked for; `ticket_id` is for whoever fills in the forms."""

    archive_id: int
    ticket_id: int
    asked: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the ticket: what it is called in the bundle, and where it lies below the folder of files."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything a bundle is made of. `path`: its place below the folder of archives; `gone`: what nobody can fetch."""

    path: str
    about: dict[str, str]
    texts: tuple[tuple[str, bytes], ...]
    files: tuple[Kept, ...]
    gone: tuple[tuple[str, str], ...]


def due(session: Session, now: datetime) -> list[Due]:
    """What is to be made now, the longest due first."""
    rows = archives.due(session, State.CLOSED, now, AT_ONCE)
    return [Due(id_of(row), row.ticket_id, row.asked, row.attempts) for row in rows]


def claim(session: Session, one: Due, now: datetime) -> bool:
    """Whether it is ours to make. It stays in hand for a while, and falls back to anybody after a crash.

    Not while files of the ticket are still on their way: then it is put off.
    """
    if any(_is_on_its_way(row) for row in files.evidence_of(session, one.ticket_id)):
        archives.put_off(session, one.archive_id, now + FOR_FILES)
        return False
    return archives.claim(session, one.archive_id, one.asked, now, now + LEASE)


def bundle(session: Session, offices: Offices, one: Due, now: datetime) -> Bundle | None:
    """What goes into the bundle; None where the ticket was opened again meanwhile."""
    row, ticket = archives.archive(session, one.archive_id), tickets.ticket(session, one.ticket_id)
    if row is None or ticket is None or ticket.state != State.CLOSED:
        return None
    story = story_of(session, offices, ticket)
    given = files.evidence_of(session, one.ticket_id)
    named = member_names((PURPOSES.get(one.purpose, one.purpose), one.kind, one.name) for one in given)
    member_of = {id_of(file): name for file, name in zip(given, named, strict=True)}
    told = archive_story.as_text(session, offices, ticket, now)
    values = archive_story.as_json(session, offices, story, member_of)
    texts = [("全过程.txt", told), ("全过程.json", values), *_reports(session, ticket), *_requests(session, ticket)]
    return Bundle(
        path=row.path,
        about=_about(offices, ticket, row, now),
        texts=tuple((name, text.encode()) for name, text in texts),
        files=tuple(
            Kept(member_of[id_of(one)], one.path or "", one.sha256 or "") for one in given if one.stored_at is not None
        ),
        gone=tuple((member_of[id_of(one)], NEVER_FETCHED) for one in given if one.stored_at is None),
    )


def made(session: Session, one: Due, sha256: str, size: int, missing: int, now: datetime) -> None:
    """The file is in its place."""
    archives.made(session, one.archive_id, Made(one.asked, sha256, size, missing), now)


def failed(session: Session, one: Due, now: datetime) -> None:
    """It could not be written: try again, each time a little later, as often as it takes."""
    archives.put_off(session, one.archive_id, now + wait_after(one.attempts + 1))


def _is_on_its_way(row: Evidence) -> bool:
    return row.stored_at is None and row.attempts < MOST_ATTEMPTS


def _about(offices: Offices, ticket: Ticket, row: Archive, now: datetime) -> dict[str, str]:
    return {
        "office": ticket.office_id,
        "office_name": offices.office(ticket.office_id).name,
        "number": ticket.number,
        "month": row.month,
        "made_at": now.isoformat(timespec="seconds"),
    }


def _reports(session: Session, ticket: Ticket) -> list[tuple[str, str]]:
    """The exact texts, so that their hashes are those that were signed; the last one is the final one."""
    found = tickets.reports(session, id_of(ticket))
    earlier = [(f"办结报告/第{place}份（{_state(one)}）.txt", one.text) for place, one in enumerate(found[:-1], 1)]
    return [*earlier, *((f"办结报告（{_state(one)}）.txt", one.text) for one in found[-1:])]


def _state(report: Report) -> str:
    return REPORT_STATES.get(report.state, "已提交")


def _requests(session: Session, ticket: Ticket) -> list[tuple[str, str]]:
    found = requests.of_ticket(session, id_of(ticket))
    return [(f"申请/{place}{REQUEST_NAMES.get(one.kind, '申请')}.txt", one.text) for place, one in enumerate(found, 1)]
