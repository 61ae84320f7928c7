"""The office's board at one moment, counted for one reader: only the tickets that they may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.board import Board, Row, Urgent
from bot.reports.moments import day, left, moment
from bot.rules.calendar import local
from bot.rules.workflow import STATE_NAMES, State
from bot.work import access
from bot.work.acting import terms
from bot.work.card_view import BLUE, GREEN, RED, YELLOW, masked
from bot.work.listing import light_of_duty, owed_rules, worst_light
from bot.work.offices import Offices
from bot.work.outcome import Refused
from bot.work.sight import OPEN_STATES
from storage import sieve, staff
from storage.rows import id_of
from storage.sieve import OpenDuty, Scope, Sieve
from storage.tables import Person, Ticket, Unit

LIGHT_CODES: Mapping[str, str] = {RED: "red", YELLOW: "yellow", BLUE: "warn", GREEN: "green"}
READERS = frozenset({"desk", "unit_head", "branch_leader", "desk_branch_leader", "main_leader"})
NOT_FOR_YOU = Refused("工单看板由受理方、部门负责人和各级领导查看；您可以发 /my 看手上的工单。")
MOST_URGENT, MOST_ROWS = 5, 20
NO_UNIT, REST, TOTAL = "还没有派单", "其他部门", "合计"
LONGEST_MATTER, LONGEST_NAME = 40, 20


@dataclass(frozen=True, slots=True)
class _Lit:
    """The worst light of a ticket, and the duty that must be done soonest."""

    light: str
    soonest: OpenDuty


def board(session: Session, offices: Offices, person: Person, now: datetime) -> Board | Refused:
    """The board of everything open that this person may see."""
    if not access.roles(session, person, now) & READERS:
        return NOT_FOR_YOU
    scope = access.scope_of(session, person, now)
    units = {id_of(unit): unit for unit in staff.units(session, person.office_id)}
    lit = _lit(offices, sieve.open_duties(session, Sieve(scope, OPEN_STATES)), now)
    lights, rows = _counted(session, scope, units, lit)
    return Board(
        office=offices.office(person.office_id).name,
        scope="" if scope.everything else _own(scope, units),
        at=f"{day(now, now)}{local(now):%H:%M}",
        lights=lights,
        states=tuple(STATE_NAMES[State(state)] for state in OPEN_STATES),
        rows=_folded(rows),
        totals=_sum(TOTAL, rows, len(lights)),
        urgent=_urgent(session, offices, lit, units, now),
    )


def lights_by_unit(
    session: Session, offices: Offices, scope: Scope, now: datetime
) -> tuple[tuple[str, ...], list[Row]]:
    """The lights there are by their codes, and every unit's open tickets of this scope by light."""
    units = {id_of(unit): unit for unit in staff.units(session, scope.office_id)}
    lit = _lit(offices, sieve.open_duties(session, Sieve(scope, OPEN_STATES)), now)
    return _counted(session, scope, units, lit)


def _counted(
    session: Session, scope: Scope, units: Mapping[int, Unit], lit: Mapping[int, _Lit]
) -> tuple[tuple[str, ...], list[Row]]:
    standing = sieve.standing(session, Sieve(scope, OPEN_STATES))
    lights = tuple(light for light in LIGHT_CODES.values() if light != "warn" or _is_shown("warn", lit))
    return lights, _rows(standing, lit, lights, scope, units)


def _lit(offices: Offices, duties: Iterable[OpenDuty], now: datetime) -> dict[int, _Lit]:
    """By ticket, the soonest due first."""
    rules = {rulebook_id: owed_rules(law) for rulebook_id, law in offices.laws.items()}
    found: dict[int, _Lit] = {}
    for duty in duties:
        rule = rules[duty.rulebook_id].get(duty.rule)
        if rule is None:
            continue
        light = light_of_duty(offices.laws[duty.rulebook_id], rule, duty.starts_at, duty.due_at, now)
        known = found.get(duty.ticket_id)
        found[duty.ticket_id] = _Lit(worst_light({light, known.light}), known.soonest) if known else _Lit(light, duty)
    return found


