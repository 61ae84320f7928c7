"""「表单」 and `/forms 编号`: the Word forms that a ticket has now; a press sends one, or all of them as one file."""

from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape, fill
from bot.rules.outcome import Refused
from bot.work import sending_forms
from bot.work.access import Ticket
from bot.work.card_keys import form_key, open_key
from bot.work.outcome import Done

ALL_OF_THEM = "all"
IN_PRIVATE = "表单只在与我的私聊里发，请在私聊点「表单」。"


def show(turn: Turn, ticket: Ticket) -> Reply:
    """The forms that this person may have; a single one is sent at once."""
    if turn.where.in_group:
        return alert(IN_PRIVATE) if turn.pressed else _said(turn, IN_PRIVATE)
    forms = sending_forms.offered(turn.session, turn.offices, turn.person, ticket, turn.now)
    if not forms:
        return turn.tell(sending_forms.NO_FORMS)
    keys = [[form_key(ticket, form.name, form.id)] for form in forms]
    if len(forms) > 1:
        keys.append([form_key(ticket, f"全部（{len(forms)}份，一个文件）", ALL_OF_THEM)])
    lines = [fill("<code>{number}</code> 可以生成的表单：", number=ticket.number)]
    lines += [fill("· {name}（{clause}）", name=form.name, clause=form.clause) for form in forms]
    turn.say("\n".join(lines), [*keys, [open_key(ticket)]], ticket.id)
    return NOTHING


def send(turn: Turn, ticket: Ticket, which: str) -> Reply:
    """Send the form that was pressed."""
    if turn.where.in_group:
        return alert(IN_PRIVATE)
    wanted = sending_forms.EVERY if which == ALL_OF_THEM else which
    answer: Done | Refused = sending_forms.send(turn.session, turn.offices, turn.person, ticket, wanted, turn.now)
    return turn.tell(answer)


def _said(turn: Turn, words: str) -> Reply:
    turn.say_here(escape(words))
    return NOTHING
