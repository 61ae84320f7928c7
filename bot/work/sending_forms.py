"""Word forms sent to whoever asks for them, with contact data for print, and to whoever is about to sign one."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.rules.forms import may_print
from bot.rules.office_rules import Form
from bot.rules.visibility import mask_text
from bot.rules.workflow import Act
from bot.work import notices
from bot.work.acting import Happened, enter, scene_of, settle
from bot.work.contact import NOT_SHOWN_HERE
from bot.work.forms import forms_at_hand, forms_for, forms_to_sign
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.requests import in_hand
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Person, Ticket

EVERY = ""
NO_FORMS = Refused("这张工单现在没有可以给您的表单。")
NOT_NOW = Refused("这份表单现在不能填了，请重新发 /forms 看有哪些。")
NOT_FOR_PRINT = Refused("含联系方式的表单只给受理方和承办部门打印用。")
NO_REASON = Refused("请说明为什么要含联系方式的表单。")
REGISTERED = "registered"


def offered(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> tuple[Form, ...]:
    """The forms that this person may have now."""
    _, forms = forms_for(session, offices, person, ticket, now)
    return forms


def send(
    session: Session, offices: Offices, person: Person, ticket: Ticket, form_id: str, now: datetime
) -> Done | Refused:
    """One form, or EVERY one as one file."""
    wanted = _wanted(session, offices, person, ticket, form_id, now)
    if isinstance(wanted, Refused):
        return wanted
    _audit(session, person, ticket, "forms_sent", _ids(wanted), now)
    notices.show_forms(session, ticket, person, _ids(wanted), now)
    return Done(f"{_names(wanted)}随后发给您（姓名、电话已遮盖）。", id_of(ticket))


def send_with_contact(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, form_id: str, why: str, now: datetime
) -> Done | Refused:
    """The same with the citizen's name and phone on it, for print; noted for good, with the reason."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    person, ticket = scene.person, scene.ticket
    if refused := obstacle_to_print(session, offices, person, ticket, now):
        return refused
    if not why.strip():
        return NO_REASON
    wanted = _wanted(session, offices, person, ticket, form_id, now)
    if isinstance(wanted, Refused):
        return wanted
    reason = mask_text(why.strip(), names=[ticket.caller], keep=[ticket.number])
    _audit(session, person, ticket, "contact_shown", [*_ids(wanted), reason], now)
    notices.show_forms_with_contact(session, ticket, person, _ids(wanted), now)
    happened = [Happened("contact_shown", why.strip(), {"forms": _ids(wanted)})]
    told = f"{_names(wanted)}随后发给您，含联系方式，60秒后删除，查看已留痕。"
    return settle(session, offices, scene, told, happened, now)


def obstacle_to_print(
    session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime
) -> Refused | None:
    """Why this person gets no form with contact data on it; None where they may have one."""
    scene = scene_of(session, offices, person, ticket, now)
    state = scene.judge(Act.SHOW_CONTACT)
    if not may_print(scene.parties):
        return NOT_FOR_PRINT
    if isinstance(state, Refused):
        return state
    return None if offices.office(ticket.office_id).shows_contact else NOT_SHOWN_HERE


def send_to_sign(
    session: Session,
    offices: Offices,
    person: Person,
    ticket: Ticket,
    now: datetime,
    *,
    request_id: int | None = None,
) -> None:
    """The forms on which the next signature will stand, of the report in question or of that request: once a text."""
    if not any(form.sent_to and form.sent_on is None for form in offices.law(ticket).rulebook.form):
        return
    request = requests.request(session, request_id) if request_id is not None else None
    at_hand = forms_at_hand(session, offices, ticket)
    signed = request or at_hand.report
    if signed is None:
        return
    scene = scene_of(session, offices, person, ticket, now)
    party = in_hand(session, scene, request).next_party if request is not None else ticket.signer
    ids = _ids(forms_to_sign(session, at_hand, request, party))
    told = tickets.rows_for(session, id_of(ticket), id_of(person), "forms")
    if ids and not any(row.payload.get("text") == signed.sha256 for row in told):
        notices.show_forms(session, ticket, person, ids, now, text=signed.sha256)


def send_on_registration(session: Session, offices: Offices, person: Person, ticket_id: int, now: datetime) -> None:
    """What the office makes out of every ticket as soon as it is registered (PT-1.1), to the desk clerk who did."""
    ticket = tickets.ticket(session, ticket_id)
    if ticket is None or not any(form.sent_on == REGISTERED for form in offices.law(ticket).rulebook.form):
        return
    ids = _ids(form for form in offered(session, offices, person, ticket, now) if form.sent_on == REGISTERED)
    if ids:
        notices.show_forms(session, ticket, person, ids, now)


def _wanted(
    session: Session, offices: Offices, person: Person, ticket: Ticket, form_id: str, now: datetime
) -> list[Form] | Refused:
    forms = offered(session, offices, person, ticket, now)
    wanted = [form for form in forms if form_id in (EVERY, form.id)]
    return wanted or (NOT_NOW if forms else NO_FORMS)


def _ids(forms: Iterable[Form]) -> list[str]:
    return [form.id for form in forms]


def _names(forms: Iterable[Form]) -> str:
    return "、".join(form.name for form in forms)


def _audit(session: Session, person: Person, ticket: Ticket, what: str, details: Iterable[str], now: datetime) -> None:
    office_id, detail = ticket.office_id, " ".join(details)
    tickets.audit(session, now, what, office_id=office_id, person_id=person.id, ticket_id=ticket.id, detail=detail)
