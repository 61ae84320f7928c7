"""The figures of the board: what is counted where, and for whom."""

from datetime import timedelta

from sqlmodel import Session

from bot.reports.board import Board
from bot.rules.outcome import Refused
from bot.rules.workflow import State
from bot.work.board import MOST_ROWS, NO_UNIT, REST, board
from storage.tables import Unit
from tests.people import MORNING, OFFICE, Cast
from tests.work.world import play


def _play(session: Session, cast: Cast, states: tuple[State, ...]) -> None:
    for place, state in enumerate(states):
        own = {
            "number": f"2026112000030{place}",
            "phone": f"1380000200{place}",
            "title": f"王样英反映第{place}处车位被占",
            "address": f"虚构路{place + 20}弄2号301室",
        }
        play(session, cast, **own).bring_to(state)


def _board(session: Session, cast: Cast, who: str = "clerk", hours: float = 2) -> Board:
    found = board(session, cast.offices, getattr(cast, who), MORNING + timedelta(hours=hours))
    assert isinstance(found, Board)
    return found


def test_every_open_ticket_is_counted_under_its_unit_and_state(session: Session, cast: Cast) -> None:
    _play(session, cast, (State.REGISTERED, State.DISPATCHED, State.HANDLING, State.REVIEWING, State.CLOSED))
    found = _board(session, cast)
    by_name = {row.name: row for row in found.rows}
    assert (found.office, found.scope) == ("宜川路街道", "")
    assert by_name[NO_UNIT].total == 1
    assert by_name[cast.unit.name].total == 3
    assert by_name[cast.other_unit.name].total == 0
    states = dict(zip(found.states, by_name[cast.unit.name].states, strict=True))
    assert {name: count for name, count in states.items() if count} == {"待接单": 1, "处置中": 1, "待审核": 1}
    assert found.totals.total == 4
    assert sum(found.totals.states) == 4


def test_a_ticket_is_counted_once_under_its_worst_light(session: Session, cast: Cast) -> None:
    _play(session, cast, (State.REGISTERED, State.DISPATCHED, State.HANDLING))
    late = _board(session, cast, hours=2)
    assert dict(zip(late.lights, late.totals.lights, strict=True))["red"] >= 2
    assert sum(late.totals.lights) <= late.totals.total


def test_the_most_urgent_come_first_and_hide_the_citizen(session: Session, cast: Cast) -> None:
    _play(session, cast, (State.DISPATCHED,) * 7)
    found = _board(session, cast)
    assert len(found.urgent) == 5
    assert found.urgent[0].late
    assert "已超时" in found.urgent[0].due
    assert "王样英" not in str(found.figures())
    assert "第0处车位被占" in str(found.figures())


def test_heads_see_their_units_only_and_handlers_no_board(session: Session, cast: Cast) -> None:
    _play(session, cast, (State.REGISTERED, State.DISPATCHED))
    head, other = _board(session, cast, "head"), _board(session, cast, "other_head")
    assert [row.name for row in head.rows] == [cast.unit.name]
    assert (head.scope, head.totals.total) == (cast.unit.name, 1)
    assert (other.totals.total, other.urgent) == (0, ())
    assert _board(session, cast, "main_leader").totals.total == 2
    assert _board(session, cast, "territory_leader").totals.total == 1
    assert isinstance(board(session, cast.offices, cast.handler, MORNING), Refused)
    assert isinstance(board(session, cast.offices, cast.administrator, MORNING), Refused)


def test_more_units_than_a_phone_shows_are_folded(session: Session, cast: Cast) -> None:
    _play(session, cast, (State.DISPATCHED,))
    session.add_all([Unit(office_id=OFFICE, name=f"第{place}科", kind="unit") for place in range(40)])
    session.add(Unit(office_id=OFFICE, name="撤销的科", kind="unit", active=False))
    session.flush()
    found = _board(session, cast)
    assert len(found.rows) == MOST_ROWS
    assert found.rows[-1].name == REST
    assert cast.unit.name in [row.name for row in found.rows]
    assert sum(row.total for row in found.rows) == found.totals.total == 1
