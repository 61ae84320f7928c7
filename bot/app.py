"""The one wiring point: settings → database → offices → poller, worker, ticker, sender → chat."""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.alerts.archiver import Archiver
from bot.alerts.audit import Auditor
from bot.alerts.catching_up import CatchingUp
from bot.alerts.compose import compose
from bot.alerts.forms import FormsOfTicket
from bot.alerts.heart import Heart
from bot.alerts.law_watch import LawWatch
from bot.alerts.limits import Pace, SendRules
from bot.alerts.offering_again import offer_again
from bot.alerts.papering import FormMaker
from bot.alerts.recovery import Outage
from bot.alerts.repair import Repair
from bot.alerts.sender import Sender
from bot.alerts.tick import Ticker
from bot.alerts.watchdog import Watchdog
from bot.chat.answering import Answerer
from bot.chat.dialogues.asking_again import ask_again
from bot.chat.fetching import Fetcher
from bot.chat.handlers.asked import offer
from bot.chat.inbox import Worker
from bot.chat.incoming import Asked, Attachment, from_update
from bot.chat.menus import Menus
from bot.chat.poller import Poller
from bot.chat.replies import NOTHING, Reply
from bot.chat.router import handle, wanted_file
from bot.config import Settings
from bot.installation import read_law
from bot.intake.coming_in import Servant, coming_in
from bot.intake.desk_files import DeskFiles
from bot.ports import Clock, Messenger, Offer, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.reports.filling.filler import Filler
from bot.rules.outcome import Refused
from bot.spreadsheets.reader import readable
from bot.work import heard
from bot.work.importing.runs import is_under_way
from bot.work.offices import Offices
from bot.work.receivers import next_receiver
from storage import alarms, outbox
from storage.database import Database
from storage.leadership import Leadership

