"""Many tickets at once: written in bulk exactly as one by one; known, changed, coming back, refused."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, col, select

from bot.rules.workflow import State
from bot.work import catching_up, classifying, correcting, intake, planning
from bot.work.importing.amending import COMES_BACK, Amended, amend
from bot.work.importing.headings import SheetRow
from bot.work.importing.prepared import Prepared, prepare
from bot.work.importing.taking_in import Author, Outcome, look, take_in
from bot.work.importing.understanding import understood
from bot.work.outcome import Done
from storage import bulk
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, Event, OutboxRow, TallyRow, Ticket
from tests.people import MORNING, TICKET, Cast, later, settle_in
from tests.work.world import Player, World, everything, play, rows_written, story

NOW = MORNING


def ready(cast: Cast, row: Any = 2, **changes: str) -> Prepared:
    """TICKET with other cells, as a row of a table, made ready for SQLite."""
    cells = {name: cell for name, cell in {**TICKET, **changes}.items() if cell}
    law = cast.offices.present_law(cast.clerk.office_id)
    return prepare(understood(SheetRow(row, cells, {}), NOW), law, NOW, "")


def author(cast: Cast, person: bool = True) -> Author:
    return Author(cast.clerk.office_id, id_of(cast.clerk) if person else None, "folder")


def taken_in(session: Session, cast: Cast, *rows: Prepared, quiet: bool = False, person: bool = True) -> Outcome:
    return take_in(session, cast.offices, author(cast, person), rows, NOW, quiet=quiet)


def amended(session: Session, cast: Cast, person: Any = False, now: Any = None, **changes: str) -> Any:
    """What a row with these cells does to the usual ticket, known already."""
    row = ready(cast, **changes)
    outcome = take_in(session, cast.offices, author(cast, person), [row], now or later(300), quiet=False)
    if not outcome.amended:
        assert outcome.known
        return None
    ((_, ticket_id, _),) = outcome.amended
    return amend(session, cast.offices, author(cast, person), row, ticket_id, now or later(300))


def rows_of(session: Session, table: type[Any]) -> list[dict[str, Any]]:
    """Every row but its id."""
    found = session.exec(select(table).order_by(*inspect(table).primary_key)).all()
    return [row.model_dump(exclude={"id", "revision"}) for row in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tags": "重复来电", "platform_due_at": "2026-11-27", "supervised": "区级", "complexity": "简单"},
        {"received_at": "2026-11-20 09:25", "phone": ""},
        {"called_at": "", "platform_dispatched_at": "", "title": ""},
        {"urgency": "紧急", "is_recheck": "是"},
    ],
    ids=["usual", "everything", "received", "no moments", "urgent"],
)
def test_in_bulk_a_ticket_is_written_exactly_as_one_by_one(session: Session, changes: Mapping[str, str]) -> None:
    cast = settle_in(session)
    other = settle_in(session, "another_office", first_chat=3001)
    fields = {name: text for name, text in {**TICKET, **changes}.items() if text}
    assert isinstance(intake.register(session, other.offices, id_of(other.clerk), fields, NOW), Done)
    taken_in(session, cast, ready(cast, **changes))
    assert catching_up.catch_up(session, cast.offices, 10, NOW) == 1
    for table in (Ticket, Event, DutyRow, AlarmRow, TallyRow):
        one, many = rows_of(session, table)[: len(rows_of(session, table)) // 2], rows_of(session, table)
        bulk_written = many[len(one) :]
        for first, second in zip(one, bulk_written, strict=True):
            different = {name for name in first if first[name] != second[name]}
            assert different <= {"office_id", "ticket_id", "rulebook_id", "person_id", "data"}, (table, different)


def test_what_was_written_in_bulk_is_planned_as_it_stands(session: Session, cast: Cast) -> None:
    for quiet in (False, True):
        number = f"2026112000050{int(quiet)}"
        outcome = taken_in(session, cast, ready(cast, number=number), quiet=quiet)
        ticket = session.get(Ticket, outcome.new[0][0])
        assert ticket is not None
        assert catching_up.catch_up(session, cast.offices, 10, NOW) == 1
        before = everything(session)
        planning.replan(session, cast.offices, ticket, NOW)
        assert everything(session) == before


def test_quietly_past_alarms_are_left_to_the_summary_for_good(session: Session, cast: Cast) -> None:
    old = {"called_at": "2026-11-02 09:00", "platform_dispatched_at": "2026-11-02 09:20"}
    outcome = taken_in(session, cast, ready(cast, **old), quiet=True)
    ticket_id = outcome.new[0][0]
    duties = session.exec(select(DutyRow).where(DutyRow.ticket_id == ticket_id)).all()
    assert [duty for duty in duties if duty.due_at < NOW and duty.met_at is None] != []
    player = Player(session, cast, ticket_id)
    player.dispatch()
    alarms = session.exec(select(AlarmRow).where(AlarmRow.ticket_id == ticket_id)).all()
    assert alarms != []
    assert [alarm for alarm in alarms if alarm.fire_at <= NOW] == []


def test_a_ticket_of_the_past_is_closed_with_its_unit_and_nothing_is_owed(session: Session, cast: Cast) -> None:
    over = {"status": "已结案", "closed_at": "2026-11-20 09:28"}
    outcome = taken_in(
        session, cast, ready(cast, **over, unit="城建办"), ready(cast, number="20261120000402", **over, unit="水务所")
    )
    known, unknown = session.exec(select(Ticket).order_by(col(Ticket.id))).all()
    assert (known.state, known.unit_id, unknown.unit_id) == (State.CLOSED, cast.unit.id, None)
    assert outcome.closed == 2
    assert outcome.unknown_units == {"水务所": 1}
    assert story(session, id_of(known)) == ["called", "platform_dispatched", "received", "closed", "registered"]
    assert session.exec(select(DutyRow)).all() == session.exec(select(AlarmRow)).all() == []


def test_an_open_ticket_goes_to_no_unit_by_itself(session: Session, cast: Cast) -> None:
    taken_in(session, cast, ready(cast, unit="城建办"))
    ticket = session.exec(select(Ticket)).one()
    assert (ticket.state, ticket.unit_id) == (State.REGISTERED, None)
    assert ticket.content.endswith("承办单位：城建办")


def test_the_same_rows_again_write_nothing(session: Session, cast: Cast) -> None:
    rows = [ready(cast), ready(cast, number="20261120000402", status="已结案", closed_at="2026-11-20 09:28")]
    taken_in(session, cast, *rows)
    session.flush()
    before = rows_written(session)
    outcome = taken_in(session, cast, *rows)
    assert (len(outcome.known), outcome.new, outcome.amended) == (2, [], [])
    assert rows_written(session) == before


def test_a_ticket_that_was_pasted_is_known_to_the_table(session: Session, cast: Cast) -> None:
    play(session, cast)
    assert len(taken_in(session, cast, ready(cast)).known) == 1


def test_a_refused_row_keeps_nobody_else_out(session: Session, cast: Cast) -> None:
    outcome = taken_in(session, cast, ready(cast, row=2, kind="表扬"), ready(cast, row=3, number="20261120000402"))
    assert [(row.row, row.number) for row in outcome.refused] == [(2, TICKET["number"])]
    assert [number for _, number in outcome.new] == ["20261120000402"]


def test_a_look_finds_the_same_and_writes_nothing(session: Session, cast: Cast) -> None:
    play(session, cast)
    rows = [ready(cast, title="改了"), ready(cast, number="20261120000402"), ready(cast, kind="表扬")]
    before = rows_written(session)
    seen = look(session, cast.offices, cast.clerk.office_id, rows)
    assert (len(seen.new), len(seen.amended), len(seen.refused)) == (1, 1, 1)
    assert rows_written(session) == before


@pytest.mark.parametrize("person", [True, False], ids=["a clerk", "by itself"])
def test_a_changed_row_changes_the_ticket_and_its_limits_once(session: Session, cast: Cast, person: bool) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    changes = {"title": "车位长期被占", "platform_dispatched_at": "2026-11-20 09:10"}
    done = amended(session, cast, person, **changes)
    assert done == Amended(player.ticket_id, TICKET["number"], ("platform_dispatched_at", "title"))
    assert done.what == "派单时间、标题"
    assert player.ticket.title == "车位长期被占"
    assert (player.ticket.state, player.ticket.unit_id, player.ticket.handler_id) == (
        State.HANDLING,
        cast.unit.id,
        cast.handler.id,
    )
    duty = session.exec(select(DutyRow).where(DutyRow.key == "YC-T01")).one()
    assert duty.starts_at == NOW - timedelta(minutes=20)
    event = session.exec(select(Event).where(Event.kind == "corrected")).one()
    assert event.person_id == (cast.clerk.id if person else None)
    assert amended(session, cast, person, **changes) is None


def test_what_the_desk_put_right_stays(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.do(correcting.correct, cast.clerk, fields={"title": "面馆油烟"})
    player.do(classifying.classify, cast.clerk, values={"urgency": "紧急"})
    assert amended(session, cast, title="又改了标题") is None
    assert amended(session, cast, title="又改了标题", address="样本路9号").fields == ("address",)
    assert (player.ticket.title, player.ticket.urgency) == ("面馆油烟", "紧急")


def test_an_empty_cell_takes_nothing_back(session: Session, cast: Cast) -> None:
    play(session, cast)
    assert amended(session, cast, phone="", address="") is None


def test_a_closed_ticket_is_not_changed(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    assert amended(session, cast, title="改了") is None
    assert amended(session, cast, status="已结案", closed_at="2026-11-20 09:29") is None


@pytest.mark.parametrize("person", [True, False], ids=["a clerk", "by itself"])
def test_a_closed_ticket_comes_back_as_a_recheck_and_only_once(session: Session, cast: Cast, person: bool) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    now = player.clock + timedelta(minutes=30)
    done = amended(session, cast, person, now, is_recheck="是")
    assert (done.fields, done.what) == ((), COMES_BACK)
    assert (player.ticket.state, player.ticket.is_recheck) == (State.DISPATCHED, True)
    assert player.ticket.unit_id == cast.unit.id
    assert story(session, player.ticket_id).count("rechecked") == 1
    assert amended(session, cast, person, now + timedelta(minutes=1), is_recheck="是") is None
    assert story(session, player.ticket_id).count("rechecked") == 1


def test_an_open_ticket_said_to_be_a_recheck_is_only_known(session: Session, cast: Cast) -> None:
    play(session, cast)
    assert amended(session, cast, is_recheck="是") is None


def test_a_change_while_the_report_is_signed_asks_whoever_must_sign_now(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.SIGNING)
    assert amended(session, cast, now=later(600), title="改了").fields == ("title",)
    assert player.ticket.state == State.SIGNING


def test_in_every_database_the_bulk_is_the_same(any_world: World) -> None:
    database, cast = any_world.database, any_world.cast
    zone = database.write_now(bulk.zone_of)
    law = cast.offices.present_law(cast.clerk.office_id)
    cells = [{**TICKET, "number": f"2026112000{number:04d}", "tags": "扬言"} for number in range(300)]
    rows = [prepare(understood(SheetRow(n, one, {}), NOW), law, NOW, zone) for n, one in enumerate(cells)]
    outcome = database.write_now(lambda session: taken_in(session, cast, *rows))
    assert len(outcome.new) == len({ticket_id for ticket_id, _ in outcome.new}) == 300
    later_id = any_world.register()
    assert later_id not in {ticket_id for ticket_id, _ in outcome.new}
    ticket = any_world.ticket(outcome.new[7][0])
    assert (ticket.number, ticket.created_at, ticket.tags) == ("20261120000007", NOW, ["扬言"])
    assert len(database.write_now(lambda session: taken_in(session, cast, *rows)).known) == 300
    told = any_world.read(lambda session: session.exec(select(OutboxRow).where(OutboxRow.ticket_id == ticket.id)).all())
    assert told == []
