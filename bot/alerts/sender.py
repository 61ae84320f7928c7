"""Takes what waits in the outbox to the messenger: several chats at once, one message at a time to each."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.alerts.breaker import Breaker
from bot.alerts.delivery import Compose, Courier, Outcome
from bot.alerts.limits import Pace, SendRules
from bot.alerts.ordering import heads, queues
from bot.alerts.pacing import Pacing
from bot.alerts.papering import FormMaker
from bot.alerts.recovery import adopt_orphans
from bot.alerts.settling import NextReceiver
from bot.ports import Clock, Messenger
from bot.reports.filling.filler import Filler
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work.offices import Offices
from storage import outbox
from storage.database import UNAVAILABLE, Database
from storage.outbox import Waiting

MOST_ROWS = 20_000
MANY_ROWS, LOOKING_SHARE = 50, 4
"""Looking at a long outbox takes time: after such a look, this many times as long is spent otherwise."""
ORPHANS_EVERY = 15.0
AFTER_TROUBLE = 1.0
ROUNDING = 1e-6
"""Seconds added and taken away again do not always leave nothing."""
logger = logging.getLogger(__name__)


class Sender:
    """`run` until `drain`. `wake` after every commit that wrote outbox rows; from any thread.

    `idle` is set while nothing is under way and nothing may leave at once.
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clock: Clock,
        compose: Compose,
        offices: Offices,
        next_receiver: NextReceiver,
        *,
        pace: Pace | None = None,
        rules: SendRules | None = None,
        boot_id: str | None = None,
        archives: Path | None = None,
        forms: FormMaker | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.rules = rules or SendRules()
        self.idle = asyncio.Event()
        self._database, self._clock, self._beat = database, clock, beat
        boot_id = boot_id or uuid.uuid4().hex
        self._courier = Courier(
            database, messenger, clock, compose, offices, next_receiver, self.rules, boot_id, archives or Path(),
            forms=forms or FormMaker(Filler(), Path()),
        )  # fmt: skip
        self._pacing = Pacing(pace or Pace())
        self._breaker = Breaker(self.rules.probe_first, self.rules.probe_most)
        self._waker = Waker()
        self._queues: dict[int, list[Waiting]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._stopping = False
        self._stale = self._look_ahead = True
        self._next_at: datetime | None = None
        self._look_by = self._look_after = self._orphans_by = 0.0

    @property
    def under_way(self) -> int:
        """How many messages are on their way."""
        return len(self._tasks)

    def wake(self) -> None:
        """The outbox or the clock has changed."""
        self._stale = True
        self.idle.clear()
        self._waker.wake()

    def use_offices(self, offices: Offices) -> None:
        """Compose by these offices from now on."""
        self._courier.offices = offices

    async def run(self) -> None:
        """Send until `drain` is called."""
        while not self._stopping:
            wait = AFTER_TROUBLE
            try:
                await self._look()
                wait = self._start_what_may_leave()
                if not self._tasks and not self._stale and not any(self._queues.values()):
                    self.idle.set()
                # Only a round that went well is a sign of life: what fails for ever is for the watchdog to end.
                self._beat()
            except Exception as error:
                logger.error("a round of sending failed: %s", place_of(error))
            await self._waker.wait(wait)

    async def drain(self) -> int:
        """Start nothing more and wait for what is under way; returns how much of it did not end in time."""
        self._stopping = True
        self._waker.wake()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=self.rules.drain.total_seconds())
        return len(self._tasks)

    async def _look(self) -> None:
        """Read what may leave, when somebody called, when a row's moment has come, and now and then anyway."""
        started = asyncio.get_running_loop().time()
        moment_has_come = self._next_at is not None and self._next_at <= self._clock.now()
        if started < self._look_after or not (self._stale or moment_has_come or started >= self._look_by):
            return
        self._stale = False
        try:
            await self._adopt_orphans(started)
            ahead, self._look_ahead = moment_has_come or started >= self._look_by or self._look_ahead, False
            rows = await self._read(ahead)
            await self._end_those_without_chat(rows)
        except UNAVAILABLE as error:
            logger.warning("the outbox cannot be read: %s", type(error).__name__)
            self._stale = self._look_ahead = True
            self._look_after = started + AFTER_TROUBLE
            return
        ended = asyncio.get_running_loop().time()
        if ahead:
            self._look_by = ended + self.rules.beat
        if len(rows) > MANY_ROWS:
            self._look_after = ended + LOOKING_SHARE * (ended - started)

    async def _read(self, ahead: bool) -> list[Waiting]:
        """What may leave now, and `ahead` also when the next row may.

        That is seldom news: rows of the future are noticed with the beat, and those put back are ours.
        """
        now = self._clock.now()

        def look(session: Session) -> tuple[list[Waiting], datetime | None]:
            rows = outbox.due(session, now, MOST_ROWS)
            return rows, outbox.next_moment(session, now) if ahead else self._next_at

        rows, self._next_at = await self._database.read(look)
        self._queues = queues(rows, now)
        return rows

    async def _end_those_without_chat(self, rows: list[Waiting]) -> None:
        for row in rows:
            if row.chat_id is None:
                await self._courier.end_without_chat(row.id)
                self._stale = True

    async def _adopt_orphans(self, started: float) -> None:
        """Once at the start where we are alone; again and again where other processes may die beside us."""
        if started < self._orphans_by:
            return
        now, alone = self._clock.now(), self._database.is_sqlite
        count = await self._database.write(lambda s: adopt_orphans(s, self._courier.boot_id, now, alone))
        self._orphans_by = float("inf") if alone else started + ORPHANS_EVERY
        if count:
            logger.warning("%s messages were on their way when a sender stopped; they are sent again, marked", count)

    def _start_what_may_leave(self) -> float:
        """Start every delivery that may start; returns the seconds until the next one may."""
        now, steady = self._clock.now(), self._clock.monotonic()
        soonest = self.rules.beat
        for chat_id in heads(self._queues, now):
            if len(self._tasks) >= self.rules.at_once:
                break
            if chat_id in self._tasks:
                continue
            wait = max(self._breaker.ready_in(steady), self._pacing.ready_in(chat_id, steady))
            if wait > ROUNDING:
                soonest = min(soonest, wait)
            else:
                self._start(chat_id, self._queues[chat_id].pop(), steady)
        if self._next_at is not None:
            soonest = min(soonest, (self._next_at - now).total_seconds())
        if self._stale:
            soonest = min(soonest, self._look_after - asyncio.get_running_loop().time())
        return max(0.001, soonest)

    def _start(self, chat_id: int, row: Waiting, steady: float) -> None:
        self.idle.clear()
        self._breaker.begin()
        self._pacing.begin(chat_id, steady)
        task = asyncio.create_task(self._deliver(chat_id, row), name=f"outbox row {row.id}")
        self._tasks[chat_id] = task

    async def _deliver(self, chat_id: int, row: Waiting) -> None:
        outcome = Outcome()
        try:
            outcome = await self._courier.deliver(row.id, chat_id)
        except UNAVAILABLE as error:
            logger.warning("outbox row %s cannot be claimed: %s", row.id, type(error).__name__)
            self._queues.clear()
            self._look_after = asyncio.get_running_loop().time() + AFTER_TROUBLE
        finally:
            del self._tasks[chat_id]
            self._note(chat_id, outcome)
            if not outcome.final:
                self._stale = self._look_ahead = True
            self._waker.wake()

    def _note(self, chat_id: int, outcome: Outcome) -> None:
        steady = self._clock.monotonic()
        self._pacing.end(chat_id, steady, counted=outcome.asked)
        if outcome.wait is not None:
            self._pacing.told_to_wait(chat_id, outcome.wait, steady)
        if not outcome.asked:
            self._breaker.untried()
        elif outcome.reached:
            self._breaker.answered()
        else:
            self._breaker.refused(steady)
