"""From the moment an alarm is due to the moment the server has taken its message; and very many due at once.

Bars: p50 ≤ 100 ms, p99 ≤ 1 s at ten times an office's load, which is some hundred tickets and a thousand reminders in
a day of eight hours, one in three seconds at ten times that; 10,000 alarms due at once are in the outbox within 3 s.
"""

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from benchmarks.served_bot import Served, serving, spread
from bot.alerts.due import plan_due
from bot.rules.workflow import State
from storage.database import Database
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, OutboxRow, Ticket
from tests.people import Cast, register, settle_in

ALARMS, EVERY = 60, 0.4
AT_ONCE, TICKETS = 10_000, 1_000
PARTIES = ("unit", "informant", "desk")
"""They hear at once; leaders hear digests, which wait on purpose."""


def main() -> None:
    with serving(overall=25, chat=1, burst=3) as served:
        print(f"due → accepted, one alarm in {EVERY} s: {spread(_one_after_the_other(served))}")
    print(f"{AT_ONCE:,} due at once → outbox: {_all_at_once():.2f} s")


def _one_after_the_other(served: Served) -> list[float]:
    """Alarms of as many tickets at known moments, written beside the running bot as a short command would."""
    database = Database.open(served.url, alone=False)
    start = datetime.now(UTC) + timedelta(seconds=3)
    moments = [start + timedelta(seconds=EVERY * number) for number in range(ALARMS)]
    database.write_now(lambda session: _plan(session, served.cast, moments))
    database.close()
    accepted: dict[str, float] = {}

    def look() -> None:
        now = time.time()
        said = [message.text for phone in served.phones.values() for message in list(phone.chat.messages.values())]
        for number in range(len(accepted), ALARMS):
            if any(_number(number) in text for text in said):
                accepted.setdefault(_number(number), now)

    unwatch = served.world.watch(look)
    served.world.wait_for(lambda: len(accepted) == ALARMS, 120)
    unwatch()
    return [accepted[_number(number)] - moment.timestamp() for number, moment in enumerate(moments)]


def _plan(session: Session, cast: Cast, moments: Sequence[datetime]) -> None:
    """One dispatched ticket for each moment, with a single alarm then, for one of the people in turn."""
    for number, moment in enumerate(moments):
        ticket = _ticket(session, cast, number, moment - timedelta(minutes=10))
        duty = session.exec(
            select(DutyRow).where(DutyRow.ticket_id == ticket.id, col(DutyRow.met_at).is_(None))
        ).first()
        assert duty is not None
        session.add(_alarm(ticket, duty, [PARTIES[number % len(PARTIES)]], moment))
    session.execute(update(OutboxRow).values(state="obsolete", reason="bench"))


def _all_at_once() -> float:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        cast = database.write_now(settle_in)
        database.write_now(lambda session: _crowd(session, cast, now))
        started = time.perf_counter()
        while database.write_now(lambda session: plan_due(session, cast.offices, now)).more:
            pass
        took = time.perf_counter() - started
        rows = database.read_now(lambda session: len(session.exec(select(OutboxRow.id)).all()))
        assert rows == AT_ONCE, rows
        database.close()
    return took


def _crowd(session: Session, cast: Cast, now: datetime) -> None:
    """Ten duties due now on each of very many tickets."""
    for number in range(TICKETS):
        ticket = _ticket(session, cast, number, now - timedelta(minutes=10))
        for place in range(AT_ONCE // TICKETS):
            duty = DutyRow(
                office_id="yichuan_road", ticket_id=id_of(ticket), key=f"B-{place}", rule=f"B-{place}", owed_by="unit",
                starts_at=now - timedelta(hours=1), due_at=now,
            )  # fmt: skip
            session.add(duty)
            session.add(_alarm(ticket, duty, ["unit"], now))
    session.execute(update(OutboxRow).values(state="obsolete"))
    session.flush()
    for row in session.exec(select(OutboxRow)).all():
        session.delete(row)


def _ticket(session: Session, cast: Cast, number: int, now: datetime) -> Ticket:
    ticket = register(session, cast, now, number=_number(number))
    ticket.unit_id, ticket.territory_id, ticket.state = id_of(cast.unit), id_of(cast.territory), State.DISPATCHED
    session.flush()
    ended = update(AlarmRow).where(col(AlarmRow.ticket_id) == ticket.id)
    session.execute(ended.values(state="obsolete", reason="bench"))
    return ticket


def _alarm(ticket: Ticket, duty: DutyRow, audience: list[str], moment: datetime) -> AlarmRow:
    return AlarmRow(
        office_id="yichuan_road", ticket_id=id_of(ticket), key=duty.key, rule=duty.rule, stage="bench",
        audience=audience, lane=2, due_at=moment, fire_at=moment,
    )  # fmt: skip


def _number(number: int) -> str:
    return f"20261120{number:06}"


if __name__ == "__main__":
    main()
