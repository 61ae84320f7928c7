"""Coming and going: invitations, greetings, blocking, groups, and those who are nobody here."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.commands import idle, offered_to
from bot.chat.handlers import administration
from bot.chat.incoming import MemberChanged, Migrated, Started
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.reports.render import render
from bot.rules.outcome import Refused
from bot.work import access, groups, notices, people, reach, staff
from bot.work.access import Person
from bot.work.offices import Offices

GROUP_BOUND = "已绑定为本单位工作群。群里不显示来电人信息；办理请在与我的私聊里进行。"


def started(session: Session, offices: Offices, heard: Started, person: Person | None, now: datetime) -> Reply:
    """`/start` from somebody who is nobody yet, or with an invitation."""
    chat_id = heard.where.chat_id
    if not heard.payload:
        reach.turn_away(session, chat_id, now)
        return NOTHING
    outcome = staff.redeem(session, heard.payload, chat_id, now)
    if isinstance(outcome, Refused):
        if person is None:
            reach.turn_away(session, chat_id, now, outcome.told())
        else:
            notices.say(session, person, escape(outcome.told()), [], now)
        return NOTHING
    bound = access.person_of_chat(session, chat_id)
    if bound is not None:
        notices.say(session, bound, escape(outcome.told), [], now)
        turn = Turn(session, offices, bound, heard.where, now)
        if bound.office_id in offices.entries and administration.is_administrator(turn):
            return administration.show_setup(turn)
    return NOTHING


def greet(turn: Turn) -> Reply:
    """By name and post, with what one can do; a person who had blocked the bot is back."""
    reach.is_back(turn.session, turn.person, turn.now)
    turn.say(_introduction(turn, f"{turn.person.name}，您好！"))
    return NOTHING


def help_with(turn: Turn) -> Reply:
    turn.say(_introduction(turn, "可以这样用我。"))
    return NOTHING


def _introduction(turn: Turn, opening: str) -> str:
    roles = access.roles(turn.session, turn.person, turn.now)
    unknown = idle(turn.offices.present_law(turn.person.office_id).rulebook)
    offered = offered_to(roles, unknown)
    values = {
        "opening": opening,
        "posts": people.posts_in_words(turn.session, turn.offices, turn.person),
        "commands": [{"name": name, "description": description} for name, description in offered],
        "desk": "desk" in roles,
        "field": bool(roles & {"handler", "informant"}),
    }
    return render("cards/help.html.j2", values)


def member_changed(session: Session, heard: MemberChanged, person: Person | None, now: datetime) -> Reply:
    chat_id = heard.where.chat_id
    if heard.change == "removed":
        groups.lost(session, chat_id)
    elif heard.change == "added":
        return _added(session, heard, person, now)
    elif person is not None and heard.change == "blocked":
        reach.fell_silent(session, person, now)
    elif person is not None and heard.change == "unblocked":
        reach.is_back(session, person, now)
    return NOTHING


def _added(session: Session, heard: MemberChanged, person: Person | None, now: datetime) -> Reply:
    """A group is kept only where somebody who may do so brought the bot in."""
    chat_id = heard.where.chat_id
    if groups.is_known(session, chat_id):
        return NOTHING
    if person is None or not groups.bind(session, person, chat_id, heard.title, now):
        return Reply(leave_chat=chat_id)
    notices.say(session, chat_id, escape(GROUP_BOUND), [], now)
    return NOTHING


def migrated(session: Session, heard: Migrated) -> Reply:
    groups.moved(session, heard.where.chat_id, heard.new_chat_id)
    return NOTHING
