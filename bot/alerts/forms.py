"""The Word forms of a ticket as they are to be filled now: for the chat and for the archive."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Papers, Say
from bot.alerts.drawing import of_markup
from bot.alerts.papering import FormMaker
from bot.reports.markup import fill
from bot.work.form_values import FormSheet, form_sheet
from bot.work.forms import forms_at_hand, forms_for
from bot.work.offices import Offices
from storage import staff, tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow

SEVERAL = "表单"
NO_FORMS = Obsolete("这张工单现在没有可以给收信人的表单")


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The forms that were asked for, as far as the person may have them now; the citizen's data hidden."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    if person is None or ticket is None:
        return NO_FORMS
    at_hand, allowed = forms_for(session, offices, person, ticket, now)
    wanted = row.payload.get("forms") or []
    sheets = tuple(form_sheet(session, offices, at_hand, form, now) for form in allowed if form.id in wanted)
    if not sheets:
        return NO_FORMS
    names = "、".join(sheet.name for sheet in sheets)
    html = fill("<code>{number}</code> {names}", number=ticket.number, names=names)
    name = f"{ticket.number}-{sheets[0].name if len(sheets) == 1 else SEVERAL}.docx"
    return Say(of_markup(html), id_of(ticket), "forms", papers=Papers(sheets, name))


class FormsOfTicket:
    """Every form of a ticket, filled, for its archive."""

    def __init__(self, database: Database, offices: Callable[[], Offices], maker: FormMaker) -> None:
        self._database, self._offices, self._maker = database, offices, maker

    async def made(self, ticket_id: int, now: datetime) -> Sequence[tuple[str, bytes]]:
        """(title, .docx) of each form that the ticket has. Raises NotFilled."""
        sheets = await self._database.read(lambda session: _sheets(session, self._offices(), ticket_id, now))
        return [(sheet.name, await self._maker.made(sheet)) for sheet in sheets]


def _sheets(session: Session, offices: Offices, ticket_id: int, now: datetime) -> list[FormSheet]:
    ticket = tickets.ticket(session, ticket_id)
    if ticket is None:
        return []
    at_hand = forms_at_hand(session, offices, ticket)
    return [form_sheet(session, offices, at_hand, form, now) for form in at_hand.forms]
