"""The office's roster: who holds which post in which unit. Loaded whole, or not at all with every fault listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.outcome import Refused
from bot.rules.roster_changes import HeldPost, leaves_no_administrator
from bot.work import leaving
from bot.work.csv_table import read_table
from bot.work.labels import meaning, words
from bot.work.people import ROLE_NAMES
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Post, Unit

# Where each role is held; None: in no unit.
PLACE_OF: Mapping[str, tuple[str, ...]] = {
    "desk": ("desk",),
    "handler": ("unit",),
    "unit_head": ("unit",),
    "informant": ("territory",),
    "branch_leader": ("unit", "territory"),
    "desk_branch_leader": ("desk",),
    "main_leader": (),
    "administrator": (),
}
KIND_NAMES = {"desk": "受理单位", "unit": "处置部门", "territory": "片区"}
NEEDED_IN = {"unit": ("handler", "unit_head", "branch_leader"), "territory": ("informant", "branch_leader")}
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class RosterFaults:
    """What is wrong with a roster, one sentence each."""

    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One post as the roster has it; `where` names the line in sentences."""

    where: str
    name: str
    role: str
    unit: str
    unit_kind: str
    rank: int


def read_roster(data: bytes) -> list[dict[str, str]] | RosterFaults:
    """The rows of a roster .csv for `load_roster`, or why it cannot be read."""
    rows = read_table(data, lambda name: meaning("roster", name), "name", "姓名")
    if isinstance(rows, Refused):
        return RosterFaults((rows.reason,))
    if faults := tuple(row.fault for row in rows if row.fault):
        return RosterFaults(faults)
    return [{**row.cells, "row": str(row.number)} for row in rows]


def load_roster(session: Session, office_id: str, rows: Sequence[Mapping[str, str]], now: datetime) -> list[str]:
    """Write the roster's people, units and posts; returns the faults, and writes nothing if there is one.

    A row is a post: 姓名, 岗位, 单位, 单位类别, 角别 (or our own names for them). The posts of a person who is named
    become exactly those listed; whoever is not named keeps theirs.
    """
    lines, faults = lines_of(session, office_id, rows)
    if faults:
        return faults
    units = {line.unit: _unit(session, office_id, line) for line in lines if line.unit}
    for name in dict.fromkeys(line.name for line in lines):
        person = _person(session, office_id, name)
        wanted = {
            (line.role, units[line.unit].id if line.unit else None): line.rank for line in lines if line.name == name
        }
        loses = any((post.role, post.unit_id) not in wanted for post in staff.posts(session, id_of(person)))
        theirs = leaving.in_hand(session, person, now) if loses else []
        if _give_posts(session, person, wanted):
            tickets.audit(session, now, "staff_changed", office_id=office_id, person_id=person.id)
            leaving.pass_on(session, person, theirs, f"{person.name}的岗位有变动，由您接着办", now)
    return []


def lines_of(session: Session, office_id: str, rows: Sequence[Mapping[str, str]]) -> tuple[list[RosterLine], list[str]]:
    """The posts of a roster, and every fault in it as one sentence; nothing of it may be used if there is one."""
    lines, faults = _read(rows)
    known = {unit.name: unit.kind for unit in staff.units(session, office_id)}
    faults += _contradictions(lines, known)
    if not faults and leaves_no_administrator(posts_held(session, office_id), posts_listed(lines)):
        faults.append("照这份名册，本单位就没有管理员了。请在名册里至少留一位管理员。")
    return lines, faults


def posts_held(session: Session, office_id: str) -> dict[str, frozenset[HeldPost]]:
    """The posts of everybody with access, by name."""
    units = {unit.id: unit.name for unit in staff.units(session, office_id)}
    return {
        person.name: frozenset(
            HeldPost(post.role, units.get(post.unit_id, ""), post.rank) for post in staff.posts(session, id_of(person))
        )
        for person in staff.people(session, office_id)
        if person.active
    }


def posts_listed(lines: Iterable[RosterLine]) -> dict[str, frozenset[HeldPost]]:
    """The posts a roster gives, by name."""
    found: dict[str, set[HeldPost]] = {}
    for line in lines:
        found.setdefault(line.name, set()).add(HeldPost(line.role, line.unit, line.rank))
    return {name: frozenset(posts) for name, posts in found.items()}


def is_roster(data: bytes) -> bool:
    """Whether a table looks like a roster: it names people and posts."""
    rows = read_table(data, lambda name: meaning("roster", name), "role", "岗位")
    return not isinstance(rows, Refused)


