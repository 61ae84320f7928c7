"""Files of tickets from the moment somebody sends one until its rows are in: kept, so that a crash loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.workflow import OUR_OWN
from bot.work import access
from bot.work.importing.taking_in import Author
from bot.work.outcome import Refused
from storage import imports, staff
from storage.rows import id_of
from storage.tables import ImportRun, Person

ASKED, LOOKED, CONFIRMED, RUNNING = "asked", "looked", "confirmed", "running"
DONE, CANCELLED, REFUSED, INTERRUPTED = "done", "cancelled", "refused", "interrupted"
MOST_KEPT = 100_000
NOT_THE_DESK = Refused("导入工单由受理方负责，您没有这个岗位。", OUR_OWN)
NOTHING_TO_STOP = Refused("现在没有正在进行的导入。")
NOTHING_TO_RESUME = Refused("没有中断的导入。要导入表格，请直接发送文件。")
NOT_WAITING = Refused("这份表格已经处理过了，请重新发送文件。")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits to be looked at (`asked`) or taken in."""

    run_id: int
    office_id: str
    person_id: int
    file_id: str
    asked: bool

    @property
    def author(self) -> Author:
        return Author(self.office_id, self.person_id, "chat")


def begin(session: Session, person: Person, file_id: str, now: datetime) -> Refused | None:
    """A desk clerk sent a file: it is looked at next."""
    if "desk" not in access.roles(session, person, now):
        return NOT_THE_DESK
    session.add(
        ImportRun(
            office_id=person.office_id,
            person_id=id_of(person),
            source="chat",
            file_id=file_id,
            state=ASKED,
            asked_at=now,
        )
    )
    return None


def waiting(session: Session, besides: Sequence[int] = ()) -> Waiting | None:
    """The next file to be looked at or taken in."""
    for row in imports.waiting(session, (ASKED, CONFIRMED)):
        if row.id not in besides and row.person_id is not None:
            return Waiting(id_of(row), row.office_id, row.person_id, row.file_id, row.state == ASKED)
    return None


def is_under_way(session: Session) -> bool:
    """Whether a file waits to be looked at or is being taken in."""
    return bool(imports.waiting(session, (ASKED, CONFIRMED, RUNNING)))


def is_being_taken_in(session: Session) -> bool:
    """Whether the rows of a file are being registered now."""
    return bool(imports.waiting(session, (RUNNING,)))


def looked(session: Session, run_id: int, seen: dict[str, Any]) -> None:
    """The file was looked at; `seen` is what its sender is shown."""
    row = _run(session, run_id)
    row.state, row.seen, row.total = LOOKED, seen, int(seen["rows"])
    session.add(row)


def is_looked(session: Session, run_id: int) -> bool:
    """Whether the file waits for its sender's yes."""
    row = session.get(ImportRun, run_id)
    return row is not None and row.state == LOOKED


def confirm(session: Session, person: Person, run_id: int, now: datetime) -> Refused | None:
    """The sender wants the file taken in."""
    if "desk" not in access.roles(session, person, now):
        return NOT_THE_DESK
    row = session.get(ImportRun, run_id)
    if row is None or row.office_id != person.office_id or row.state != LOOKED:
        return NOT_WAITING
    row.state = CONFIRMED
    session.add(row)
    return None


def started(session: Session, run_id: int, outbox_id: int | None) -> None:
    row = _run(session, run_id)
    row.state, row.done = RUNNING, 0
    row.outbox_id = outbox_id if outbox_id is not None else row.outbox_id
    session.add(row)


def progressed(session: Session, run_id: int, done: int) -> None:
    row = _run(session, run_id)
    row.done = done
    session.add(row)


def ended(
    session: Session,
    run_id: int,
    state: str,
    now: datetime,
    tally: Mapping[str, Any] | None = None,
    refused: Sequence[list[Any]] = (),
) -> None:
    """The file is dealt with."""
    row = _run(session, run_id)
    row.state, row.ended_at = state, now
    row.tally, row.refused = dict(tally or {}), list(refused[:MOST_KEPT])
    row.done = int((tally or {}).get("rows", row.done))
    session.add(row)


def record(
    session: Session, author: Author, tally: Mapping[str, Any], refused: Sequence[list[Any]], now: datetime
) -> int:
    """Keep what became of a file that nobody sent in the chat, so that the desk can ask for its refused rows."""
    row = ImportRun(
        office_id=author.office_id,
        person_id=author.person_id,
        source=author.source,
        state=DONE,
        done=int(tally["rows"]),
        total=int(tally["rows"]),
        tally=dict(tally),
        refused=list(refused[:MOST_KEPT]),
        asked_at=now,
        ended_at=now,
    )
    session.add(row)
    session.flush()
    return id_of(row)


def is_stopped(session: Session, run_id: int) -> bool:
    return _run(session, run_id).state == CANCELLED


def stop(session: Session, person: Person, now: datetime) -> Refused | None:
    """Stop what this person's office is taking in; what is in stays in."""
    if "desk" not in access.roles(session, person, now):
        return NOT_THE_DESK
    found = [row for row in imports.waiting(session, (CONFIRMED, RUNNING)) if row.office_id == person.office_id]
    for row in found:
        row.state = CANCELLED
        session.add(row)
    return None if found else NOTHING_TO_STOP


def interrupt(session: Session, now: datetime) -> list[ImportRun]:
    """What a process that is no more was taking in: it stands where it stood."""
    found = imports.waiting(session, (RUNNING,))
    for row in found:
        row.state, row.ended_at = INTERRUPTED, now
        session.add(row)
    return found


def resume(session: Session, person: Person, now: datetime) -> Refused | None:
    """Go on with the last import of the office that was interrupted; what is known is known."""
    if "desk" not in access.roles(session, person, now):
        return NOT_THE_DESK
    row = imports.latest(session, person.office_id, (INTERRUPTED,))
    if row is None:
        return NOTHING_TO_RESUME
    row.state, row.ended_at = CONFIRMED, None
    session.add(row)
    return None


def with_refused_rows(session: Session, person: Person, now: datetime, run_id: int | None = None) -> ImportRun | None:
    """The import whose refused rows this person may see: the one named, or the office's last that has any."""
    if "desk" not in access.roles(session, person, now):
        return None
    if run_id is None:
        return imports.latest_with_refused(session, person.office_id)
    row = session.get(ImportRun, run_id)
    return row if row is not None and row.office_id == person.office_id and row.refused else None


def sender_of(session: Session, run_id: int) -> Person:
    row = _run(session, run_id)
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    assert person is not None
    return person


def _run(session: Session, run_id: int) -> ImportRun:
    row = session.get(ImportRun, run_id)
    assert row is not None
    return row
