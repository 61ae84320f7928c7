"""「表单」 and `/forms 编号`: the Word forms that a ticket has now; a press or a word sends one, or all as one file."""

from collections.abc import Sequence

from bot.chat.dialogues import engine
from bot.chat.dialogues.printing import FORM, PRINT_FORMS
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, fill, one_line
from bot.rules.office_rules import Form
from bot.work import sending_forms
from bot.work.access import Ticket
from bot.work.card_keys import form_key, open_key
from bot.work.keys import Rows

ALL_OF_THEM, ALL_WORDS = "all", frozenset({"全部", "所有", "all"})
FOR_PRINT = "c."
"""Stands before what is wanted with contact data, in a press."""
WITH_CONTACT = "含联系方式"
IN_PRIVATE = "表单只在与我的私聊里发，请在私聊点「表单」。"
LONGEST_KEY = 24


def show(turn: Turn, ticket: Ticket) -> Reply:
    """The forms that this person may have."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    forms = sending_forms.offered(turn.session, turn.offices, turn.person, ticket, turn.now)
    if not forms:
        return turn.tell(sending_forms.NO_FORMS)
    prints = sending_forms.obstacle_to_print(turn.session, turn.offices, turn.person, ticket, turn.now) is None
    lines = [fill("<code>{number}</code> 可以生成的表单：", number=ticket.number)]
    lines += [
        fill("{place}. {name}（{clause}）", place=place, name=form.name, clause=form.clause)
        for place, form in enumerate(forms, 1)
    ]
    lines.append(escape(f"姓名、电话会遮盖。也可以发：/forms {ticket.number} 1，或 全部。"))
    if prints:
        lines.append(escape(f"打印用的点「{WITH_CONTACT}」，或在后面写上这几个字；要说明原因，60秒后删除。"))
    turn.say("\n".join(lines), _keys(ticket, forms, prints=prints), ticket.id)
    return NOTHING


def send(turn: Turn, ticket: Ticket, which: str) -> Reply:
    """Send the form that was pressed."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    form_id = which.removeprefix(FOR_PRINT)
    wanted = sending_forms.EVERY if form_id == ALL_OF_THEM else form_id
    return _printed(turn, ticket, wanted) if which.startswith(FOR_PRINT) else _sent(turn, ticket, wanted)


def said(turn: Turn, ticket: Ticket, words: str) -> Reply:
    """`/forms 编号 2`, `… 退单审核表`, `… 全部 含联系方式`."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    forms = sending_forms.offered(turn.session, turn.offices, turn.person, ticket, turn.now)
    named = words.replace(WITH_CONTACT, " ").strip()
    wanted = sending_forms.EVERY if not named or named in ALL_WORDS else _meant(forms, named)
    if wanted is None:
        return turn.tell(sending_forms.NOT_NOW if forms else sending_forms.NO_FORMS)
    return _printed(turn, ticket, wanted) if WITH_CONTACT in words else _sent(turn, ticket, wanted)


def _meant(forms: Sequence[Form], named: str) -> str | None:
    """The form of that place in the list, of that id, or with those words in its name or clause."""
    by_place = [form.id for place, form in enumerate(forms, 1) if named == str(place)]
    by_id = [form.id for form in forms if named.upper() == form.id.upper()]
    by_words = [form.id for form in forms if named in form.name or named in form.clause]
    return next(iter([*by_place, *by_id, *by_words]), None)


def _sent(turn: Turn, ticket: Ticket, wanted: str) -> Reply:
    return turn.tell(sending_forms.send(turn.session, turn.offices, turn.person, ticket, wanted, turn.now))


def _printed(turn: Turn, ticket: Ticket, wanted: str) -> Reply:
    """Asked why, as for the contact data itself."""
    obstacle = sending_forms.obstacle_to_print(turn.session, turn.offices, turn.person, ticket, turn.now)
    if obstacle is not None:
        return turn.tell(obstacle)
    return engine.begin(turn, PRINT_FORMS, ticket, start={FORM: wanted})


def _keys(ticket: Ticket, forms: Sequence[Form], *, prints: bool) -> Rows:
    texts = {form.id: one_line(form.name, LONGEST_KEY) for form in forms}
    if len(forms) > 1:
        texts[ALL_OF_THEM] = f"全部（{len(forms)}份，一个文件）"
    rows: Rows = []
    for which, text in texts.items():
        line = [form_key(ticket, text, which)]
        rows.append([*line, form_key(ticket, WITH_CONTACT, f"{FOR_PRINT}{which}")] if prints else line)
    return [*rows, [open_key(ticket)]]