EXIT_STALLED = 70
NAME_EVERY_SECONDS = 30.0
SETTLING_SECONDS = 0.02
logger = logging.getLogger(__name__)


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Application:
    """The running product over an open database and a messenger. `run` until `stop`."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        offices: Offices,
        messenger: Messenger,
        clock: Clock,
    ) -> None:
        self.database, self.offices, self.clock = database, offices, clock
        self._messenger = messenger
        self._stopped = asyncio.Event()
        self._bot_name = ""
        self._handled = asyncio.Event()
        self._ready = asyncio.Event()
        self._leadership = Leadership(database)
        self._watchdog = Watchdog(_give_up, settings.delivery.stalled_after_seconds)
        rules, pace = send_rules(settings), Pace(**settings.pacing.model_dump())
        forms = FormMaker(Filler(), settings.storage.files)
        self._filler = forms.filler
        self.sender = Sender(
            database, messenger, clock, compose, offices, next_receiver,
            pace=pace, rules=rules, beat=self._beat("sender"), archives=settings.storage.archive, forms=forms,
        )  # fmt: skip
        self.ticker = Ticker(database, clock, offices, self.sender.wake, rules=rules, beat=self._beat("ticker"))
        self._repair = Repair(database, clock, (offer_again, self._ask_again), self.sender.wake)
        self.worker = Worker(
            database, messenger, clock, self._handle, self._wanted_files, self._done,
            read_file=_readable, leads=lambda: self._leadership.leads, beat=self._beat("worker"),
        )  # fmt: skip
        self._answerer = Answerer(database, messenger, clock, self._offer)
        self.poller = Poller(
            database, messenger, clock, self.worker.wake, asked=self._answerer.hear, on_silence=self._repair.silence,
            leads=self._leadership.acquire, beat=self._beat("poller"),
        )  # fmt: skip
        self.fetcher = Fetcher(database, messenger, clock, settings.storage.files)
        self.archiver = Archiver(
            database,
            clock,
            lambda: self.offices,
            settings.storage.files,
            settings.storage.archive,
            FormsOfTicket(database, lambda: self.offices, forms).made,
        )
        self._menus = Menus(database, messenger, clock, lambda: self.offices)
        self.desk_files = DeskFiles(
            database, messenger, clock, lambda: self.offices,
            said=self.sender.wake, leads=lambda: self._leadership.leads,
        )  # fmt: skip
        self._by_themselves = coming_in(
            settings, database, clock, lambda: self.offices,
            said=self._done, leads=lambda: self._leadership.leads,
        )  # fmt: skip
        self._heart = Heart(database, clock, on_outage=self._note_outage)
        self._auditor = Auditor(database, clock)
        self._catching_up = CatchingUp(database, clock, lambda: self.offices)
        self._law_watch = LawWatch(database, clock, read_law, lambda: self.offices, self.use_offices)

    async def run(self) -> None:
        """Work until `stop` is called, then let what is under way end."""
        self.ticker.outage = await self._heart.first_beat()
        if self.ticker.outage is not None:
            await self._repair.after(self.ticker.outage)
        self._ready.set()
        self._watchdog.start()
        background = [asyncio.create_task(part) for part in self._background()]
        parts = [asyncio.create_task(part) for part in self._parts()]
        stopping = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait([stopping, *parts], return_when=asyncio.FIRST_COMPLETED)
            await self._drain()
            await asyncio.gather(*parts)
        finally:
            for task in (*background, stopping, *parts):
                task.cancel()
            await asyncio.gather(*background, stopping, *parts, return_exceptions=True)
            self._watchdog.stop()
            self._leadership.release()

    def stop(self) -> None:
        """Begin to stop; from the event loop's thread."""
        self._stopped.set()

    def clock_jumped(self) -> None:
        """A virtual clock was moved; from any thread."""
        self.ticker.wake()
        self.sender.wake()

    async def settled(self) -> None:
        """Until everything kept has had its effect, everything due is planned, and everything sayable is said."""
        await self._ready.wait()
        while True:
            self._handled.clear()
            if await self.database.read(lambda session: heard.waiting(session, 1, ())):
                await self._handled.wait()
                continue
            if await self.database.read(is_under_way):
                await asyncio.sleep(SETTLING_SECONDS)
                continue
            await self.ticker.round()
            await self.sender.idle.wait()
            if not await self.database.read(self._something_is_due):
                return
            # What was committed a moment ago may not have called the sender yet.
            self.sender.wake()

    def use_offices(self, offices: Offices) -> None:
        """Decide by these offices from now on: a rulebook or the calendar has changed."""
        self.offices = self.ticker.offices = offices
        self.sender.use_offices(offices)

    def _something_is_due(self, session: Session) -> bool:
        now, earliest = self.clock.now(), alarms.next_moment(session)
        if (earliest is not None and earliest <= now) or heard.waiting(session, 1, ()):
            return True
        return bool(outbox.due(session, now, 1)) or not self.sender.idle.is_set()

    def _parts(self) -> Sequence[Coroutine[Any, Any, None]]:
        return [part.run() for part in (self.poller, self.worker, self.ticker, self.sender, self._heart, self._auditor)]

    def _background(self) -> Sequence[Coroutine[Any, Any, None]]:
        """What may be cut off at any moment and is taken up again."""
        own: Sequence[Servant] = (
            self.fetcher, self.archiver, self._menus, self.desk_files, self._law_watch, self._catching_up,
        )  # fmt: skip
        return [*(servant.run() for servant in (*own, *self._by_themselves)), self._learn_name()]

    async def _drain(self) -> None:
        """Hear nothing new, finish what was begun, then say nothing new: a normal stop leaves nothing unknown."""
        logger.info("stopping")
        self.poller.stop()
        await self.worker.drain()
        await self._answerer.drain()
        self.ticker.stop()
        left = await self.sender.drain()
        await self._filler.close()
        self._heart.stop()
        self._auditor.stop()
        if left:
            logger.warning("%s messages were still on their way when the time to stop was over", left)

    def _done(self) -> None:
        self._handled.set()
        self.sender.wake()
        self.ticker.wake()
        self.fetcher.wake()
        self.archiver.wake()
        self._menus.wake()
        self.desk_files.wake()

    async def _learn_name(self) -> None:
        """What the bot is called, once the messenger can be asked; until then every command is taken for ours."""
        while not self._bot_name:
            try:
                self._bot_name = await self._messenger.username()
            except (TemporaryFailure, UnknownOutcome, PermanentFailure) as failure:
                logger.info("the bot's name is not known yet: %s", failure.reason)
                await asyncio.sleep(NAME_EVERY_SECONDS)

    def _note_outage(self, outage: Outage) -> None:
        """This process stood still: what fell due meanwhile is told as such."""
        self.ticker.outage = outage
        self._repair.soon(outage)

    def _ask_again(self, session: Session, outage: Outage, now: datetime) -> int:
        return ask_again(session, self.offices, outage.began, outage.ended, now)

    def _beat(self, component: str) -> Callable[[], None]:
        return lambda: self._watchdog.beat(component)

    def _handle(
        self, session: Session, raw: dict[str, Any], files: Mapping[str, bytes | Refused], now: datetime
    ) -> Reply:
        incoming = from_update(raw, self._bot_name)
        if incoming is None:
            return NOTHING
        return handle(session, self.offices, incoming, files, now, self._bot_name)

    def _offer(self, session: Session, asked: Asked, now: datetime) -> Offer:
        return offer(session, self.offices, asked, now)

    def _wanted_files(self, session: Session, raw: dict[str, Any], now: datetime) -> tuple[str, ...]:
        incoming = from_update(raw, self._bot_name)
        wanted = wanted_file(session, incoming, now) if incoming is not None else None
        return (wanted,) if wanted is not None else ()


def _readable(raw: dict[str, Any], content: bytes) -> bytes | Refused:
    incoming = from_update(raw)
    return readable(incoming.name, content) if isinstance(incoming, Attachment) else content


def send_rules(settings: Settings) -> SendRules:
    """The settings' section `delivery`, as the sender takes it."""
    delivery = settings.delivery
    return SendRules(
        at_once=delivery.sends_at_once,
        resend_after=timedelta(seconds=delivery.resend_after_seconds),
        digest_first=timedelta(seconds=delivery.digest_first_seconds),
        digest_every=timedelta(minutes=delivery.digest_every_minutes),
        drain=timedelta(seconds=delivery.drain_seconds),
    )


def _give_up(component: str) -> None:
    """Whoever supervises the process starts it again; a stuck loop cannot be asked to stop politely."""
    logger.critical("%s has stood still for too long; the process ends", component)
    os._exit(EXIT_STALLED)
