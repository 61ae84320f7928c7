"""Queries about matters: by which keys tickets are found, which are linked, and which thresholds were told."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, or_, select
from sqlmodel import select as select_columns

from storage.once import read_once
from storage.tables import Event, MatterKey, MatterLink, OutboxRow, Posted, Reached, Ticket

AT_ONCE = 500
"""How many ids one query names."""


def replace_keys(session: Session, ticket: Ticket, keys: Iterable[int], at: datetime) -> None:
    """By these keys the ticket is found from now on."""
    session.execute(delete(MatterKey).where(col(MatterKey.ticket_id) == ticket.id))
    session.add_all(
        MatterKey(office_id=ticket.office_id, key=key, ticket_id=ticket.id or 0, at=at) for key in sorted(set(keys))
    )
    session.flush()


def found_by(
    session: Session, office_id: str, keys: Collection[int], since: datetime, until: datetime, besides: int
) -> dict[int, datetime]:
    """The tickets that have one of these keys and were called in within that time, with when they were."""
    query = select_columns(col(MatterKey.ticket_id), col(MatterKey.at)).where(
        MatterKey.office_id == office_id,
        col(MatterKey.key).in_(sorted(keys)),
        col(MatterKey.at) >= since,
        col(MatterKey.at) <= until,
        MatterKey.ticket_id != besides,
    )
    return dict(session.exec(query).all()) if keys else {}


def moments(session: Session, ticket_ids: Collection[int]) -> dict[int, datetime]:
    """When the citizens called in these tickets, as their keys know it."""
    query = select_columns(col(MatterKey.ticket_id), col(MatterKey.at)).where(
        col(MatterKey.ticket_id).in_(list(ticket_ids))
    )
    return dict(session.exec(query).all())


def by_ids(session: Session, ticket_ids: Collection[int]) -> list[Ticket]:
    """These tickets, oldest first."""
    wanted = sorted(ticket_ids)
    found: list[Ticket] = []
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        found += session.exec(select(Ticket).where(col(Ticket.id).in_(some)).order_by(col(Ticket.id)))
    return found


@read_once
def of_matter(session: Session, matter_id: int | None) -> list[Ticket]:
    """The tickets of a matter, oldest first; none where there is no matter."""
    if matter_id is None:
        return []
    return list(session.exec(select(Ticket).where(Ticket.matter_id == matter_id).order_by(col(Ticket.id))))


@read_once
def links_of(session: Session, ticket_id: int) -> list[MatterLink]:
    """Every pair with this ticket in it, the best first."""
    query = select(MatterLink).where(or_(MatterLink.ticket_id == ticket_id, MatterLink.other_id == ticket_id))
    return list(session.exec(query.order_by(col(MatterLink.score).desc(), col(MatterLink.id))))


def links_among(session: Session, ticket_ids: Collection[int]) -> list[MatterLink]:
    """Every pair with one of these tickets in it."""
    wanted, found = sorted(ticket_ids), dict[int, MatterLink]()
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        query = select(MatterLink).where(or_(col(MatterLink.ticket_id).in_(some), col(MatterLink.other_id).in_(some)))
        found |= {link.id or 0: link for link in session.exec(query)}
    return list(found.values())


def denied_among(session: Session, ticket_ids: Collection[int]) -> frozenset[int]:
    """Which of these tickets the desk has kept apart from some other one."""
    wanted = list(ticket_ids)
    query = select_columns(col(MatterLink.ticket_id), col(MatterLink.other_id)).where(
        MatterLink.verdict == "no",
        or_(col(MatterLink.ticket_id).in_(wanted), col(MatterLink.other_id).in_(wanted)),
    )
    return frozenset(one for pair in session.exec(query) for one in pair) & frozenset(wanted)


def last_answers(session: Session, office_id: str, limit: int) -> Sequence[tuple[int, str, str]]:
    """The latest answers of the desk: of which ticket, on which ground, and what."""
    query = select_columns(col(MatterLink.ticket_id), col(MatterLink.ground), col(MatterLink.verdict)).where(
        MatterLink.office_id == office_id, MatterLink.verdict != ""
    )
    return session.exec(query.order_by(col(MatterLink.judged_at).desc(), col(MatterLink.id)).limit(limit)).all()


def verdicts_on(session: Session, office_id: str, pairs: Collection[int]) -> dict[int, str]:
    """What the desk said last about pairs like these."""
    query = select_columns(col(MatterLink.pair), col(MatterLink.verdict)).where(
        MatterLink.office_id == office_id, col(MatterLink.pair).in_(sorted(pairs)), MatterLink.verdict != ""
    )
    return dict(session.exec(query.order_by(col(MatterLink.judged_at), col(MatterLink.id))).all())


def set_matter(session: Session, ticket_ids: Collection[int], matter_id: int | None) -> None:
    wanted = sorted(ticket_ids)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        query = update(Ticket).where(col(Ticket.id).in_(some)).values(matter_id=matter_id)
        session.execute(query, execution_options={"synchronize_session": "fetch"})


def groups_of(session: Session, ticket_ids: Collection[int]) -> list[int]:
    """The matters that some of these tickets belong to already."""
    query = select(Ticket.matter_id).where(col(Ticket.id).in_(list(ticket_ids)), col(Ticket.matter_id).is_not(None))
    return [matter_id for matter_id in session.exec(query.distinct()) if matter_id is not None]


def is_denied(session: Session, ticket_ids: Collection[int], groups: Collection[int]) -> bool:
    """Whether the desk has kept one of these tickets, or one of these matters, apart from something."""
    meant = or_(col(Ticket.id).in_(list(ticket_ids)), col(Ticket.matter_id).in_(list(groups)))
    for side in (MatterLink.ticket_id, MatterLink.other_id):
        query = select(MatterLink.id).join(Ticket, col(Ticket.id) == col(side)).where(MatterLink.verdict == "no", meant)
        if session.exec(query.limit(1)).first() is not None:
            return True
    return False


def join(session: Session, ticket_ids: Collection[int], groups: Collection[int], matter_id: int) -> None:
    """Put these tickets and all of these matters into one matter."""
    meant = or_(col(Ticket.id).in_(list(ticket_ids)), col(Ticket.matter_id).in_(list(groups)))
    others = or_(col(Ticket.matter_id).is_(None), col(Ticket.matter_id) != matter_id)
    query = update(Ticket).where(meant, others).values(matter_id=matter_id)
    session.execute(query, execution_options={"synchronize_session": "fetch"})


def last_events(session: Session, ticket_ids: Collection[int], kind: str) -> dict[int, Event]:
    """The event of that kind recorded last, of each ticket that has one."""
    query = select(Event).where(col(Event.ticket_id).in_(list(ticket_ids)), Event.kind == kind)
    return {event.ticket_id: event for event in session.exec(query.order_by(col(Event.id)))}


def unmatched(session: Session, office_ids: Collection[str], limit: int) -> list[Ticket]:
    """The oldest tickets that were never compared with others."""
    query = select(Ticket).where(col(Ticket.matched_at).is_(None), col(Ticket.office_id).in_(list(office_ids)))
    return list(session.exec(query.order_by(col(Ticket.id)).limit(limit)))


def waiting_number(session: Session, office_id: str) -> int:
    """How many tickets of the office were never compared, and so not counted either."""
    waiting = (col(Ticket.matched_at).is_(None), Ticket.office_id == office_id)
    return session.exec(select(func.count()).select_from(Ticket).where(*waiting)).one()


def standing(session: Session, office_id: str, rule: str, day: str = "") -> list[Reached]:
    """What was told under this rule and not taken back, of that day where the rule counts by the day."""
    query = select(Reached).where(
        Reached.office_id == office_id, Reached.rule == rule, Reached.state == "standing", Reached.day == day
    )
    return list(session.exec(query.order_by(col(Reached.id).desc())))


def standing_rows(session: Session, office_id: str) -> list[Reached]:
    """Everything that was told and not taken back, the latest first."""
    query = select(Reached).where(Reached.office_id == office_id, Reached.state == "standing")
    return list(session.exec(query.order_by(col(Reached.id).desc())))


def told_of(session: Session, reached: Reached) -> list[OutboxRow]:
    """The rows that told people of a threshold reached."""
    query = select(OutboxRow).where(OutboxRow.ticket_id == reached.ticket_id, OutboxRow.kind == "reached")
    return [row for row in session.exec(query.order_by(col(OutboxRow.id))) if row.payload["reached_id"] == reached.id]


def posted_for(session: Session, outbox_ids: Collection[int]) -> list[Posted]:
    query = select(Posted).where(col(Posted.outbox_id).in_(list(outbox_ids)))
    return list(session.exec(query.order_by(col(Posted.id))))
