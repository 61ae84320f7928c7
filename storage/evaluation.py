"""Queries about what the desk entered for an evaluation, and what units object to."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.tables import Objection, ScoreClaim


def claim(session: Session, office_id: str, claim_id: int) -> ScoreClaim | None:
    """What was entered under that number, held until the transaction ends."""
    found = session.get(ScoreClaim, claim_id, with_for_update=True, populate_existing=True)
    return found if found is not None and found.office_id == office_id else None


def claims(session: Session, office_id: str, periods: Iterable[str], unit_id: int | None = None) -> list[ScoreClaim]:
    """Everything entered for these periods, what was taken back too, oldest first."""
    query = select(ScoreClaim).where(ScoreClaim.office_id == office_id, col(ScoreClaim.period).in_(list(periods)))
    if unit_id is not None:
        query = query.where(ScoreClaim.unit_id == unit_id)
    return list(session.exec(query.order_by(col(ScoreClaim.id))))


def objection(session: Session, office_id: str, objection_id: int) -> Objection | None:
    """The objection, held until the transaction ends: of two who answer it, one finds it answered."""
    found = session.get(Objection, objection_id, with_for_update=True, populate_existing=True)
    return found if found is not None and found.office_id == office_id else None


def objections(session: Session, office_id: str, periods: Iterable[str], unit_id: int | None = None) -> list[Objection]:
    """Everything objected to in these periods, answered or not, oldest first."""
    query = select(Objection).where(Objection.office_id == office_id, col(Objection.period).in_(list(periods)))
    if unit_id is not None:
        query = query.where(Objection.unit_id == unit_id)
    return list(session.exec(query.order_by(col(Objection.id))))
