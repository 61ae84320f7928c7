"""The desk sends a ticket to a unit and a territory; the unit accepts it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import one_line
from bot.rules.offered import informant_calls
from bot.rules.workflow import Act
from bot.work import reaching
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle, spoken, terms
from bot.work.circumstances import circumstances_of
from bot.work.co_handling import units_beside
from bot.work.contact import BY_DESK, tries_of
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.taken_away import tell_who_had_it
from storage import staff
from storage.rows import id_of
from storage.tables import Ticket, Unit

LONGEST_REASON = 100


@done_as(Act.DISPATCH)
def dispatch(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    unit_id: int,
    territory_id: int | None,
    co_unit_ids: Sequence[int] = (),
    principle: str = "",
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """Send the ticket to a unit that leads, or to another one; limits keep the first dispatch (G-7).

    `co_unit_ids`: the units that handle it besides.
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    ticket = scene.ticket
    unit, territory = _unit(session, ticket, unit_id, "unit"), _unit(session, ticket, territory_id, "territory")
    same = (ticket.unit_id, ticket.territory_id) == (unit_id, territory_id)
    if same and (answer := repeated(session, scene, scene.last("dispatched"), Act.DISPATCH, "派单", now)):
        return answer
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.DISPATCH, circumstances)
    if isinstance(state, Refused):
        return state
    if unit is None or not unit.active:
        return Refused("请选择本单位的一个处置部门。")
    if territory is None and territory_id is not None:
        return Refused("请选择本单位的一个片区。")
    helping = units_beside(session, ticket, unit_id, co_unit_ids)
    if isinstance(helping, Refused):
        return helping
    helping_ids = [id_of(one) for one in helping]
    places = {"unit_id": unit_id, "territory_id": territory_id, "co_unit_ids": helping_ids}
    data = {**places, "principle": principle}
    beside = f"，{'、'.join(one.name for one in helping)}协办" if helping else ""
    by_principle = f"（{principle}）" if principle else ""
    told = f"已派单给{unit.name}{by_principle}{beside}" + (f"，属地{territory.name}" if territory else "") + "。"
    looks = list(_who_looks(session, scene, unit, territory, now, helped=bool(helping)))
    tell_who_had_it(session, scene, unit, "已改派", now, helping=helping_ids)
    happened = [Happened("dispatched", note, data)]
    changes = {**places, "handler_id": None}
    return settle(session, offices, scene, told, happened, now, state=state, changes=changes, looks=looks)


def _who_looks(
    session: Session, scene: Scene, unit: Unit, territory: Unit | None, now: datetime, *, helped: bool
) -> Iterator[Look]:
    """Each with what is asked of them, and when the desk called in vain."""
    comes, in_vain = _how_it_comes(session, scene), _called_in_vain(scene, now)
    yield Look("unit", f"{comes}，请{unit.name}接单{in_vain}")
    if helped:
        yield Look("co_unit", f"新派工单，由{unit.name}牵头，请协办")
    if territory:
        asked = "，已先行联系过，请知悉" if scene.facts.at("first_contact") else asked_of_informant(scene.law)
        yield Look("informant", f"{territory.name}{comes}{asked}{in_vain}")


def asked_of_informant(law: Law) -> str:
    """What an informant is asked for when a unit gets the ticket."""
    return "，接单后请先行联系来电人" if informant_calls(law.rulebook) else "，请知悉"


def _called_in_vain(scene: Scene, now: datetime) -> str:
    """When the desk tried to reach the citizen, where it did not (NM-R6.1: 写明具体联系时间后派单)."""
    contact, tries = scene.latest("desk_contact"), tries_of(scene, BY_DESK)
    if not tries or (contact is not None and contact.data.get("result") != "未联"):
        return ""
    return f"；{terms(scene.law).name('desk')}{'、'.join(spoken(at, now) for at in tries)}拨打来电人未接通"


def _how_it_comes(session: Session, scene: Scene) -> str:
    """Whether the ticket is new to the office, was taken from a unit, or was given back by one, and why (二次派单)."""
    if scene.ticket.unit_id is not None:
        taken = staff.unit(session, scene.ticket.unit_id)
        return f"改派工单（原在{taken.name if taken else '别的部门'}），时限不重新计算"
    returned = scene.latest("return_granted")
    before = staff.unit(session, returned.data["unit_id"]) if returned and returned.data.get("unit_id") else None
    if returned is None or before is None:
        return "新派工单"
    reason = (returned.text.partition("理由：")[2] or returned.text).partition("\n")[0].rstrip("。")
    return f"二次派单，时限不重新计算（{before.name}已退单：{one_line(reason, LONGEST_REASON)}）"


@done_as(Act.ACCEPT)
def accept(session: Session, offices: Offices, actor_id: int, ticket_id: int, *, now: datetime) -> Done | Refused:
    """The unit takes the ticket on; whoever accepts is its handler from now on."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.ACCEPT, circumstances)
    if isinstance(state, Refused):
        return _accepted_already(session, scene, now) or state
    happened = [Happened("accepted", data={"unit_id": scene.ticket.unit_id})]
    changes = {"handler_id": scene.person.id}
    done = settle(session, offices, scene, "已接单。", happened, now, state=state, changes=changes)
    reaching.watch(session, offices, scene.ticket, now)
    return done


def _accepted_already(session: Session, scene: Scene, now: datetime) -> Done | Refused | None:
    accepted = (event for event in scene.events if event.kind == "accepted")
    by_this_unit = next((event for event in accepted if event.data["unit_id"] == scene.ticket.unit_id), None)
    if by_this_unit is not None and by_this_unit.data.get("deemed") and "unit" in scene.parties:
        return Refused("退单时限已过，本工单已视作接收，请直接办理。")
    return repeated(session, scene, by_this_unit, Act.ACCEPT, "接单", now)


def _unit(session: Session, ticket: Ticket, unit_id: int | None, kind: str) -> Unit | None:
    unit = staff.unit(session, unit_id) if unit_id is not None else None
    return unit if unit and unit.active and unit.office_id == ticket.office_id and unit.kind == kind else None


def choices(session: Session, office_id: str) -> tuple[list[Unit], list[Unit]]:
    """The units and the territories that a ticket of this office can go to."""
    return staff.active_units(session, office_id, "unit"), staff.active_units(session, office_id, "territory")
