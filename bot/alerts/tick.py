"""Wakes at the earliest waiting alarm and plans what is due; nothing of the future lives anywhere but in the table."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from sqlmodel import Session

from bot.alerts import handovers
from bot.alerts.bulletin_round import BulletinRound
from bot.alerts.drift import Drift
from bot.alerts.due import MOST_AT_ONCE, TickResult, plan_due
from bot.alerts.limits import SendRules
from bot.alerts.now_and_then import NowAndThen
from bot.alerts.recovery import Outage
from bot.alerts.word_to_desk import cannot_plan, tell_desk
from bot.ports import Clock
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work.offices import Offices
from storage import alarms, tickets
from storage.database import UNAVAILABLE, Database
from storage.rows import id_of

__all__ = ["TickResult", "Ticker", "plan_due"]

BEAT_SECONDS = 2.0
"""The table is looked at this often anyway, by steady time: a clock that was set back must not put anybody to sleep."""

BREATH_SECONDS = 0.05
EARLIEST = "earliest alarm"
SAME_MOMENT = timedelta(milliseconds=5)
"""Two readings of two clocks never agree to the microsecond."""

logger = logging.getLogger(__name__)


class Ticker:
    """`run` until `stop`. `wake` after a commit that may have planned alarms, and when a virtual clock jumped."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        offices: Offices,
        wake_sender: Callable[[], None],
        *,
        rules: SendRules | None = None,
        outage: Outage | None = None,
        beat: Callable[[], None] = lambda: None,
        plan: Callable[..., TickResult] = plan_due,
    ) -> None:
        self.offices = offices
        self.outage = outage
        self._database, self._clock, self._beat = database, clock, beat
        self._wake_sender, self._plan_due = wake_sender, plan
        self._rules = rules or SendRules()
        self._waker = Waker()
        self._stopping = False
        self._drift = Drift.of(clock)
        self._handovers = NowAndThen()
        self._bulletins = BulletinRound(database, clock, wake_sender)
        self._arranged: datetime | None = None
        # In UTC and without its own memory: it knows one moment at a time, taken from the table.
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def wake(self) -> None:
        """Look at the table now; from any thread."""
        self._waker.wake()

    async def run(self) -> None:
        """Plan until `stop` is called."""
        self.start_scheduler()
        try:
            while not self._stopping:
                try:
                    await self.round()
                    # Only a round that went well is a sign of life: what fails for ever is for the watchdog to end.
                    self._beat()
                except Exception as error:
                    logger.error("a round of planning failed: %s", place_of(error))
                # Every act wakes us; what acts in quick succession plan is looked at once.
                await asyncio.sleep(BREATH_SECONDS)
                await self._waker.wait(BEAT_SECONDS)
        finally:
            self.stop_scheduler()

    def start_scheduler(self) -> None:
        """What `run` does first; for single rounds."""
        self._scheduler.start()

    def stop_scheduler(self) -> None:
        self._scheduler.shutdown(wait=False)

    def stop(self) -> None:
        """End after the present round."""
        self._stopping = True
        self._waker.wake()

    async def round(self) -> None:
        """Plan everything due at this moment, then arrange to be woken for the next alarm."""
        jump = self._drift.jump(self._clock)
        if jump:
            logger.warning("the clock was set by %+.0f s; nothing is planned in this round", jump)
            return
        try:
            await self._plan_handovers()
            await self._bulletins.run(self.offices)
            earliest = await self._database.read(alarms.next_moment)
            if earliest is not None and earliest <= self._clock.now():
                await self._plan_all()
                earliest = await self._database.read(alarms.next_moment)
        except UNAVAILABLE as error:
            logger.warning("alarms cannot be planned now: %s", type(error).__name__)
            return
        if earliest is not None:
            self._arrange(earliest)

    async def _plan_handovers(self) -> None:
        now, offices = self._clock.now(), self.offices
        if self._handovers.is_time(offices, now):
            if await self._database.write(lambda session: handovers.plan(session, offices, now)):
                self._wake_sender()
            self._handovers.looked(offices, now)

    async def _plan_all(self) -> None:
        more = True
        while more:
            now = self._clock.now()
            try:
                result = await self._plan(now)
            except UNAVAILABLE:
                raise
            except Exception as error:
                logger.error("a batch of alarms cannot be planned: %s", place_of(error))
                await self._plan_one_by_one(now)
                continue
            more = result.more
            if result.rows:
                self._wake_sender()
            logger.debug("planned %s", result)

    async def _plan_one_by_one(self, now: datetime) -> None:
        """A ticket that cannot be planned is set aside, so that the others are heard."""
        for ticket_id in await self._database.read(lambda session: alarms.tickets_due(session, now, MOST_AT_ONCE)):
            try:
                await self._plan(now, only=ticket_id)
            except UNAVAILABLE:
                raise
            except Exception as error:
                why = place_of(error)
                logger.error("the alarms of ticket %s cannot be planned: %s", ticket_id, why)
                await self._database.write(partial(set_aside, ticket_id=ticket_id, why=why, now=now))
        self._wake_sender()

    async def _plan(self, now: datetime, only: int | None = None) -> TickResult:
        def work(session: Session) -> TickResult:
            return self._plan_due(session, self.offices, now, outage=self.outage, rules=self._rules, only=only)

        return await self._database.write(work)

    def _arrange(self, earliest: datetime) -> None:
        """The scheduler runs by the machine's clock, which a virtual clock is ahead of: only the distance counts."""
        delay = max(timedelta(), earliest - self._clock.now())
        moment = datetime.now(UTC) + delay
        if self._arranged is not None and abs(moment - self._arranged) < SAME_MOMENT:
            return
        self._arranged = moment
        self._scheduler.add_job(
            self._called, DateTrigger(moment), id=EARLIEST, replace_existing=True, misfire_grace_time=None
        )

    async def _called(self) -> None:
        self._arranged = None
        self._waker.wake()


def set_aside(session: Session, ticket_id: int, why: str, now: datetime) -> None:
    """End a ticket's due alarms without saying them, and let the desk know that it must watch by itself."""
    due = alarms.due_of(session, [ticket_id], now)
    alarms.end(session, [(id_of(row), alarms.UNDELIVERABLE, f"无法计算（{why}）") for row in due], now)
    ticket = tickets.ticket(session, ticket_id)
    if ticket is not None and due:
        tell_desk(session, ticket.office_id, cannot_plan(ticket), now, ticket_id=ticket_id)
