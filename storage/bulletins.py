"""Queries about bulletins: which are planned, which wait for the desk, which went out last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from storage.insertion import insert_new
from storage.tables import BulletinRow, OutboxRow

PLANNED, DRAFT, SENT = "planned", "draft", "sent"
SILENT, MISSED, FAILED, WITHDRAWN = "silent", "missed", "failed", "withdrawn"


def bulletin(session: Session, bulletin_id: int) -> BulletinRow | None:
    return session.get(BulletinRow, bulletin_id)


def locked(session: Session, bulletin_id: int) -> BulletinRow | None:
    """The bulletin, held until the transaction ends: of two who send it, one finds it sent."""
    query = select(BulletinRow).where(BulletinRow.id == bulletin_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def put(session: Session, rows: Iterable[BulletinRow]) -> None:
    """Add issues that nobody has planned yet."""
    insert_new(session, BulletinRow, [row.model_dump(exclude={"id"}) for row in rows], ("office_id", "rule", "period"))


def latest(session: Session, office_id: str, rule: str) -> BulletinRow | None:
    """The issue of this bulletin that comes out last, planned or over."""
    query = select(BulletinRow).where(
        BulletinRow.office_id == office_id, BulletinRow.rule == rule, col(BulletinRow.period).is_not(None)
    )
    return session.exec(query.order_by(col(BulletinRow.due_at).desc())).first()


def planned(session: Session, office_id: str, rule: str) -> list[BulletinRow]:
    """The issues still to come out, oldest first."""
    query = select(BulletinRow).where(
        BulletinRow.office_id == office_id, BulletinRow.rule == rule, BulletinRow.state == PLANNED
    )
    return list(session.exec(query.order_by(col(BulletinRow.due_at))))


def due(session: Session, now: datetime) -> list[BulletinRow]:
    """Every planned issue whose moment has come, oldest first."""
    query = select(BulletinRow).where(BulletinRow.state == PLANNED, BulletinRow.due_at <= now)
    return list(session.exec(query.order_by(col(BulletinRow.due_at), col(BulletinRow.id))))


def next_moment(session: Session) -> datetime | None:
    """When the next planned issue comes out."""
    return session.exec(select(func.min(BulletinRow.due_at)).where(BulletinRow.state == PLANNED)).one()


def drafts(session: Session, office_id: str) -> list[BulletinRow]:
    """What the desk has to look through, oldest first."""
    query = select(BulletinRow).where(BulletinRow.office_id == office_id, BulletinRow.state == DRAFT)
    return list(session.exec(query.order_by(col(BulletinRow.id))))


def last_over(session: Session, office_id: str, rule: str) -> BulletinRow | None:
    """The issue that came out, or did not, last."""
    query = select(BulletinRow).where(
        BulletinRow.office_id == office_id, BulletinRow.rule == rule, col(BulletinRow.state).not_in([PLANNED, DRAFT])
    )
    return session.exec(query.order_by(col(BulletinRow.due_at).desc())).first()


def last_issued(session: Session, row: BulletinRow) -> BulletinRow | None:
    """The issue of the same bulletin before this one whose moment was not missed."""
    came = (col(BulletinRow.period).is_not(None), col(BulletinRow.state).not_in([PLANNED, MISSED]))
    query = select(BulletinRow).where(*_earlier(row), *came)
    return session.exec(query.order_by(col(BulletinRow.due_at).desc())).first()


def first_missed(session: Session, row: BulletinRow) -> BulletinRow | None:
    """The oldest issue of the same bulletin before this one that was missed."""
    query = select(BulletinRow).where(*_earlier(row), BulletinRow.state == MISSED)
    return session.exec(query.order_by(col(BulletinRow.due_at))).first()


def _earlier(row: BulletinRow) -> tuple[Any, ...]:
    """Issues of the same bulletin before this one."""
    return BulletinRow.office_id == row.office_id, BulletinRow.rule == row.rule, BulletinRow.due_at < row.due_at


def drafted_for(session: Session, reached_id: int) -> BulletinRow | None:
    """The bulletin drafted because of a threshold reached, the latest one."""
    query = select(BulletinRow).where(BulletinRow.reached_id == reached_id)
    return session.exec(query.order_by(col(BulletinRow.id).desc())).first()


def row_of(session: Session, bulletin_id: int, person_id: int) -> OutboxRow | None:
    """The message that brought this bulletin to a person."""
    key = f"bulletin:{bulletin_id}:person:{person_id}"
    return session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == key)).first()


def was_sent(session: Session, bulletin_id: int, person_id: int) -> bool:
    """Whether it went to this person, or to a group of the office."""
    in_groups = col(OutboxRow.dedupe_key).startswith(f"bulletin:{bulletin_id}:chat:")
    query = select(OutboxRow.id).where(OutboxRow.kind == "bulletin", in_groups)
    return row_of(session, bulletin_id, person_id) is not None or session.exec(query).first() is not None
