"""The first administrator of an office: made from the command line, since nobody could do it in the chat."""

from datetime import datetime

from sqlmodel import Session

from bot.work.administration.people import BAD_NAME, is_name
from bot.work.administration.rights import ADMINISTRATOR
from bot.work.outcome import Refused
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Post


def first_administrator(session: Session, office_id: str, name: str, now: datetime) -> Person | Refused:
    """The person of this name, made one and made administrator where the office has none who can come in."""
    bound = next((one for one in staff.holders(session, office_id, ADMINISTRATOR) if one.chat_id is not None), None)
    if bound is not None:
        return Refused(f"本单位已经有管理员{bound.name}，请在聊天里用 /post 姓名 管理员 再加。")
    if not is_name(name):
        return BAD_NAME
    person = staff.person_by_name(session, office_id, name) or Person(office_id=office_id, name=name)
    person.active = True
    session.add(person)
    session.flush()
    if all(post.role != ADMINISTRATOR for post in staff.posts(session, id_of(person))):
        session.add(Post(office_id=office_id, person_id=id_of(person), role=ADMINISTRATOR))
        tickets.audit(session, now, "first_administrator", office_id=office_id, person_id=person.id, detail="command")
    session.flush()
    return person
