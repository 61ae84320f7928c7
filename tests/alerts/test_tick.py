import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.alerts.drift import Drift
from bot.alerts.due import TickResult, plan_due
from bot.alerts.tick import BEAT_SECONDS, Ticker
from bot.playground.clock import VirtualClock
from storage import alarms
from storage.database import Database
from tests.alerts.alarms import MINUTE, MORNING, Office


class SteppedClock:
    """A wall clock that somebody sets while the steady one just runs."""

    def __init__(self) -> None:
        self.wall, self.steady = MORNING, 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def run(self, seconds: float, and_set_by: float = 0.0) -> None:
        self.wall += timedelta(seconds=seconds + and_set_by)
        self.steady += seconds


@pytest.fixture
def office(sqlite: Database) -> Office:
    return Office(sqlite)


def _ticker(office: Office, clock: Any, woken: Callable[[], None] = lambda: None, **more: Any) -> Ticker:
    return Ticker(office.database, clock, office.cast.offices, woken, **more)


def _due(office: Office, at: datetime = MORNING, number: int = 0) -> int:
    ticket = office.open_ticket(f"2026112001{number:04}")
    office.owe(due_at=at, ticket_id=ticket)
    return office.plan("due", at, due_at=at, ticket_id=ticket)


def test_the_ticker_wakes_at_the_moment_of_the_earliest_alarm_and_calls_the_sender(office: Office) -> None:
    clock = VirtualClock(MORNING)
    moment = clock.now() + timedelta(seconds=0.4)
    _due(office, moment)

    async def scenario() -> float:
        called = asyncio.Event()
        ticker = _ticker(office, clock, called.set)
        task = asyncio.create_task(ticker.run())
        await asyncio.wait_for(called.wait(), 10)
        late = (clock.now() - moment).total_seconds()
        ticker.stop()
        await task
        return late

    # Well before the fallback beat, which would come two seconds after the start.
    assert 0 <= asyncio.run(scenario()) < BEAT_SECONDS / 2


def test_a_jump_of_the_virtual_clock_fires_what_it_passed_when_the_ticker_is_called(office: Office) -> None:
    clock = VirtualClock(MORNING, frozen=True)
    alarm = _due(office, MORNING + timedelta(days=2))

    async def scenario() -> None:
        called = asyncio.Event()
        ticker = _ticker(office, clock, called.set)
        task = asyncio.create_task(ticker.run())
        clock.subscribe(ticker.wake)
        await asyncio.to_thread(clock.advance, 2 * 24 * 3600.0)
        await asyncio.wait_for(called.wait(), 10)
        ticker.stop()
        await task

    asyncio.run(scenario())

    assert office.alarm(alarm).state == "fired"


def test_a_clock_set_forward_is_noticed_and_planning_skips_one_round(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SteppedClock()
    alarm = _due(office, MORNING + 30 * MINUTE)
    ticker = _ticker(office, clock)

    async def rounds() -> list[str]:
        clock.run(2, and_set_by=3600)
        await ticker.round()
        skipped = office.alarm(alarm).state
        clock.run(2)
        await ticker.round()
        return [skipped, office.alarm(alarm).state]

    assert _with_scheduler(ticker, rounds) == ["waiting", "fired"]
    assert "the clock was set by +3600 s" in caplog.text


def test_a_clock_set_back_repeats_nothing(office: Office) -> None:
    clock = SteppedClock()
    _due(office)
    ticker = _ticker(office, clock)

    async def rounds() -> None:
        await ticker.round()
        clock.run(2, and_set_by=-3600)
        for _ in range(3):
            await ticker.round()
            clock.run(3600)

    _with_scheduler(ticker, rounds)

    assert len(office.rows()) == 1


def test_small_differences_between_the_clocks_are_no_jump() -> None:
    clock = SteppedClock()
    drift = Drift.of(clock)
    jumps = []
    for seconds in (0, 59, -59, 61, -61):
        clock.run(2, and_set_by=seconds)
        jumps.append(drift.jump(clock))

    assert jumps == [0, 0, 0, 61, -61]


def test_a_ticket_that_cannot_be_planned_is_set_aside_and_the_desk_is_told(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = _due(office, number=1), _due(office, number=2)
    poisoned = office.alarm(bad).ticket_id

    def plan(session: Session, offices: Any, now: datetime, **more: Any) -> TickResult:
        only = more.get("only")
        if only == poisoned or (only is None and poisoned in alarms.tickets_due(session, now, 10)):
            raise KeyError("样英 13800000001")
        return plan_due(session, offices, now, **more)

    ticker = _ticker(office, VirtualClock(MORNING, frozen=True), plan=plan)
    _with_scheduler(ticker, ticker.round)

    assert (office.alarm(good).state, office.alarm(bad).state) == ("fired", "undeliverable")
    told = [row.payload["html"] for row in office.rows() if row.person_id == office.cast.clerk.id and row.kind == "say"]
    assert ["提醒无法计算" in html for html in told] == [True]
    assert "样英" not in caplog.text


def test_a_round_that_fails_does_not_end_the_ticker(office: Office) -> None:
    _due(office)
    failures = iter([RuntimeError(), RuntimeError(), RuntimeError()])

    def plan(session: Session, offices: Any, now: datetime, **more: Any) -> TickResult:
        for failure in failures:
            raise failure
        return plan_due(session, offices, now, **more)

    async def scenario() -> None:
        called = asyncio.Event()
        ticker = _ticker(office, VirtualClock(MORNING, frozen=True), called.set, plan=plan)
        task = asyncio.create_task(ticker.run())
        await asyncio.wait_for(called.wait(), 10)
        ticker.stop()
        await task

    asyncio.run(scenario())


def _with_scheduler(ticker: Ticker, work: Callable[[], Any]) -> Any:
    """Single rounds, with the scheduler that `run` would have started."""

    async def scenario() -> Any:
        ticker.start_scheduler()
        try:
            return await work()
        finally:
            ticker.stop_scheduler()

    return asyncio.run(scenario())
