"""Word forms sent to whoever asks for them, and to whoever is about to sign one."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.office_rules import Form
from bot.work import notices
from bot.work.forms import forms_at_hand, forms_for, forms_to_sign
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parties import parties
from storage import requests
from storage.rows import id_of
from storage.tables import Person, Ticket

EVERY = ""
NO_FORMS = Refused("这张工单现在没有可以给您的表单。")
NOT_NOW = Refused("这份表单现在不能填了，请重新发 /forms 看有哪些。")


def offered(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> tuple[Form, ...]:
    """The forms that this person may have now."""
    _, forms = forms_for(session, offices, person, ticket, now)
    return forms


def send(
    session: Session, offices: Offices, person: Person, ticket: Ticket, form_id: str, now: datetime
) -> Done | Refused:
    """One form, or EVERY one as one file."""
    forms = offered(session, offices, person, ticket, now)
    wanted = [form for form in forms if form_id in (EVERY, form.id)]
    if not wanted:
        return NOT_NOW if forms else NO_FORMS
    notices.show_forms(session, ticket, person, [form.id for form in wanted], now)
    names = "、".join(form.name for form in wanted)
    return Done(f"{names}随后发给您（姓名、电话已遮盖）。", id_of(ticket))


def send_to_sign(
    session: Session,
    offices: Offices,
    person: Person,
    ticket: Ticket,
    now: datetime,
    *,
    request_id: int | None = None,
) -> None:
    """The forms on which this person's signature will stand: of the report in question, or of that request."""
    request = requests.request(session, request_id) if request_id is not None else None
    at_hand = forms_at_hand(session, offices, ticket)
    held = parties(session, person, ticket, now)
    ids = dict.fromkeys(form.id for party in held for form in forms_to_sign(session, at_hand, request, party))
    if ids:
        notices.show_forms(session, ticket, person, list(ids), now)
