"""Being away: from when until when, who stands in, and being back. One step only: nobody stands in for a deputy."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.reports import moments
from bot.reports.markup import escape
from bot.rules import absence
from bot.rules.absence import Absence
from bot.work import notices, waiting
from bot.work.administration.rights import ADMINISTRATOR, NO_SUCH_PERSON, colleague
from bot.work.card_keys import open_keys
from bot.work.notices import NEW_LANE
from bot.work.outcome import Done, Refused
from bot.work.parties import roles
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Deputy, Person

MOST_LINES = 20
NOT_FOR_OTHERS = Refused("替别人登记外出的只能是管理员；部门负责人可以替本部门的经办人登记。")
NOT_AWAY = "没有登记外出，不用结束。"
UNTOLD = "（还没有绑定账号，收不到消息，请先邀请）"
LADDER_OF_ROLES = {"handler": ("handler", "unit_head"), "unit_head": ("handler",), "informant": ("informant",)}
"""Who of the same place is offered first; everybody else of the office comes after them."""


def go_away(
    session: Session,
    actor_id: int,
    person_id: int,
    *,
    deputy_id: int,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Done | Refused:
    """Enter an absence, the own or somebody else's (see `may_arrange_for`); overlapping ones are replaced."""
    found = _concerned(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    deputy = colleague(session, actor, deputy_id)
    if isinstance(deputy, Refused):
        return deputy
    wanted = Absence(id_of(person), id_of(deputy), max(starts_at, now), ends_at)
    own, theirs = _absences(session, person, now), _absences(session, deputy, now)
    refused = absence.obstacle(wanted, (*own, *theirs), now)
    if refused is not None:
        return refused
    _end(session, person, now, within=wanted)
    row = Deputy(
        office_id=person.office_id,
        person_id=wanted.person_id,
        deputy_id=wanted.deputy_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
    )
    session.add(row)
    session.flush()
    tickets.audit(
        session, now, "absence_entered", office_id=person.office_id, person_id=person.id, detail=f"by person {actor.id}"
    )
    when = f"自{moments.moment(wanted.starts_at, now)}至{moments.moment(wanted.ends_at, now)}"
    _tell_deputy(session, deputy, person, when, now, begun=wanted.starts_at <= now)
    if person.id != actor.id:
        _say(session, person, f"已为您登记外出：{when}，由{deputy.name}代。提前回来请发 /back。", now)
    mine = _stood_in_for(session, person, wanted, now)
    return Done(f"已登记：{person.name}{when}由{deputy.name}代{UNTOLD if deputy.chat_id is None else ''}。{mine}")


def come_back(session: Session, actor_id: int, person_id: int, now: datetime) -> Done | Refused:
    """End the absence that is on; where none is, take back those that were to come."""
    found = _concerned(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    ended = _end(session, person, now)
    if not ended:
        return Refused(f"{person.name}{NOT_AWAY}")
    audited = f"by person {actor.id}"
    tickets.audit(session, now, "absence_ended", office_id=person.office_id, person_id=person.id, detail=audited)
    for deputy_id in dict.fromkeys(row.deputy_id for row in ended):
        deputy = staff.person(session, deputy_id)
        if deputy is not None and deputy.id != actor.id:
            _say(session, deputy, f"{person.name}回来了，您的代班到此为止。", now)
    _send_what_waits(session, person, f"{person.name}，欢迎回来。等您处理的工单：", now)
    return Done(f"{person.name}的外出已结束，消息重新发给本人。")


def candidates(session: Session, person: Person) -> list[Person]:
    """Who may stand in, those nearest to the person's work first."""
    everybody = [one for one in staff.people(session, person.office_id) if one.active and one.id != person.id]
    near = _near(session, person)
    return sorted(everybody, key=lambda one: (near.index(id_of(one)) if one.id in near else len(near), id_of(one)))


def suggested(session: Session, person: Person) -> Person | None:
    """The other handler of the same unit; nobody for who is no handler."""
    for post in staff.posts(session, id_of(person)):
        if post.role == "handler" and post.unit_id is not None:
            held = staff.holders(session, person.office_id, "handler", post.unit_id)
            return next((other for other in held if other.id != person.id), None)
    return None


def _near(session: Session, person: Person) -> list[int]:
    found: list[int] = []
    for post in staff.posts(session, id_of(person)):
        for role in LADDER_OF_ROLES.get(post.role, (post.role,)):
            found += [id_of(one) for one in staff.holders(session, person.office_id, role, post.unit_id)]
    return list(dict.fromkeys(found))


def _concerned(session: Session, actor_id: int, person_id: int, now: datetime) -> tuple[Person, Person] | Refused:
    actor = staff.person(session, actor_id)
    if actor is None or not actor.active:
        return NO_SUCH_PERSON
    if not may_arrange_for(session, actor, person_id, now):
        return NOT_FOR_OTHERS
    person = colleague(session, actor, person_id)
    return person if isinstance(person, Refused) else (actor, person)


def may_arrange_for(session: Session, actor: Person, person_id: int, now: datetime) -> bool:
    """Everybody for themselves, an administrator for all, a unit's head (or who stands in) for the unit's handlers."""
    if person_id == actor.id or ADMINISTRATOR in roles(session, actor, now):
        return True
    headed = {post.unit_id for post in staff.posts_held(session, id_of(actor), now) if post.role == "unit_head"}
    return any(post.role == "handler" and post.unit_id in headed for post in staff.posts(session, person_id))


def _absences(session: Session, person: Person, now: datetime) -> list[Absence]:
    return [
        Absence(row.person_id, row.deputy_id, row.starts_at, row.ends_at)
        for row in staff.absences(session, id_of(person), now)
    ]


def _end(session: Session, person: Person, now: datetime, within: Absence | None = None) -> list[Deputy]:
    """End what overlaps `within`; without it what is on, or where nothing is on, what was to come."""
    rows = staff.absences(session, id_of(person), now)
    on = [row for row in rows if row.starts_at <= now]
    gone = [row for row in rows if within.overlaps(row.starts_at, row.ends_at)] if within else on or rows
    for row in gone:
        row.ends_at = within.starts_at if within and row.starts_at < within.starts_at else min(now, row.ends_at)
        if row.ends_at <= row.starts_at:
            session.delete(row)
        else:
            session.add(row)
    session.flush()
    return gone


def _tell_deputy(session: Session, deputy: Person, person: Person, when: str, now: datetime, *, begun: bool) -> None:
    """Where it has `begun`, also of what waits for the person: the deputy is asked for it from now on."""
    _say(session, deputy, f"您{when}代{person.name}办理工单，{person.name}的提醒和卡片这段时间发给您。", now)
    if begun:
        _send_what_waits(session, person, f"{person.name}现在要办的工单：", now, to=deputy)


def _send_what_waits(session: Session, person: Person, title: str, now: datetime, to: Person | None = None) -> None:
    receiver = to or person
    found = waiting.tickets_waiting_for(session, person, now)
    if not found or receiver.chat_id is None:
        return
    shown = [escape(line) for line in waiting.lines(session, person, now)[:MOST_LINES]]
    more = [f"……共{len(found)}件。"] if len(found) > MOST_LINES else []
    html = "\n".join([f"<b>{escape(title)}</b>", *shown, *more])
    notices.say(session, receiver, html, open_keys(found), now, lane=NEW_LANE)


def _say(session: Session, person: Person, words: str, now: datetime) -> None:
    if person.chat_id is not None:
        notices.say(session, person, escape(words), [], now, lane=NEW_LANE)


def _stood_in_for(session: Session, person: Person, wanted: Absence, now: datetime) -> str:
    """One step only: whoever the person was to stand in for is not handed on to the deputy."""
    rows: Iterable[Deputy] = staff.deputising(session, id_of(person), now)
    concerned = [row for row in rows if row.deputy_id == person.id and wanted.overlaps(row.starts_at, row.ends_at)]
    names = [found.name for row in concerned if (found := staff.person(session, row.person_id))]
    if not names:
        return ""
    return f"注意：{person.name}正代{'、'.join(dict.fromkeys(names))}，代班不能再转，请为{names[0]}另选一人。"


def person_of(session: Session, person_id: int) -> Person | None:
    """The person an absence is about."""
    return staff.person(session, person_id)
