from datetime import datetime, timedelta

from sqlmodel import Session, select

from storage import alarms
from storage.database import Database
from storage.rows import id_of
from storage.tables import AlarmRow
from tests.storage.staff import MORNING, OFFICE, open_ticket

HOUR = timedelta(hours=1)


def _plan(session: Session, *moments: datetime) -> list[int]:
    ticket_id = open_ticket(session)
    rows = [
        AlarmRow(
            office_id=OFFICE, ticket_id=ticket_id, key="YC-T10", rule="YC-T10", stage=f"{number}", lane=1,
            audience=["informant"], due_at=moment, fire_at=moment,
        )
        for number, moment in enumerate(moments)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return [id_of(row) for row in rows]


def test_due_alarms_come_oldest_first_and_future_ones_stay(database: Database) -> None:
    ids = database.write_now(lambda s: _plan(s, MORNING, MORNING - HOUR, MORNING + HOUR))

    def due(session: Session) -> list[int | None]:
        found = alarms.tickets_due(session, MORNING, 10)
        assert len(found) == 1
        return [row.id for row in alarms.due_of(session, found, MORNING)]

    assert database.write_now(due) == [ids[1], ids[0]]


def test_a_batch_takes_every_due_alarm_of_its_tickets(database: Database) -> None:
    ids = database.write_now(lambda s: _plan(s, *[MORNING] * 5))

    def due(session: Session) -> int:
        return len(alarms.due_of(session, alarms.tickets_due(session, MORNING, 1), MORNING))

    assert database.write_now(due) == len(ids)


def test_a_postponed_alarm_waits_for_its_new_moment(database: Database) -> None:
    (alarm,) = database.write_now(lambda s: _plan(s, MORNING))

    database.write_now(lambda session: alarms.postpone(session, alarm, MORNING + HOUR))

    assert database.read_now(alarms.next_moment) == MORNING + HOUR
    assert database.read_now(lambda session: alarms.tickets_due(session, MORNING, 10)) == []


def test_the_next_moment_is_that_of_the_earliest_waiting_alarm(database: Database) -> None:
    assert database.read_now(alarms.next_moment) is None
    ids = database.write_now(lambda s: _plan(s, MORNING + HOUR, MORNING))
    assert database.read_now(alarms.next_moment) == MORNING

    database.write_now(lambda session: alarms.end(session, [(ids[1], alarms.FIRED, "张三")], MORNING))

    assert database.read_now(alarms.next_moment) == MORNING + HOUR


def test_an_alarm_ends_once_with_its_first_reason(database: Database) -> None:
    (alarm,) = database.write_now(lambda s: _plan(s, MORNING))

    database.write_now(lambda session: alarms.end(session, [(alarm, alarms.FIRED, "张三")], MORNING))
    database.write_now(lambda session: alarms.end(session, [(alarm, alarms.OBSOLETE, "已完成")], MORNING + HOUR))

    row = database.read_now(lambda session: session.exec(select(AlarmRow)).one())
    assert (row.state, row.reason, row.ended_at) == ("fired", "张三", MORNING)