def _is_shown(code: str, lit: Mapping[int, _Lit]) -> bool:
    return any(LIGHT_CODES.get(one.light) == code for one in lit.values())


def _rows(
    standing: Iterable[tuple[int, int | None, str]],
    lit: Mapping[int, _Lit],
    lights: tuple[str, ...],
    scope: Scope,
    units: Mapping[int, Unit],
) -> list[Row]:
    """What is nobody's yet, then every unit in service that the reader deals with, and whoever else holds something."""
    tickets: dict[int | None, list[tuple[int, str]]] = {None: []}
    for unit_id, unit in units.items():
        if unit.kind == "unit" and unit.active and (scope.everything or unit_id in scope.unit_ids):
            tickets[unit_id] = []
    for ticket_id, holder, state in standing:
        tickets.setdefault(holder, []).append((ticket_id, state))
    if not tickets[None]:
        del tickets[None]
    rows = []
    for holder, held in tickets.items():
        shown = [LIGHT_CODES.get(lit[ticket_id].light) for ticket_id, _ in held if ticket_id in lit]
        states = [state for _, state in held]
        name = units[holder].name if holder is not None else NO_UNIT
        rows.append(Row(name, len(held), tuple(map(shown.count, lights)), tuple(map(states.count, OPEN_STATES))))
    return rows


def _folded(rows: list[Row]) -> tuple[Row, ...]:
    """At most as many rows as a phone can show; the quietest become one."""
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    loudest = sorted(rows, key=lambda row: (row.lights[0], row.total), reverse=True)[: MOST_ROWS - 1]
    return (
        *(row for row in rows if row in loudest),
        _sum(REST, [row for row in rows if row not in loudest], len(rows[0].lights)),
    )


def _sum(name: str, rows: list[Row], lights: int) -> Row:
    of_lights = tuple(sum(row.lights[place] for row in rows) for place in range(lights))
    of_states = tuple(sum(row.states[place] for row in rows) for place in range(len(OPEN_STATES)))
    return Row(name, sum(row.total for row in rows), of_lights, of_states)


def _own(scope: Scope, units: Mapping[int, Unit]) -> str:
    """What the reader's part of the office is called."""
    own = sorted(scope.unit_ids | scope.territory_ids)
    return "、".join(units[unit].name for unit in own if unit in units)[:LONGEST_NAME]


def _urgent(
    session: Session, offices: Offices, lit: Mapping[int, _Lit], units: Mapping[int, Unit], now: datetime
) -> tuple[Urgent, ...]:
    """The tickets whose next duty is due soonest, the late ones first."""
    soonest = list(lit)[:MOST_URGENT]
    shown = sieve.by_ids(session, soonest)
    handlers = staff.names(session, {ticket.handler_id for ticket in shown if ticket.handler_id})
    return tuple(_one(offices, ticket, lit[id_of(ticket)], units, handlers, now) for ticket in shown)


def _one(
    offices: Offices, ticket: Ticket, lit: _Lit, units: Mapping[int, Unit], handlers: Mapping[int, str], now: datetime
) -> Urgent:
    law, duty = offices.law(ticket), lit.soonest
    rule = owed_rules(law)[duty.rule]
    unit = units.get(ticket.unit_id or 0)
    where = " ".join(
        filter(None, (unit.name if unit else terms(law).name("desk"), handlers.get(ticket.handler_id or 0)))
    )
    late = now > duty.due_at
    due = left(duty.due_at, now) if late else f"{moment(duty.due_at, now)}，{left(duty.due_at, now)}"
    return Urgent(
        light=LIGHT_CODES.get(lit.light, "green"),
        number=ticket.number,
        matter=masked(ticket, ticket.title, LONGEST_MATTER),
        where=f"{where} · {STATE_NAMES[State(ticket.state)]}",
        due=f"{rule.name} {due}",
        late=late and rule.nature == "owed",
    )
