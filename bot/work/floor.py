"""Which dialogue has the floor: words without an address are its answers, and nobody else's."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from storage.rows import id_of
from storage.tables import Draft, Person

# Nobody remembers a question after half a working day.
LASTS = timedelta(hours=2)


def holder(session: Session, person: Person, now: datetime) -> Draft | None:
    """The dialogue this person was in last, if it still asks something and was not left long ago.

    One that was interrupted by another does not get the floor back by itself: what is said after the interruption
    was hardly meant for it.
    """
    query = select(Draft).where(Draft.person_id == id_of(person))
    # A dialogue that follows from another is asked in the moment in which the other ends.
    newest = (col(Draft.touched_at).desc(), (col(Draft.state) == "open").desc(), col(Draft.id).desc())
    last = session.exec(query.order_by(*newest).limit(1)).first()
    if last is None or last.state != "open" or not last.asking or now - last.touched_at > LASTS:
        return None
    return last


def interrupted(session: Session, person: Person, besides: Draft, now: datetime) -> Draft | None:
    """The dialogue that was under way before `besides`, to be offered for going on."""
    query = select(Draft).where(Draft.person_id == id_of(person), Draft.state == "open", Draft.id != besides.id)
    found = session.exec(query.order_by(col(Draft.touched_at).desc(), col(Draft.id).desc())).all()
    return next((draft for draft in found if draft.asking and now - draft.touched_at <= LASTS), None)
