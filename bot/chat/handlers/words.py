"""Words: a command, an answer, a note on a card, a pasted ticket, a search, or a message without a home."""

from bot.chat.commands import BY_NAME
from bot.chat.dialogues import engine, pressing
from bot.chat.dialogues.unfiled import UNFILED
from bot.chat.handlers import (
    acts,
    bulletins,
    charts,
    families,
    figures,
    forwards,
    joining,
    lists,
    matters,
    rules,
    taking_in,
)
from bot.chat.handlers.which import ask_which, may_be_told_of
from bot.chat.incoming import Edited, Text
from bot.chat.reading import numbers_in, only_number, tells_beside_numbers
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.rules.outcome import Refused
from bot.work import handling, posted
from bot.work.access import Ticket
from bot.work.drafts import Draft
from bot.work.intake import NOT_A_TICKET
from bot.work.outcome import Done
from bot.work.posted import Spoken

# What somebody looks for is short; what somebody tells is a sentence.
LONGEST_SEARCH = 12
# A desk clerk who sends so much text at once has pasted something.
PASTED_FROM = 120
UNKNOWN_COMMAND = "没有这个命令，发 /help 看看可以做什么。"


def hear(turn: Turn, heard: Text) -> Reply:
    """Whatever is said in private."""
    if heard.forward is not None:
        return forwards.hear(turn, heard, heard.forward)
    if heard.text.startswith("/"):
        return command(turn, heard)
    spoken = posted.spoken_of(turn.session, heard.where.chat_id, heard.where.reply_to)
    floor = engine.with_floor(turn)
    if spoken is not None and not _answers(floor, spoken):
        return note(turn, spoken.ticket_id, heard.text)
    if _may_be_of_bulletin(floor) and (reply := bulletins.hear(turn, heard.text)) is not None:
        return reply
    if turn.is_desk() and (pasted := taking_in.paste(turn, heard.text, floor)) is not None:
        return pasted
    looks_up = spoken is None and not bulletins.asks_for_numbers(floor)
    number = only_number(heard.text) if looks_up else ""
    if number and lists.search(turn, number):
        return NOTHING
    if floor is not None and (reply := pressing.said(turn, floor, heard.text)) is not None:
        return reply
    if floor is not None and (reply := engine.hear_words(turn, floor, heard.text)) is not None:
        return reply
    if floor is None and (reply := pressing.said_of_kept(turn, heard.text)) is not None:
        return reply
    return _without_address(turn, heard.text, floor)


def command(turn: Turn, heard: Text) -> Reply:
    """`/name@bot words`, also in a group."""
    word, _, words = heard.text[1:].partition(" ")
    name = word.partition("@")[0].partition("\n")[0].lower()
    words = words or heard.text.partition("\n")[2]
    wanted = BY_NAME.get(name)
    if wanted is None and turn.where.in_group and "@" not in word:
        # Talk that begins with a stroke, or another bot's command.
        return NOTHING
    if wanted is None:
        turn.say_here(escape(UNKNOWN_COMMAND))
        return NOTHING
    if wanted.acts or name in acts.VIEWS or name in matters.SPOKEN:
        return acts.command(turn, wanted, words, _replied_to(turn, heard))
    if (reply := families.command(turn, name, words)) is not None:
        return reply
    match name:
        case "my" | "due":
            return lists.show(turn, name)
        case "ticket":
            return _find(turn, words)
        case "rules":
            return rules.show(turn, words)
        case "cancel":
            return _cancel(turn)
    return joining.help_with(turn)


def note(turn: Turn, ticket_id: int, text: str) -> Reply:
    """A reply to a card or a reminder is a note."""
    kept = handling.note(
        turn.session,
        turn.offices,
        turn.person_id,
        ticket_id,
        text=text,
        provenance=turn.provenance(),
        now=turn.now,
    )
    return turn.tell(kept, turn.ticket(ticket_id))


def correction(turn: Turn, heard: Edited) -> Reply:
    """A message was changed after something was kept out of it: the new words count, the old ones stay in the story."""
    spoken = posted.spoken_of(turn.session, heard.where.chat_id, heard.where.reply_to)
    ticket_id = spoken.ticket_id if spoken else _filed_under(turn, heard.where.message_id)
    if ticket_id is None or heard.text.startswith("/"):
        outcome: Done | Refused = handling.NOT_KEPT
    else:
        outcome = handling.correct_note(
            turn.session,
            turn.offices,
            turn.person_id,
            ticket_id,
            text=heard.text,
            message=turn.provenance().message,
            now=turn.now,
        )
    if outcome == handling.NOT_KEPT and turn.where.in_group:
        return NOTHING
    if isinstance(outcome, Done) and not outcome.told:
        return NOTHING
    return turn.tell(outcome, turn.ticket(ticket_id))


def _may_be_of_bulletin(floor: Draft | None) -> bool:
    return floor is None or floor.kind in bulletins.DIALOGUES


def _answers(floor: Draft | None, spoken: Spoken) -> bool:
    """A reply to a question is its answer; a reply to a card is a note, whatever dialogue is open."""
    return floor is not None and spoken.kind == "say" and spoken.ticket_id == floor.ticket_id


def _without_address(turn: Turn, text: str, floor: Draft | None) -> Reply:
    if (reply := charts.spoken(turn, text)) is not None:
        return reply
    said = text.strip()
    if said in engine.CANCEL_WORDS:
        return _cancel(turn)
    if named := lists.named(turn, numbers_in(said)):
        # What is told about them is not to be lost: whose it is is asked, the tickets named first.
        if tells_beside_numbers(said) and may_be_told_of(turn, named):
            return ask_which(turn, said, turn.provenance())
        lists.show_these(turn, named)
        return NOTHING
    if len(said) <= LONGEST_SEARCH and "\n" not in said and lists.search(turn, said):
        return NOTHING
    if turn.is_desk() and len(said) >= PASTED_FROM:
        turn.say(escape(NOT_A_TICKET.told()))
        return NOTHING
    if (answered := figures.spoken(turn, said)) is not None:
        return answered
    return ask_which(turn, said, turn.provenance())


def _find(turn: Turn, words: str) -> Reply:
    if not words.strip():
        turn.say_here(escape("请写编号或几个字，如：/ticket 面馆"))
    elif not lists.search(turn, words):
        # In a group nothing is repeated: what is looked for may be a citizen's name.
        about = "" if turn.where.in_group else f"和“{one_line(words, 20)}”"
        turn.say_here(escape(f"没有找到{about}有关的工单。"))
    return NOTHING


def _cancel(turn: Turn) -> Reply:
    draft = engine.with_floor(turn)
    if draft is not None:
        return engine.leave(turn, draft)
    turn.say(escape("没有正在填写的内容。存着的草稿从卡片打开后可以取消。"))
    return NOTHING


def _replied_to(turn: Turn, heard: Text) -> Ticket | None:
    spoken = posted.spoken_of(turn.session, heard.where.chat_id, heard.where.reply_to)
    return turn.ticket(spoken.ticket_id) if spoken is not None else None


def _filed_under(turn: Turn, message_id: int) -> int | None:
    """The ticket for which a message without an address was claimed in the end."""
    return posted.claimed(turn.session, turn.person, UNFILED.kind, message_id)
