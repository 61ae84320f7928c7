"""A person comes in, is invited, gets another name, is freed of an account, or leaves."""

import re
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import escape, fill
from bot.work import drafts, leaving, notices, staff
from bot.work.administration.rights import (
    LAST_ADMINISTRATOR,
    administrator,
    both,
    is_last_administrator,
    note,
)
from bot.work.keys import Rows, copy_key
from bot.work.notices import NEW_LANE
from bot.work.outcome import Done, Refused
from bot.work.roster import LONGEST_NAME
from storage import staff as stored
from storage.rows import id_of
from storage.tables import Person

_NAME = re.compile(r"[^\W\d_]+(?:[ ·•.\-][^\W\d_]+)*")
BAD_NAME = Refused(f"姓名请只写文字，不超过{LONGEST_NAME}个字。")


def add(session: Session, actor_id: int, name: str, now: datetime) -> Done | Refused:
    """Somebody new, without a post yet; whoever had left and comes back is the same person again."""
    actor = administrator(session, actor_id, now)
    if isinstance(actor, Refused):
        return actor
    name = name.strip()
    if not is_name(name):
        return BAD_NAME
    person = stored.person_by_name(session, actor.office_id, name)
    if person is not None and person.active:
        return Refused(f"本单位已经有{name}了。同名的人请在姓名里加一个字区分。")
    person = person or Person(office_id=actor.office_id, name=name)
    person.active, person.reachable = True, True
    session.add(person)
    session.flush()
    note(session, actor, "person_added", now, person)
    return Done(f"已添加{name}。")


def rename(session: Session, actor_id: int, person_id: int, name: str, now: datetime) -> Done | Refused:
    """The same person under another name."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    name, before = name.strip(), person.name
    if not is_name(name):
        return BAD_NAME
    other = stored.person_by_name(session, actor.office_id, name)
    if other is not None and other.id != person.id:
        return Refused(f"本单位的名册里已经有{name}。")
    person.name = name
    session.add(person)
    note(session, actor, "person_renamed", now, person)
    return Done(f"已把{before}改名为{name}。")


def is_name(name: str) -> bool:
    """Whether this can be the name of a person: letters, no digits that could be somebody's phone."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def invite(session: Session, actor_id: int, person_id: int, bot_name: str, now: datetime) -> Done | Refused:
    """A one-time link for this person, sent to the administrator to pass on; useless ten minutes later."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    if person.chat_id is not None:
        return Refused(f"{person.name}已经绑定了账号。换手机不用重新邀请；换账号请先 /release {person.name}。")
    secret = staff.invite(session, person, now)
    how, keys = _how_to_come_in(secret, bot_name)
    html = fill("请把下面这条单独转给<b>{name}</b>本人，10分钟内有效，只能用一次：\n{how}", name=person.name, how=how)
    row = notices.say(session, actor, html, keys, now)
    row.useless_after = now + staff.VALID_FOR
    session.add(row)
    note(session, actor, "person_invited", now, person)
    return Done("")


def _how_to_come_in(secret: str, bot_name: str) -> tuple[str, Rows]:
    if not bot_name:
        return f"给机器人发送 /start {secret}", [[copy_key("复制", f"/start {secret}")]]
    link = f"https://t.me/{bot_name}?start={secret}"
    return link, [[copy_key("复制链接", link)]]


def release(session: Session, actor_id: int, person_id: int, now: datetime) -> Done | Refused:
    """Free a person of an account: a lost phone, another number. The posts stay."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    if person.chat_id is None:
        return Refused(f"{person.name}没有绑定账号。")
    if is_last_administrator(session, person):
        return LAST_ADMINISTRATOR
    staff.unbind(session, person, now)
    note(session, actor, "person_released", now, person)
    return Done(f"已解除{person.name}的账号，原来的聊天不能再办事。岗位还在，可以用 /invite {person.name} 重新邀请。")


def revoke(session: Session, actor_id: int, person_id: int, now: datetime) -> Done | Refused:
    """A person leaves: the chat stops working at once, and what was in hand goes to whoever is next."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    if is_last_administrator(session, person):
        return LAST_ADMINISTRATOR
    theirs = leaving.in_hand(session, person, now)
    drafts.cancel_all(session, person, now)
    _end_deputising(session, person, now)
    staff.revoke(session, person, now)
    for post in stored.posts(session, id_of(person)):
        session.delete(post)
    session.flush()
    note(session, actor, "person_left", now, person)
    passed = leaving.in_words(leaving.pass_on(session, person, theirs, f"{person.name}已离岗，由您接着办", now))
    return Done(
        f"已停用{person.name}，聊天立即失效。" + (f"手上的工单转给：{passed}。" if passed else "手上没有工单。")
    )


def _end_deputising(session: Session, person: Person, now: datetime) -> None:
    """Nobody is stood in for by somebody who has gone: those people hear for themselves again, and are told so."""
    for deputy in stored.deputising(session, id_of(person), now):
        deputy.ends_at = max(now, deputy.starts_at)
        session.add(deputy)
        absent = stored.person(session, deputy.person_id)
        if absent is not None and deputy.deputy_id == person.id:
            words = f"代您顶岗的{person.name}已离岗，代班到此为止。请用 /away 另选一人。"
            notices.say(session, absent, escape(words), [], now, lane=NEW_LANE)
