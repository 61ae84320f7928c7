"""Units and territories: new, under another name, closed, and the words that tell which matters are theirs."""

import re
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import clean
from bot.rules.workflow import State
from bot.work.administration.rights import administrator, note, own_unit
from bot.work.outcome import Done, Refused
from bot.work.roster import KIND_NAMES, LONGEST_NAME
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Ticket, Unit

MOST_DUTIES, LONGEST_DUTY = 60, 20
_BETWEEN = re.compile(r"[\s,，、;；/]+")
BAD_NAME = Refused(f"名称不能是空的，也不要超过{LONGEST_NAME}个字。")


def open_unit(session: Session, actor_id: int, name: str, kind: str, now: datetime) -> Done | Refused:
    """A new unit, territory or desk; one that was closed under this name is open again."""
    actor = administrator(session, actor_id, now)
    if isinstance(actor, Refused):
        return actor
    name = clean(name)
    if kind not in KIND_NAMES or not _is_name(name):
        return BAD_NAME
    unit = staff.unit_by_name(session, actor.office_id, name)
    if unit is not None and (unit.active or unit.kind != kind):
        return Refused(f"本单位已经有{KIND_NAMES[unit.kind]}叫{name}。")
    unit = unit or Unit(office_id=actor.office_id, name=name, kind=kind)
    unit.active = True
    session.add(unit)
    session.flush()
    note(session, actor, "unit_opened", now)
    return Done(f"已新建{KIND_NAMES[kind]}{name}。接着用 /post 给它安排人员。")


def rename(session: Session, actor_id: int, unit_id: int, name: str, now: datetime) -> Done | Refused:
    """The same unit under another name."""
    found = _both(session, actor_id, unit_id, now)
    if isinstance(found, Refused):
        return found
    actor, unit = found
    name, before = clean(name), unit.name
    if not _is_name(name):
        return BAD_NAME
    other = staff.unit_by_name(session, actor.office_id, name)
    if other is not None and other.id != unit.id:
        return Refused(f"本单位已经有{KIND_NAMES[other.kind]}叫{name}。")
    unit.name = name
    session.add(unit)
    note(session, actor, "unit_renamed", now)
    return Done(f"已把{before}改名为{name}。")


def close(session: Session, actor_id: int, unit_id: int, now: datetime) -> Done | Refused:
    """Nothing new is sent there and its posts end; refused while somebody there still has something open."""
    found = _both(session, actor_id, unit_id, now)
    if isinstance(found, Refused):
        return found
    actor, unit = found
    count = len(_open_in(session, unit))
    if count:
        return Refused(f"{unit.name}还有{count}件工单没有办结，办结或改派后才能撤销。")
    if unit.kind == "desk" and len(staff.active_units(session, unit.office_id, "desk")) == 1:
        return Refused(f"{unit.name}是唯一的受理单位，不能撤销。")
    posts = staff.posts_in_unit(session, id_of(unit))
    for post in posts:
        session.delete(post)
    unit.active = False
    session.add(unit)
    session.flush()
    note(session, actor, "unit_closed", now)
    return Done(f"已撤销{unit.name}" + (f"，其中{len(posts)}个岗位随之取消。" if posts else "。"))


def set_duties(session: Session, actor_id: int, unit_id: int, words: str, now: datetime) -> Done | Refused:
    """The words by which a ticket's matter is known to be this unit's, over those given before."""
    found = _both(session, actor_id, unit_id, now)
    if isinstance(found, Refused):
        return found
    actor, unit = found
    if unit.kind != "unit":
        return Refused("职责关键词只写给处置部门。")
    named = list(dict.fromkeys(filter(None, _BETWEEN.split(clean(words)))))
    if not named or len(named) > MOST_DUTIES or any(len(word) > LONGEST_DUTY for word in named):
        return Refused(
            f"请写1到{MOST_DUTIES}个词，用顿号隔开，每个不超过{LONGEST_DUTY}个字，如“油烟、违法建筑、占道”。"
        )
    unit.duties = "、".join(named)
    session.add(unit)
    note(session, actor, "unit_duties_set", now)
    return Done(f"{unit.name}的职责关键词：{unit.duties}。")


def _is_name(name: str) -> bool:
    return bool(name) and len(name) <= LONGEST_NAME and "\n" not in name


def _open_in(session: Session, unit: Unit) -> list[Ticket]:
    found = tickets.open_tickets(session, unit.office_id, State.CLOSED)
    return [ticket for ticket in found if unit.id in (ticket.unit_id, ticket.territory_id, *ticket.co_unit_ids)]


def _both(session: Session, actor_id: int, unit_id: int, now: datetime) -> tuple[Person, Unit] | Refused:
    actor = administrator(session, actor_id, now)
    if isinstance(actor, Refused):
        return actor
    unit = own_unit(session, actor, unit_id)
    return unit if isinstance(unit, Refused) else (actor, unit)
