"""What must be said because of an act: rows written beside it, composed and sent later."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.markup import plain_of
from bot.rules.visibility import mask_text
from bot.work import redrawing
from bot.work.receivers import receivers
from bot.work.redrawing import redraw, settled_reminders
from bot.work.standing_in import why_they_hear
from storage import tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket

ANSWER_LANE, NEW_LANE = 0, 3
Buttons = Sequence[Sequence[dict[str, str | None]]]
"""Rows of keys: {"text", "data" | "url" | "copy", "style"}."""


def say(
    session: Session,
    receiver: Person | int,
    html: str,
    buttons: Buttons,
    now: datetime,
    reply_to: int | None = None,
    *,
    ticket_id: int | None = None,
    lane: int = ANSWER_LANE,
    replaces: int | None = None,
) -> OutboxRow:
    """Ready words for a person, or for a chat that is nobody's; in place of our message `replaces` if one is named."""
    payload = {
        "html": html,
        "plain": plain_of(html),
        "buttons": [[dict(key) for key in line] for line in buttons],
        "reply_to": reply_to,
        "ticket_id": ticket_id,
        "replaces": replaces,
    }
    return _put(session, receiver, "say", payload, now, lane=lane, ticket_id=ticket_id)


def show_card(
    session: Session, ticket: Ticket, person: Person, reason: str, now: datetime, *, asked_for: bool = False
) -> None:
    """A new card for somebody who must look, saying why. A card still waiting takes the newer reason instead.

    Reasons hold words of staff, and those may hold a citizen's phone: they are masked before they are kept.
    """
    reason = mask_text(reason, names=[ticket.caller], keep=[ticket.number])
    at_once = asked_for or ticket.urgency == "紧急"
    for row in tickets.waiting_rows(session, id_of(ticket), "card", locked=True):
        if row.person_id == person.id:
            row.payload = {"reason": reason or row.payload["reason"]}
            row.lane = ANSWER_LANE if at_once else row.lane
            session.add(row)
            return
    payload = {"reason": reason}
    _put(session, person, "card", payload, now, lane=ANSWER_LANE if at_once else NEW_LANE, ticket_id=id_of(ticket))


def show_cards(session: Session, ticket: Ticket, party: str, reason: str, now: datetime) -> list[Person]:
    """A new card for whoever hears for `party`, saying for whom they stand in; returns them."""
    people = receivers(session, ticket, party, now)
    for person in people:
        instead = why_they_hear(session, ticket, party, person, now)
        show_card(session, ticket, person, f"{reason}（{instead}）" if instead else reason, now)
    if not people:
        tickets.audit(session, now, "nobody_reachable", office_id=ticket.office_id, ticket_id=ticket.id, detail=party)
    return people


def refresh_cards(
    session: Session, ticket: Ticket, now: datetime, besides: Iterable[Person] = (), first: Person | None = None
) -> None:
    """Redraw the ticket's card in every chat but those of `besides`, who get a new one.

    The chat of `first`, who acted, at once; the others after a rest, in which more may happen. A reminder of what has
    been done meanwhile says so and loses its key.
    """
    spared = {person.chat_id for person in besides}
    rows = tickets.waiting_rows(session, id_of(ticket), "refresh", locked=True)
    waiting = {row.payload["posted_id"]: row for row in rows}
    told = [posted for posted in tickets.cards(session, id_of(ticket)) if posted.chat_id not in spared]
    for posted in [*told, *settled_reminders(session, ticket)]:
        spoke = first is not None and posted.chat_id == first.chat_id
        row = waiting.get(id_of(posted)) or redraw(posted, ticket, now, not_before=now + redrawing.REST)
        if spoke:
            row.lane, row.not_before = (ANSWER_LANE if posted.kind == "card" else row.lane), now
        session.add(row)


def show_contact(session: Session, ticket: Ticket, person: Person, why: str, now: datetime) -> None:
    """The citizen's name and phone, for this person alone; composed at send time, deleted soon after."""
    _put(session, person, "contact", {"why": why}, now, lane=ANSWER_LANE, ticket_id=id_of(ticket))


