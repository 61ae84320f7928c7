"""What goes on beside a ticket's own course, in lines for its card: who helps, and which requests wait for whom."""

from sqlmodel import Session

from bot.rules.requests import REQUEST_NAMES
from bot.work import together
from bot.work.acting import terms
from bot.work.offices import Offices
from bot.work.requests import awaited
from storage import requests, staff
from storage.rows import id_of
from storage.tables import Ticket


def lines(session: Session, offices: Offices, ticket: Ticket) -> tuple[str, ...]:
    """`协办：平安办`, `退单申请：等待街道城运中心办理`."""
    helping = [unit.name for unit_id in ticket.co_unit_ids if (unit := staff.unit(session, unit_id))]
    name = terms(offices.law(ticket)).name
    waiting = []
    for request in requests.pending(session, id_of(ticket)):
        signers = awaited(session, ticket, request, requests.signatures(session, id_of(request)))
        whose_turn = f"{name(signers[0])}签批" if signers else f"{name(request.decided_by)}办理"
        waiting.append(f"{REQUEST_NAMES[request.kind]}：等待{whose_turn}")
    alike = together.lines(session, ticket)
    return (*alike, *([f"协办：{'、'.join(helping)}"] if helping else []), *waiting)
