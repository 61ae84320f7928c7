"""Several units at one ticket: the desk brings them in, each tells its part, the lead answers for the whole."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.rules.offered import together
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter_to, settle, terms
from bot.work.asking import unfit
from bot.work.circumstances import enter_under_circumstances
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parties import party_of
from bot.work.receivers import helper_of
from bot.work.taken_away import tell_it_is_over
from storage import staff
from storage.rows import id_of
from storage.tables import Ticket, Unit


@done_as(Act.JOIN)
def join(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    unit_ids: Sequence[int] = (),
    reason: str,
    now: datetime,
) -> Done | Refused:
    """Bring further units in, or note that the platform above was asked for others (PT-1.4 共同处置)."""
    scene = enter_under_circumstances(session, offices, actor_id, ticket_id, Act.JOIN, now)
    if isinstance(scene, Refused):
        return scene
    if refused := unfit(reason, "共同处置的理由"):
        return refused
    units = units_beside(session, scene.ticket, scene.ticket.unit_id, unit_ids)
    if isinstance(units, Refused):
        return units
    units = [unit for unit in units if unit.id not in scene.ticket.co_unit_ids]
    rule = together(scene.law.rulebook)
    if not units and rule is None:
        return Refused("请选择至少一个协办部门。")
    changes = {"co_unit_ids": [*scene.ticket.co_unit_ids, *(unit.id for unit in units)]}
    names = "、".join(unit.name for unit in units)
    told = f"已安排{names}协办。" if names else f"已登记{rule.name if rule else '共同处置'}。"
    happened = [Happened("joined", reason.strip(), {"unit_ids": [unit.id for unit in units]})]
    looks = [_asks(session, scene, unit, reason.strip(), now) for unit in units]
    looks += [Look("unit", f"{told}由本单位牵头")] if units else []
    return settle(session, offices, scene, told, happened, now, changes=changes, looks=looks)


@done_as(Act.JOIN)
def release(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    unit_ids: Sequence[int],
    reason: str,
    now: datetime,
) -> Done | Refused:
    """Units need not help any longer; what they wrote stays, and the lead goes on as before."""
    scene = enter_under_circumstances(session, offices, actor_id, ticket_id, Act.JOIN, now)
    if isinstance(scene, Refused):
        return scene
    if refused := unfit(reason, "不再协办的理由"):
        return refused
    ticket = scene.ticket
    leaving = [
        unit for one in dict.fromkeys(unit_ids) if one in ticket.co_unit_ids and (unit := staff.unit(session, one))
    ]
    if not leaving:
        return Refused("选中的部门没有在协办这张工单。")
    names, ids = "、".join(unit.name for unit in leaving), [id_of(unit) for unit in leaving]
    for unit in leaving:
        if helper := helper_of(session, ticket, id_of(unit), now):
            tell_it_is_over(session, ticket, helper, f"{unit.name}不用再协办", now)
    changes = {"co_unit_ids": [one for one in ticket.co_unit_ids if one not in ids]}
    happened = [Happened("released", reason.strip(), {"unit_ids": ids})]
    looks = [Look("unit", f"{names}不再协办")]
    return settle(session, offices, scene, f"{names}不再协办。", happened, now, changes=changes, looks=looks)


@done_as(Act.CO_HANDLE)
def decline(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, reason: str, now: datetime
) -> Done | Refused:
    """A helping unit says why it should not help. It goes on helping until the desk has decided (see `release`)."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.CO_HANDLE, now)
    if isinstance(scene, Refused):
        return scene
    if refused := unfit(reason, "不该协办的理由"):
        return refused
    unit, words = _unit_of(session, scene, now), reason.strip()
    name = terms(scene.law).name("desk")
    told = f"已报{name}，由{name}决定；决定以前仍是协办部门。"
    last = scene.last("co_declined")
    if last and (last.person_id, last.text) == (scene.person.id, words):
        return Done(told, ticket_id)
    data = {"unit_ids": [unit.id if unit else None]}
    looks = [Look("desk", f"{unit.name if unit else '协办部门'}认为不该协办：{words}（同意的，点「共同处置」改）")]
    return settle(session, offices, scene, told, [Happened("co_declined", words, data)], now, looks=looks)


@done_as(Act.CO_HANDLE)
def co_handle(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, text: str, now: datetime
) -> Done | Refused:
    """A co-handling unit tells what it did; the lead unit's report holds it."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.CO_HANDLE, now)
    if isinstance(scene, Refused):
        return scene
    if refused := unfit(text, "协办情况"):
        return refused
    unit = _unit_of(session, scene, now)
    words = text.strip()
    last = scene.last("co_handled")
    told = "已登记协办情况，已告知牵头部门。"
    if last and (last.person_id, last.text) == (scene.person.id, words):
        return Done(told, ticket_id)
    data = {"unit_id": unit.id if unit else None}
    looks = [Look("unit", f"{unit.name if unit else '协办部门'}已反馈协办情况")]
    return settle(session, offices, scene, told, [Happened("co_handled", words, data)], now, looks=looks)


def units_beside(
    session: Session, ticket: Ticket, lead_id: int | None, unit_ids: Sequence[int]
) -> list[Unit] | Refused:
    """The units that handle the ticket beside the one that leads."""
    found = []
    for unit_id in dict.fromkeys(unit_ids):
        unit = staff.unit(session, unit_id)
        if unit is None or unit.office_id != ticket.office_id or unit.kind != "unit" or not unit.active:
            return Refused("协办部门请选择本单位的处置部门。")
        if unit_id != lead_id:
            found.append(unit)
    return found


def _asks(session: Session, scene: Scene, unit: Unit, reason: str, now: datetime) -> Look:
    """Only units that are new are asked; where nobody of one can be reached, the desk calls."""
    helper = helper_of(session, scene.ticket, id_of(unit), now)
    return (
        Look(helper, f"请协办：{reason}") if helper else Look("desk", f"{unit.name}无人可收，请电话告知协办：{reason}")
    )


def _unit_of(session: Session, scene: Scene, now: datetime) -> Unit | None:
    """For which of the co-handling units the actor speaks, of their own or in the place of somebody else."""
    posts = staff.posts_held(session, id_of(scene.person), now)
    held = (post.unit_id for post in posts if party_of(post, scene.ticket) == "co_unit")
    mine = next(held, None)
    return staff.unit(session, mine) if mine is not None else None