def show_board(session: Session, person: Person, figures: dict[str, Any], now: datetime) -> None:
    """The office's board with these figures; the picture is drawn on the way out."""
    _put(session, person, "board", {"figures": figures}, now, lane=ANSWER_LANE, ticket_id=None)


def show_chart(session: Session, person: Person, wanted: dict[str, Any], now: datetime) -> None:
    """The chart that this person asked for; counted and drawn on the way out."""
    _put(session, person, "chart", wanted, now, lane=ANSWER_LANE, ticket_id=None)


def show_export(session: Session, person: Person, wanted: dict[str, Any], now: datetime) -> None:
    """The file that this person asked for; made on the way out."""
    _put(session, person, "export", wanted, now, lane=NEW_LANE, ticket_id=None)


def show_bulletin_file(session: Session, person: Person, bulletin_id: int, form: str, now: datetime) -> None:
    """A bulletin as a file (Word | Excel), for this person alone; made on the way out."""
    _put(
        session, person, "bulletin_file", {"bulletin_id": bulletin_id, "form": form}, now, lane=NEW_LANE, ticket_id=None
    )


def show_bulletin_preview(session: Session, person: Person, rule: str, now: datetime) -> None:
    """What a bulletin would say if it came out now, for this person alone; composed on the way out."""
    _put(session, person, "bulletin_preview", {"rule": rule}, now, lane=NEW_LANE, ticket_id=None)


def show_archive(session: Session, ticket: Ticket, person: Person, now: datetime) -> None:
    """The archive of a closed ticket, for this person alone; the file is read on the way out."""
    _put(session, person, "archive", {}, now, lane=ANSWER_LANE, ticket_id=id_of(ticket))


def show_forms(
    session: Session, ticket: Ticket, person: Person, form_ids: Sequence[str], now: datetime, *, text: str = ""
) -> None:
    """These Word forms as one file, for this person alone; filled on the way out.

    `text`: the SHA-256 of what is to be signed on them, where they go with that question.
    """
    payload = {"forms": list(form_ids), "text": text}
    _put(session, person, "forms", payload, now, lane=ANSWER_LANE, ticket_id=id_of(ticket))


def show_forms_with_contact(
    session: Session, ticket: Ticket, person: Person, form_ids: Sequence[str], now: datetime
) -> None:
    """The same with the citizen's name and phone, for print; deleted soon after."""
    payload = {"forms": list(form_ids)}
    _put(session, person, "forms_with_contact", payload, now, lane=ANSWER_LANE, ticket_id=id_of(ticket))


def show_refused_rows(session: Session, person: Person, run_id: int, now: datetime) -> None:
    """The rows of an import that were not taken in, as a file for this person."""
    _put(session, person, "refused_rows", {"run_id": run_id}, now, lane=ANSWER_LANE, ticket_id=None)


def show_evidence(session: Session, ticket: Ticket, person: Person, ids: Sequence[int], now: datetime) -> None:
    """The files themselves, for this person."""
    _put(session, person, "evidence", {"ids": list(ids)}, now, lane=ANSWER_LANE, ticket_id=id_of(ticket))


def _put(
    session: Session,
    receiver: Person | int,
    kind: str,
    payload: dict[str, Any],
    now: datetime,
    *,
    lane: int,
    ticket_id: int | None,
) -> OutboxRow:
    row = OutboxRow(
        dedupe_key=f"{kind}:{uuid.uuid4().hex}",
        office_id=receiver.office_id if isinstance(receiver, Person) else "",
        person_id=receiver.id if isinstance(receiver, Person) else None,
        chat_id=receiver.chat_id if isinstance(receiver, Person) else receiver,
        ticket_id=ticket_id,
        kind=kind,
        lane=lane,
        payload=payload,
        created_at=now,
        not_before=now,
    )
    session.add(row)
    return row
