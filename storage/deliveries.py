"""Queries about what was said of a ticket, to whom, and what its readers did."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.tables import Audit, OutboxRow, Posted


def said_of(session: Session, ticket_id: int, kinds: Collection[str]) -> list[OutboxRow]:
    """The outbox rows of these kinds about a ticket, in the order they were written.

    Ready words of lane 0 only answer whoever spoke and are left out.
    """
    query = select(OutboxRow).where(
        OutboxRow.ticket_id == ticket_id,
        col(OutboxRow.kind).in_(list(kinds)),
        or_(col(OutboxRow.kind) != "say", col(OutboxRow.lane) != 0),
    )
    return list(session.exec(query.order_by(col(OutboxRow.id))))


def rows(session: Session, ids: Collection[int]) -> dict[int, OutboxRow]:
    """These outbox rows by their ids."""
    if not ids:
        return {}
    return {row.id: row for row in session.exec(select(OutboxRow).where(col(OutboxRow.id).in_(list(ids)))) if row.id}


def posted(session: Session, outbox_ids: Collection[int]) -> dict[int, Posted]:
    """The messages in which these outbox rows arrived, by the row's id."""
    if not outbox_ids:
        return {}
    found = session.exec(select(Posted).where(col(Posted.outbox_id).in_(list(outbox_ids))).order_by(col(Posted.id)))
    return {one.outbox_id: one for one in found if one.outbox_id is not None}


def unheard(session: Session, ticket_id: int) -> Sequence[tuple[datetime, str]]:
    """When nobody could be found who hears for a party, or for a duty: the moment, and the party or the duty's key."""
    query = select(Audit.at, Audit.detail).where(Audit.ticket_id == ticket_id, Audit.what == "nobody_reachable")
    return list(session.exec(query.order_by(col(Audit.id))))
