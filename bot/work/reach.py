"""Whether a person can be reached, as the messenger tells it, and the one sentence for those who are nobody."""

from datetime import datetime
from zlib import crc32

from sqlmodel import Session, select

from bot.reports.markup import escape
from bot.work import notices, passing_on, waiting
from storage import tickets
from storage.tables import OutboxRow, Person

STRANGER = "这里只为已登记的工作人员服务。请向本单位管理员索取邀请链接。"


def fell_silent(session: Session, person: Person, now: datetime) -> None:
    """The person blocked the bot: what they should hear goes to whoever is next, and the desk hears to whom."""
    if person.reachable:
        before = passing_on.heard_by(session, person, now)
        person.reachable = False
        session.add(person)
        session.flush()
        passing_on.tell_of_silence(session, person, before, now)
        tickets.audit(session, now, "person_blocked", office_id=person.office_id, person_id=person.id)


def is_back(session: Session, person: Person, now: datetime) -> None:
    """The person can be reached again and gets what waits for them as one list; the desk hears it too."""
    if person.reachable:
        return
    person.reachable = True
    session.add(person)
    session.flush()
    tickets.audit(session, now, "person_back", office_id=person.office_id, person_id=person.id)
    passing_on.tell_of_return(session, person, passing_on.heard_by(session, person, now), now)
    lines = waiting.lines(session, person, now)
    if lines:
        html = "\n".join(["<b>等您处理的工单</b>", *(escape(line) for line in lines[:30]), "发送工单编号即可打开。"])
        notices.say(session, person, html, (), now)


def turn_away(session: Session, chat_id: int, now: datetime, sentence: str = STRANGER) -> None:
    """One sentence for a stranger, the same at most once an hour: nobody makes the bot talk by talking to it."""
    dedupe_key = f"stranger:{chat_id}:{now:%Y%m%d%H}:{crc32(sentence.encode())}"
    if session.exec(select(OutboxRow.id).where(OutboxRow.dedupe_key == dedupe_key)).first() is not None:
        return
    row = notices.say(session, chat_id, escape(sentence), (), now)
    row.dedupe_key = dedupe_key
    session.add(row)
