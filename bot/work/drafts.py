"""Dialogues under way: rows that survive a restart, work from two phones and can be left and taken up again."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage import drafts
from storage.rows import id_of
from storage.tables import Draft, Person


def open_draft(
    session: Session, person: Person, kind: str, ticket_id: int | None, slots: dict[str, Any], now: datetime
) -> Draft:
    """The person's open draft of this kind for this ticket, begun with `slots` if there is none; it has the floor."""
    for draft in drafts.open_drafts(session, id_of(person)):
        if (draft.kind, draft.ticket_id) == (kind, ticket_id):
            return _touch(session, draft, now)
    draft = Draft(
        person_id=id_of(person), kind=kind, ticket_id=ticket_id, slots=dict(slots), started_at=now, touched_at=now
    )
    session.add(draft)
    session.flush()
    return draft


def begun_by_another(session: Session, person: Person, kind: str, ticket_id: int) -> tuple[Person, Draft] | None:
    """What a colleague has open of this kind for this ticket, the one touched last: it need not be written twice."""
    opened = sorted(drafts.open_drafts_of_ticket(session, ticket_id), key=lambda draft: draft.touched_at, reverse=True)
    for draft in opened:
        author = session.get(Person, draft.person_id)
        if draft.kind == kind and author is not None and author.active and author.id != person.id:
            return author, draft
    return None


def floor(session: Session, person: Person) -> Draft | None:
    """The dialogue that an answer without an address belongs to: the open one touched last."""
    return next(iter(drafts.open_drafts(session, id_of(person))), None)


def laid_aside(session: Session, person: Person) -> list[Draft]:
    """The person's open dialogues that ask for nothing now, the one touched last first."""
    return [draft for draft in drafts.open_drafts(session, id_of(person)) if not draft.asking]


def open_questions(session: Session, since: datetime) -> list[tuple[Person, Draft]]:
    """Every dialogue that asks something, of people who can be reached, touched after `since`."""
    return drafts.asked_since(session, since)


def draft_of(session: Session, person: Person, draft_id: int) -> Draft | None:
    """The person's own open draft with this id; nobody answers in somebody else's."""
    draft = drafts.draft_locked(session, draft_id)
    return draft if draft and draft.person_id == person.id and draft.state == "open" else None


def ask(session: Session, draft: Draft, slot: str, now: datetime) -> Draft:
    """Remember which slot was asked for last."""
    draft.asking = slot
    return _touch(session, draft, now)


def answer(session: Session, draft: Draft, slot: str, value: Any, now: datetime) -> Draft:
    """Fill a slot, over whatever the other phone has filled meanwhile."""
    session.refresh(draft, with_for_update=True)
    draft.slots = {**draft.slots, slot: value}
    return _touch(session, draft, now)


def reword(session: Session, ticket_id: int, kind: str, old: str, new: str) -> None:
    """Put corrected words in the place of the old ones in open dialogues of one kind; nobody gets the floor by it."""
    for draft in drafts.open_drafts_of_ticket(session, ticket_id):
        if draft.kind != kind or not old:
            continue
        session.refresh(draft, with_for_update=True)
        draft.slots = {name: _reworded(value, old, new) for name, value in draft.slots.items()}
        draft.revision += 1
        session.add(draft)


def _reworded(value: Any, old: str, new: str) -> Any:
    """Only whole lines: what somebody has changed since is theirs."""
    return f"\n{value}\n".replace(f"\n{old}\n", f"\n{new}\n")[1:-1] if isinstance(value, str) else value


def empty(session: Session, draft: Draft, slot: str, now: datetime) -> Draft:
    """Empty a slot, so that it will be asked for again."""
    session.refresh(draft, with_for_update=True)
    draft.slots = {name: value for name, value in draft.slots.items() if name != slot}
    return _touch(session, draft, now)


def cancel(session: Session, draft: Draft, now: datetime) -> None:
    """Give the dialogue up; what was said stays in the row."""
    _end(session, draft, "cancelled", now)


def finish(session: Session, draft: Draft, now: datetime) -> None:
    """The dialogue has led to its act."""
    _end(session, draft, "finished", now)


def cancel_all(session: Session, person: Person, now: datetime, kind: str | None = None) -> None:
    """Give up every dialogue of this person, or those of one kind: they begin from nothing or not at all."""
    for draft in drafts.open_drafts(session, id_of(person)):
        if kind is None or draft.kind == kind:
            _end(session, draft, "cancelled", now)


def _end(session: Session, draft: Draft, state: str, now: datetime) -> None:
    draft.state = state
    _touch(session, draft, now)


def _touch(session: Session, draft: Draft, now: datetime) -> Draft:
    draft.touched_at = now
    draft.revision += 1
    session.add(draft)
    session.flush()
    return draft


def _id(person: Person) -> int:
    assert person.id is not None
    return person.id
