"""The one door for everything heard: who speaks, and where, decides which handler listens. One transaction each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.chat.handlers import files, grouping, joining, presses, words
from bot.chat.incoming import (
    Attachment,
    Edited,
    Incoming,
    MemberChanged,
    Migrated,
    Pressed,
    Started,
    Text,
    Unkept,
    Where,
)
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.work import access, groups, notices, posted, reach
from bot.work.access import Person
from bot.work.offices import Offices
from bot.work.press import AnswerPress, FilterPress, PagePress, decode

NEEDS_A_PERSON = "请用个人身份操作，不要匿名或以群的名义。"


def wanted_file(session: Session, heard: Incoming, now: datetime) -> str | None:
    """The id of a file that must be fetched before `handle`: what may be a roster, from who may send one."""
    if not isinstance(heard, Attachment) or heard.where.in_group or not files.is_table(heard):
        return None
    if heard.size > files.LARGEST_ROSTER:
        return None
    person = _person(session, heard.where)
    return heard.file_id if person and access.roles(session, person, now) & files.SEND_ROSTERS else None


def handle(
    session: Session,
    offices: Offices,
    heard: Incoming,
    content: Mapping[str, bytes | Refused],
    now: datetime,
    bot_name: str = "",
) -> Reply:
    """Do what was asked and write every answer to the outbox. `content`: files fetched beforehand, by file id."""
    person = _person(session, heard.where)
    match heard:
        case MemberChanged():
            return joining.member_changed(session, heard, person, now)
        case Migrated():
            return joining.migrated(session, heard)
    binding = heard.where.in_group and person is not None and grouping.asks_to_bind(heard)
    if heard.where.in_group and not binding and not groups.is_known(session, heard.where.chat_id):
        return Reply(leave_chat=heard.where.chat_id)
    if isinstance(heard, Started) and not heard.where.in_group and (heard.payload or person is None):
        return joining.started(session, offices, heard, person, now)
    if person is None or person.office_id not in offices.entries:
        return _nobody(session, heard, now)
    if heard.where.in_group and not binding and groups.office_of(session, heard.where.chat_id) != person.office_id:
        # A guest from another office in this one's group is a stranger there, whatever they are at home.
        return _nobody(session, heard, now)
    _witness(session, heard, now)
    turn = Turn(session, offices, person, heard.where, now, files=content, bot_name=bot_name)
    return _in_group(turn, heard) if heard.where.in_group else _in_private(turn, heard)


def _person(session: Session, where: Where) -> Person | None:
    return access.person_of_chat(session, where.sender_id) if where.sender_id is not None else None


def _nobody(session: Session, heard: Incoming, now: datetime) -> Reply:
    """A stranger gets one sentence and learns nothing; in a group a stranger's words are not for us."""
    if isinstance(heard, Pressed):
        return alert(reach.STRANGER)
    if not heard.where.in_group:
        reach.turn_away(session, heard.where.chat_id, now)
    elif heard.where.sender_id is None and isinstance(heard, Text) and heard.text.startswith("/"):
        notices.say(session, heard.where.chat_id, escape(NEEDS_A_PERSON), [], now, heard.where.message_id)
    return NOTHING


def _witness(session: Session, heard: Incoming, now: datetime) -> None:
    """A press on a message of ours, or a reply to it, proves that it was seen."""
    where = heard.where
    if isinstance(heard, Pressed):
        posted.note_press(session, where.chat_id, where.message_id, now)
    elif where.reply_to is not None:
        posted.note_reply(session, where.chat_id, where.reply_to, now)


def _in_private(turn: Turn, heard: Incoming) -> Reply:
    match heard:
        case Text():
            return words.hear(turn, heard)
        case Edited():
            return words.correction(turn, heard)
        case Attachment():
            return files.hear(turn, heard)
        case Unkept():
            return files.unkept(turn, heard)
        case Pressed():
            return presses.hear(_pressing(turn, heard), heard)
    return joining.greet(turn)


def _in_group(turn: Turn, heard: Incoming) -> Reply:
    """Only commands, and replies to our cards, are meant for us."""
    if isinstance(heard, Pressed):
        return presses.hear(_pressing(turn, heard), heard)
    if isinstance(heard, Text) and heard.forward is not None:
        return NOTHING
    if isinstance(heard, Text) and heard.text.startswith("/"):
        return words.command(turn, heard)
    if isinstance(heard, Started):
        return joining.greet(turn)
    spoken = posted.spoken_of(turn.session, heard.where.chat_id, heard.where.reply_to)
    if spoken is None:
        return NOTHING
    match heard:
        case Text():
            return words.note(turn, spoken.ticket_id, heard.text)
        case Edited():
            return words.correction(turn, heard)
        case Attachment():
            return files.hear_in_group(turn, heard, spoken.ticket_id)
    return NOTHING


def _pressing(turn: Turn, heard: Pressed) -> Turn:
    """A dialogue or a list walks on in the message that was pressed; a card stays what it is."""
    walks_on = isinstance(decode(heard.data), AnswerPress | PagePress | FilterPress) and not heard.where.in_group
    return replace(turn, pressed=True, replaces=heard.where.message_id if walks_on else None)
