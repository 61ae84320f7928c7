"""Queries about files of tickets on their way in."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.tables import ImportRun


def waiting(session: Session, states: Sequence[str]) -> list[ImportRun]:
    """Those in one of these states that are not over, oldest first."""
    query = select(ImportRun).where(col(ImportRun.state).in_(states))
    return list(session.exec(query.order_by(col(ImportRun.id))))


def latest(session: Session, office_id: str, states: Sequence[str]) -> ImportRun | None:
    """The office's newest in one of these states."""
    query = select(ImportRun).where(ImportRun.office_id == office_id, col(ImportRun.state).in_(states))
    return session.exec(query.order_by(col(ImportRun.id).desc())).first()


def latest_with_refused(session: Session, office_id: str) -> ImportRun | None:
    """The office's newest of which some rows were not taken in."""
    query = select(ImportRun).where(ImportRun.office_id == office_id).order_by(col(ImportRun.id).desc()).limit(20)
    return next((row for row in session.exec(query) if row.refused), None)