def staff_gaps(session: Session, office_id: str) -> list[str]:
    """Posts without anybody, where a ticket would come to a halt or a message find nobody."""
    gaps = [
        f"没有{ROLE_NAMES[role]}。"
        for role in ("desk", "main_leader", "administrator")
        if not staff.holders(session, office_id, role)
    ]
    for kind, roles in NEEDED_IN.items():
        for unit in staff.active_units(session, office_id, kind):
            missing = [role for role in roles if not staff.holders(session, office_id, role, unit.id)]
            gaps += [f"{unit.name}没有{ROLE_NAMES[role]}。" for role in missing]
    return gaps


def _read(rows: Sequence[Mapping[str, str]]) -> tuple[list[RosterLine], list[str]]:
    lines: list[RosterLine] = []
    faults: list[str] = []
    for place, row in enumerate(rows, start=2):
        cells = {meaning("roster", key) or key: value.strip() for key, value in row.items()}
        where = f"第{cells.get('row', place)}行"
        line, found = _read_line(where, cells)
        faults += found
        if line is not None:
            lines.append(line)
    return lines, faults


def _read_line(where: str, cells: Mapping[str, str]) -> tuple[RosterLine | None, list[str]]:
    name, unit = cells.get("name", ""), cells.get("unit", "")
    role = meaning("role", cells.get("role", ""))
    faults = [] if name and len(name) <= LONGEST_NAME else [f"{where}：姓名是空的或者太长。"]
    if role is None:
        known = "、".join(ROLE_NAMES[word] for word in words("role"))
        return None, [*faults, f"{where}：没有岗位「{cells.get('role', '')}」，应为：{known}。"]
    places = PLACE_OF[role]
    kind = meaning("unit_kind", cells.get("unit_kind", "")) if cells.get("unit_kind") else next(iter(places), "")
    if cells.get("unit_kind") and kind is None:
        faults.append(f"{where}：没有单位类别「{cells['unit_kind']}」，应为：{'、'.join(KIND_NAMES.values())}。")
    elif len(places) > 1 and not cells.get("unit_kind"):
        faults.append(f"{where}：{ROLE_NAMES[role]}要写明单位类别（处置部门或片区）。")
    elif places and kind not in places:
        faults.append(f"{where}：{ROLE_NAMES[role]}的单位应是{'或'.join(KIND_NAMES[one] for one in places)}。")
    if places and not unit:
        faults.append(f"{where}：{ROLE_NAMES[role]}要写明单位。")
    rank = meaning("rank", cells.get("rank", "")) if cells.get("rank") else "1"
    if rank is None:
        faults.append(f"{where}：角别「{cells['rank']}」应为 A 或 B。")
    if faults:
        return None, faults
    return RosterLine(where, name, role, unit if places else "", kind or "", int(rank or 1)), []


def _contradictions(lines: Iterable[RosterLine], known: Mapping[str, str]) -> list[str]:
    """What no single line shows: a post twice, two A in one unit, a unit of two kinds."""
    faults: list[str] = []
    kinds, posts, first = dict(known), set[tuple[str, str, str]](), dict[str, str]()
    for line in lines:
        if line.unit and kinds.setdefault(line.unit, line.unit_kind) != line.unit_kind:
            one, other = KIND_NAMES[kinds[line.unit]], KIND_NAMES[line.unit_kind]
            faults.append(f"{line.where}：{line.unit}已经是{one}，不能又是{other}。")
        if (line.name, line.role, line.unit) in posts:
            faults.append(f"{line.where}：{line.name}的同一岗位写了两遍。")
        posts.add((line.name, line.role, line.unit))
        if line.role == "handler" and line.rank == 1 and first.setdefault(line.unit, line.name) != line.name:
            faults.append(f"{line.where}：{line.unit}的A角已经是{first[line.unit]}。")
    return faults


def _unit(session: Session, office_id: str, line: RosterLine) -> Unit:
    unit = staff.unit_by_name(session, office_id, line.unit)
    if unit is None:
        unit = Unit(office_id=office_id, name=line.unit, kind=line.unit_kind)
    unit.active = True
    session.add(unit)
    session.flush()
    return unit


def _person(session: Session, office_id: str, name: str) -> Person:
    """Whoever had been revoked and is listed again is back, and needs a new invitation."""
    person = staff.person_by_name(session, office_id, name) or Person(office_id=office_id, name=name)
    person.active = True
    session.add(person)
    session.flush()
    return person


def _give_posts(session: Session, person: Person, wanted: dict[tuple[str, int | None], int]) -> bool:
    """Make the person's posts exactly those wanted; whether anything changed."""
    changed = False
    for post in staff.posts(session, id_of(person)):
        rank = wanted.pop((post.role, post.unit_id), None)
        if rank == post.rank:
            continue
        changed = True
        if rank is None:
            session.delete(post)
        else:
            post.rank = rank
            session.add(post)
    for (role, unit_id), rank in wanted.items():
        post = Post(office_id=person.office_id, person_id=id_of(person), role=role, unit_id=unit_id, rank=rank)
        session.add(post)
        changed = True
    session.flush()
    return changed
