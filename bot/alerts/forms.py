"""The Word forms of a ticket as they are to be filled now: for the chat and for the archive."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Papers, Say
from bot.alerts.drawing import of_markup
from bot.alerts.judging import SECRET_KINDS
from bot.alerts.papering import FormMaker
from bot.reports.filling.filler import NotFilled
from bot.reports.markup import cut, fill
from bot.reports.render import RenderFault
from bot.rules.form_names import file_name
from bot.rules.office_rules import Form
from bot.work import sending_forms
from bot.work.form_values import FormSheet, form_sheet
from bot.work.forms import FormsAtHand, forms_at_hand, forms_for
from bot.work.offices import Offices
from storage import staff, tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow, Ticket

NO_FORMS = Obsolete("这张工单现在没有可以给收信人的表单")
MASKED, OPEN = "姓名、电话已遮盖", "含姓名、电话，60秒后删除，请及时打印，勿转发"
WORDS_AT_FAULT = "正文的模板有问题"
NOT_WORDED = f"表单没有生成：{WORDS_AT_FAULT}。请告诉系统管理员。办理不受影响。"
logger = logging.getLogger(__name__)


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The forms that were asked for, as far as the person may have them now; only those for print show the citizen."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    ticket = tickets.ticket(session, row.ticket_id) if row.ticket_id is not None else None
    if person is None or ticket is None:
        return NO_FORMS
    masked = row.kind not in SECRET_KINDS
    if not masked and sending_forms.obstacle_to_print(session, offices, person, ticket, now):
        return NO_FORMS
    at_hand, allowed = forms_for(session, offices, person, ticket, now)
    chosen = [form for form in allowed if form.id in (row.payload.get("forms") or [])]
    if not chosen:
        return NO_FORMS
    words = of_markup(_caption(ticket, chosen, masked=masked))
    try:
        sheets = tuple(form_sheet(session, offices, at_hand, form, now, masked=masked) for form in chosen)
    except RenderFault as fault:
        logger.warning("forms could not be worded: %s", fault)
        return Say(of_markup(f"{words.html}\n{NOT_WORDED}"), id_of(ticket), row.kind)
    name = file_name(ticket.number, [form.name for form in chosen])
    return Say(words, id_of(ticket), row.kind, papers=Papers(sheets, name))


def _caption(ticket: Ticket, forms: Sequence[Form], *, masked: bool) -> str:
    lines = [f"{form.name}（{form.clause}）{f'〔暂按：{form.assumed}〕' if form.assumed else ''}" for form in forms]
    named = fill("<code>{number}</code> {lines}", number=ticket.number, lines=cut("\n".join(lines), 700))
    return f"{named}\n{MASKED if masked else OPEN}"


class FormsOfTicket:
    """Every form of a ticket, filled, for its archive."""

    def __init__(self, database: Database, offices: Callable[[], Offices], maker: FormMaker) -> None:
        self._database, self._offices, self._maker = database, offices, maker

    async def made(self, ticket_id: int, now: datetime) -> Sequence[tuple[str, bytes | NotFilled]]:
        """Each form that the ticket has by its title: the .docx, or why this one was not filled."""
        sheets = await self._database.read(lambda session: _sheets(session, self._offices(), ticket_id, now))
        return [(title, await self._filled(sheet)) for title, sheet in sheets]

    async def _filled(self, sheet: FormSheet | NotFilled) -> bytes | NotFilled:
        if isinstance(sheet, NotFilled):
            return sheet
        try:
            return await self._maker.made(sheet)
        except NotFilled as failure:
            return failure


def _sheets(
    session: Session, offices: Offices, ticket_id: int, now: datetime
) -> list[tuple[str, FormSheet | NotFilled]]:
    ticket = tickets.ticket(session, ticket_id)
    if ticket is None:
        return []
    at_hand = forms_at_hand(session, offices, ticket)
    return [(form.name, _sheet(session, offices, at_hand, form, now)) for form in at_hand.forms]


def _sheet(
    session: Session, offices: Offices, at_hand: FormsAtHand, form: Form, now: datetime
) -> FormSheet | NotFilled:
    try:
        return form_sheet(session, offices, at_hand, form, now)
    except RenderFault as fault:
        logger.warning("a form could not be worded: %s", fault)
        return NotFilled(WORDS_AT_FAULT)
