"""A round of the ticker with nothing due, beside few and beside very many waiting alarms.

Bars: at most 1 ms with a million waiting, and within twice the time with ten thousand.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from benchmarks.served_bot import spread
from bot.alerts.tick import Ticker
from bot.app import SystemClock
from storage.database import Database
from storage.rows import id_of
from storage.tables import AlarmRow
from tests.people import Cast, register, settle_in

FEW, MANY = 10_000, 1_000_000
ROUNDS, CHUNK = 1000, 50_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        cast = database.write_now(settle_in)
        ticket_id = database.write_now(lambda session: id_of(register(session, cast, datetime.now(UTC))))
        planned = 0
        for waiting in (FEW, MANY):
            for chunk in _alarms(ticket_id, planned, waiting):
                database.write_now(lambda session, chunk=chunk: _insert(session, chunk))
            planned = waiting
            print(f"{waiting:>9,} waiting, nothing due: {spread(asyncio.run(_rounds(database, cast)))}")
        database.close()


async def _rounds(database: Database, cast: Cast) -> list[float]:
    ticker = Ticker(database, SystemClock(), cast.offices, lambda: None)
    ticker.start_scheduler()
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await ticker.round()
        took.append(time.perf_counter() - started)
    ticker.stop_scheduler()
    return took


def _alarms(ticket_id: int, start: int, end: int) -> Iterator[list[dict[str, object]]]:
    """Alarms of the next years, a minute apart."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    like_all = AlarmRow(
        office_id="yichuan_road", ticket_id=ticket_id, key="YC-T09", rule="YC-T09", stage="due",
        audience=["unit"], lane=2, due_at=tomorrow, fire_at=tomorrow,
    ).model_dump(exclude={"id"})  # fmt: skip
    for first in range(start, end, CHUNK):
        moments = [tomorrow + timedelta(minutes=number) for number in range(first, min(end, first + CHUNK))]
        yield [{**like_all, "due_at": moment, "fire_at": moment} for moment in moments]


def _insert(session: Session, rows: list[dict[str, object]]) -> None:
    session.execute(insert(AlarmRow), rows)


if __name__ == "__main__":
    main()
