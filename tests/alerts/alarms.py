"""A dispatched ticket with duties and alarms of the test's own choosing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.alerts.due import TickResult, plan_due
from bot.alerts.recovery import Outage
from bot.rules.workflow import State
from storage.database import Database
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, OutboxRow, Ticket
from tests.people import MORNING, Cast, register, settle_in

MINUTE = timedelta(minutes=1)
OWED = "YC-TEST"


class Office:
    """The cast, one ticket in the hands of 城建办 and 东片区, and nothing planned for it but what a test adds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cast: Cast = database.write_now(settle_in)
        self.ticket_id = self.open_ticket("20261120000301")

    def open_ticket(self, number: str) -> int:
        def write(session: Session) -> int:
            ticket = register(session, self.cast, MORNING, number=number)
            ticket.unit_id, ticket.territory_id = id_of(self.cast.unit), id_of(self.cast.territory)
            ticket.state = State.HANDLING
            for table in (AlarmRow, DutyRow, OutboxRow):
                for row in session.exec(select(table).where(table.ticket_id == ticket.id)).all():  # type: ignore[attr-defined]
                    session.delete(row)
            return id_of(ticket)

        return self.database.write_now(write)

    def owe(self, key: str = OWED, owed_by: str = "unit", due_at: datetime = MORNING, ticket_id: int = 0) -> None:
        duty = DutyRow(
            office_id="yichuan_road",
            ticket_id=ticket_id or self.ticket_id,
            key=key,
            rule=key,
            owed_by=owed_by,
            starts_at=MORNING - 60 * MINUTE,
            due_at=due_at,
        )
        self.database.write_now(lambda session: session.add(duty))

    def plan(
        self,
        stage: str = "due",
        fire_at: datetime = MORNING,
        audience: Sequence[str] = ("unit",),
        *,
        key: str = OWED,
        due_at: datetime = MORNING,
        lane: int = 2,
        ticket_id: int = 0,
    ) -> int:
        alarm = AlarmRow(
            office_id="yichuan_road",
            ticket_id=ticket_id or self.ticket_id,
            key=key,
            rule=key,
            stage=stage,
            audience=list(audience),
            lane=lane,
            due_at=due_at,
            fire_at=fire_at,
        )

        def write(session: Session) -> int:
            session.add(alarm)
            session.flush()
            return id_of(alarm)

        return self.database.write_now(write)

    def meet(self, key: str = OWED) -> None:
        def write(session: Session) -> None:
            session.exec(select(DutyRow).where(DutyRow.key == key)).one().met_at = MORNING

        self.database.write_now(write)

    def close(self) -> None:
        def write(session: Session) -> None:
            session.get_one(Ticket, self.ticket_id).state = State.CLOSED

        self.database.write_now(write)

    def tick(self, now: datetime = MORNING, outage: Outage | None = None) -> TickResult:
        return self.database.write_now(lambda session: plan_due(session, self.cast.offices, now, outage=outage))

    def alarm(self, alarm_id: int) -> AlarmRow:
        return self.database.read_now(lambda session: session.get_one(AlarmRow, alarm_id))

    def rows(self) -> list[OutboxRow]:
        """What is to be said, but for the list at the day's end, which the ticker plans for every day."""
        query = select(OutboxRow).where(OutboxRow.kind != "handover").order_by(col(OutboxRow.id))
        return self.database.read_now(lambda session: list(session.exec(query)))

    def heard(self) -> list[tuple[str, str, str]]:
        """Who hears what, by name: (name, kind, stage)."""
        names = {person.id: person.name for person in self.cast.everybody}
        return [(names[row.person_id], row.kind, row.payload["stage"]) for row in self.rows()]
