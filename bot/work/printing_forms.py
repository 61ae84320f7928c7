"""Word forms for print at the desk's own computer, with the citizen's data on them: who took them is noted."""

from datetime import datetime

from sqlmodel import Session

from bot.work.form_values import FormSheet, form_sheet
from bot.work.forms import forms_at_hand
from bot.work.offices import Offices
from storage import tickets
from storage.rows import id_of
from storage.tables import Event

NO_SUCH_TICKET = "没有这张工单。"
PRINTED = "forms_printed"
"""The event, and the word in the audit."""


def sheets_for_print(
    session: Session, offices: Offices, office_id: str, number: str, form_id: str, now: datetime
) -> list[FormSheet] | None:
    """The ticket's forms (or the one named) with everything on them; None where there is no such ticket."""
    ticket = tickets.ticket_by_number(session, office_id, number)
    if ticket is None:
        return None
    at_hand = forms_at_hand(session, offices, ticket)
    wanted = [form for form in at_hand.forms if form_id in ("", form.id)]
    if wanted:
        ids = [form.id for form in wanted]
        event = Event(ticket_id=id_of(ticket), kind=PRINTED, at=now, recorded_at=now)
        event.data = {"forms": ids}
        session.add(event)
        session.flush()
        detail = "、".join(ids)
        tickets.audit(session, now, PRINTED, office_id=office_id, ticket_id=id_of(ticket), detail=detail)
    return [form_sheet(session, offices, at_hand, form, now, masked=False) for form in wanted]
