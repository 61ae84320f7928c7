"""New days come into force while the bot runs, and what an act planned by the old law meanwhile is put right."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from sqlmodel import select

from bot.alerts import law_watch
from bot.alerts.law_watch import LawWatch
from bot.playground.clock import VirtualClock
from bot.rulebooks.holiday_notice import read_notice
from bot.rulebooks.holiday_plan import with_ordinary_days
from bot.rules.calendar import CHINA, DayEntry
from bot.work import holidays
from bot.work.offices import Law, Offices
from storage import tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import Day, OutboxRow
from tests.alerts.rig import PATIENCE
from tests.people import OFFICE, Cast, read_law, register, settle_in
from tests.rulebooks.notices import NEXT_YEAR

LATE = datetime(2027, 9, 24, 10, 0, tzinfo=CHINA)
FIELDS = {"called_at": "2027-09-24 09:00", "platform_dispatched_at": "2027-09-24 09:30"}


@dataclass
class Running:
    """A bot's offices and the watch that changes them."""

    database: Database
    offices: Offices
    cast: Cast
    tried: threading.Event = field(default_factory=threading.Event)
    used: threading.Event = field(default_factory=threading.Event)

    def watch(self, every_seconds: float = 60) -> LawWatch:
        clock = VirtualClock(LATE, frozen=True)
        return LawWatch(self.database, clock, self.read_law, lambda: self.offices, self.use, every_seconds)

    def use(self, offices: Offices) -> None:
        self.offices = offices
        self.used.set()

    def read_law(self, text: str, name: str, days: Sequence[Day]) -> Law:
        self.tried.set()
        return read_law(text, name, days)

    def publish(self) -> None:
        plan = read_notice(NEXT_YEAR)
        self.database.write_now(lambda session: holidays.publish(session, with_ordinary_days(plan), plan.source))

    def register(self, number: str) -> int:
        """By the offices as this bot knows them at the moment."""
        return self.database.write_now(
            lambda session: id_of(register(session, self.cast, LATE, number=number, **FIELDS))
        )

    def due_day(self, ticket_id: int) -> date:
        rows = self.database.read_now(lambda session: tickets.duties(session, ticket_id))
        return next(row.due_at.astimezone(CHINA).date() for row in rows if row.key == "YC-T09")


@pytest.fixture
def running(database: Database) -> Running:
    cast = database.write_now(settle_in)
    return Running(database, cast.offices, cast)


def test_nothing_new_means_nothing_done(running: Running) -> None:
    before = running.offices
    assert asyncio.run(running.watch().look()) is False
    assert running.offices is before


def test_new_days_are_in_force_and_every_open_ticket_follows(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law_watch, "AT_ONCE", 2)
    ids = [running.register(f"2027092400{number:04}") for number in range(5)]
    running.publish()
    assert asyncio.run(running.watch().look()) is True
    assert running.offices.present_law(OFFICE).calendar.status(date(2027, 9, 27)) == "official"
    assert {running.due_day(ticket_id) for ticket_id in ids} == {date(2027, 9, 30)}
    rows = running.database.read_now(lambda session: session.exec(select(OutboxRow)).all())
    said = [row.payload["plain"] for row in rows if row.kind == "say" and "有更新" in row.payload["plain"]]
    assert len(said) == 1
    assert "5项时间有变" in said[0]
    assert asyncio.run(running.watch().look()) is False


def test_the_watch_goes_on_after_a_law_that_cannot_be_opened(running: Running) -> None:
    gap = DayEntry(date(2040, 1, 3), False)
    running.database.write_now(lambda session: holidays.set_own_day(session, OFFICE, gap))

    async def watch() -> None:
        task = asyncio.create_task(running.watch(every_seconds=0.01).run())
        assert await asyncio.to_thread(running.tried.wait, PATIENCE)
        await running.database.write(lambda session: holidays.clear_own_day(session, OFFICE, gap.day))
        own = DayEntry(date(2027, 9, 28), False)
        await running.database.write(lambda session: holidays.set_own_day(session, OFFICE, own))
        assert await asyncio.to_thread(running.used.wait, PATIENCE)
        task.cancel()

    asyncio.run(watch())
    assert not running.offices.present_law(OFFICE).calendar.is_working(date(2027, 9, 28))
