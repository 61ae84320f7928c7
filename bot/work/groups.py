"""Group chats: which are known, who may bring the bot into one, and what becomes of one that moves or throws it out."""

from datetime import datetime

from sqlmodel import Session

from bot.work import access
from bot.work.outcome import Done, Refused
from storage import chats, staff, tickets
from storage.tables import Group, Person

MAY_BIND = frozenset({"administrator", "desk"})
NOT_ALLOWED = Refused("群由本单位的管理员或受理人员绑定。")
OF_ANOTHER = Refused("这个群不是本单位的，不能绑定。")


def is_known(session: Session, chat_id: int) -> bool:
    """Whether the group belongs to an office."""
    group = session.get(Group, chat_id)
    return group is not None and group.active


def office_of(session: Session, chat_id: int) -> str | None:
    """The office whose group this is."""
    group = session.get(Group, chat_id)
    return group.office_id if group is not None and group.active else None


def bind(session: Session, person: Person, chat_id: int, title: str, now: datetime) -> bool:
    """Make the group one of the person's office; False where they may not do that."""
    if not access.roles(session, person, now) & MAY_BIND:
        return False
    group = session.get(Group, chat_id) or Group(chat_id=chat_id, office_id=person.office_id)
    if group.office_id != person.office_id:
        return False
    group.title, group.active = title[:120], True
    session.add(group)
    tickets.audit(session, now, "group_bound", office_id=person.office_id, person_id=person.id)
    return True


def bind_here(session: Session, person: Person, chat_id: int, unit_name: str, now: datetime) -> Done | Refused:
    """Asked for in the group itself: the office's group, or that of the unit named, for its masked cards."""
    if not access.roles(session, person, now) & MAY_BIND:
        return NOT_ALLOWED
    if office_of(session, chat_id) not in (None, person.office_id):
        return OF_ANOTHER
    unit = staff.unit_by_name(session, person.office_id, unit_name) if unit_name else None
    if unit_name and (unit is None or not unit.active or unit.kind == "desk"):
        return Refused("本单位没有这个部门或片区，请核对名称，如：/bind 城建办")
    group = session.get(Group, chat_id) or Group(chat_id=chat_id, office_id=person.office_id)
    group.office_id, group.unit_id, group.active = person.office_id, unit.id if unit else None, True
    for other in chats.groups(session, person.office_id):
        if unit is not None and other.unit_id == unit.id and other.chat_id != chat_id:
            # A unit has one group: the one named last.
            other.active = False
            session.add(other)
    session.add(group)
    tickets.audit(session, now, "group_bound", office_id=person.office_id, person_id=person.id)
    if unit is None:
        return Done("已绑定为本单位工作群。群里不显示来电人信息；办理请在与我的私聊里进行。")
    return Done(f"已绑定为{unit.name}的群：派给{unit.name}的工单在这里显示一张脱敏卡片，点按钮到私聊里办理。")


def unbind(session: Session, person: Person, chat_id: int, now: datetime) -> Done | Refused:
    """The group is nobody's any more, and the bot leaves it."""
    if not access.roles(session, person, now) & MAY_BIND:
        return NOT_ALLOWED
    if office_of(session, chat_id) != person.office_id:
        return OF_ANOTHER
    lost(session, chat_id)
    tickets.audit(session, now, "group_unbound", office_id=person.office_id, person_id=person.id)
    return Done("已解除这个群的绑定，我退出群聊。再要用时把我拉进群即可。")


def lost(session: Session, chat_id: int) -> None:
    """The bot was removed from the group."""
    group = session.get(Group, chat_id)
    if group is not None:
        group.active = False
        session.add(group)


def every_chat(session: Session) -> list[int]:
    """The chats of all groups in use."""
    return [group.chat_id for group in chats.every_group(session)]


def moved(session: Session, old: int, new: int) -> None:
    """The group has another id now."""
    chats.rekey_chat(session, old, new)
