import asyncio
from datetime import timedelta

from sqlmodel import Session

from bot.alerts.heart import Heart
from bot.alerts.recovery import Outage
from bot.playground.clock import VirtualClock
from storage import heartbeats
from storage.database import Database
from tests.storage.staff import MORNING

MINUTE = timedelta(minutes=1)


def _last_beat(database: Database) -> object:
    return database.read_now(heartbeats.last_beat)


def test_a_first_start_knows_of_no_outage(database: Database) -> None:
    heart = Heart(database, VirtualClock(MORNING, frozen=True))

    assert asyncio.run(heart.first_beat()) is None
    assert _last_beat(database) == MORNING


def test_a_start_long_after_the_last_beat_tells_from_when_to_when_nobody_worked(sqlite: Database) -> None:
    clock = VirtualClock(MORNING, frozen=True)
    asyncio.run(Heart(sqlite, clock).first_beat())
    clock.advance(20 * 60)

    outage = asyncio.run(Heart(sqlite, clock).first_beat())

    assert outage == Outage(MORNING, MORNING + 20 * MINUTE)
    assert outage.words() == "09:30–09:50"


def test_an_outage_over_night_names_the_days() -> None:
    assert Outage(MORNING, MORNING + timedelta(hours=20)).words() == "11-20 09:30–11-21 05:30"


def test_a_quick_restart_is_no_outage(sqlite: Database) -> None:
    clock = VirtualClock(MORNING, frozen=True)
    asyncio.run(Heart(sqlite, clock).first_beat())
    clock.advance(30)

    assert asyncio.run(Heart(sqlite, clock).first_beat()) is None


def test_the_heart_beats_until_it_is_stopped_and_once_more(sqlite: Database) -> None:
    def rounds(session: Session) -> int:
        return session.get_one(heartbeats.Heartbeat, "bot").round

    async def scenario() -> None:
        heart = Heart(sqlite, VirtualClock(MORNING, frozen=True), beat_seconds=0.01)
        await heart.first_beat()
        task = asyncio.create_task(heart.run())
        async with asyncio.timeout(10):
            while sqlite.read_now(rounds) < 3:
                await asyncio.sleep(0.005)
        heart.stop()
        await task

    asyncio.run(scenario())
