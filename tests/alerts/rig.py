"""A sender over a recording messenger and a clock that moves only when told, for tests of delivery's own logic."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, select

from bot.alerts.composition import Composition, Obsolete, Redraw, Remove, Say
from bot.alerts.limits import Pace, SendRules
from bot.alerts.sender import Sender
from bot.playground.clock import VirtualClock
from bot.ports import Message, Offer, Sent
from bot.work.offices import Offices
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow, Person, SendLog
from tests.storage.staff import MORNING, hire, waiting_row

NO_OFFICES = Offices(MappingProxyType({}), MappingProxyType({}))
UNPACED = Pace(overall_per_second=10_000, chat_per_second=10_000, chat_burst=10_000, group_per_minute=600_000)
PATIENCE = 10.0
"""Real seconds after which a test that waits for something has failed."""


class RecordingMessenger:
    """Accepts everything, or what `script` says for a chat: a failure to raise, or None, used up one by one.

    `gate`, when closed, holds every request on the wire; `at_once` is the most that ever were there together.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[int, Message]] = []
        self.edited: list[tuple[int, int, Message]] = []
        self.deleted: list[tuple[int, int]] = []
        self.asked: list[tuple[str, int]] = []
        self.script: dict[int, list[BaseException | None]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.arrived = asyncio.Event()
        self.on_wire: dict[int, int] = {}
        self.at_once = 0
        self.at_once_per_chat = 0
        self._ids = itertools.count(1)

    async def username(self) -> str:
        raise NotImplementedError

    async def send(self, chat_id: int, message: Message) -> Sent:
        await self._pass("send", chat_id)
        self.sent.append((chat_id, message))
        return Sent(chat_id, next(self._ids))

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Sent:
        await self._pass("edit", chat_id)
        self.edited.append((chat_id, message_id, message))
        return Sent(chat_id, message_id)

    async def delete(self, chat_id: int, message_id: int) -> None:
        await self._pass("delete", chat_id)
        self.deleted.append((chat_id, message_id))

    async def answer(self, press_id: str, text: str, alert: bool = False) -> None:
        raise NotImplementedError

    async def offer(self, query_id: str, offer: Offer) -> None:
        raise NotImplementedError

    async def download(self, file_id: str) -> bytes:
        raise NotImplementedError

    async def leave(self, chat_id: int) -> None:
        raise NotImplementedError

    async def announce_commands(self, commands: tuple[tuple[str, str], ...], chat_id: int | None = None) -> None:
        raise NotImplementedError

    async def updates(self, offset: int | None, timeout: int) -> list[dict[str, Any]]:
        raise NotImplementedError

    @property
    def texts(self) -> list[str]:
        return [message.html for _, message in self.sent]

    async def _pass(self, what: str, chat_id: int) -> None:
        self.asked.append((what, chat_id))
        self.on_wire[chat_id] = self.on_wire.get(chat_id, 0) + 1
        self.at_once = max(self.at_once, sum(self.on_wire.values()))
        self.at_once_per_chat = max(self.at_once_per_chat, *self.on_wire.values())
        self.arrived.set()
        try:
            await self.gate.wait()
        finally:
            self.on_wire[chat_id] -= 1
        planned = self.script.get(chat_id)
        failure = planned.pop(0) if planned else None
        if failure is not None:
            raise failure


def compose(
    session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
) -> Composition:
    """Small stand-ins for the real words, by kind."""
    if row.payload.get("poison"):
        raise KeyError(row.payload["poison"])
    match row.kind:
        case "refresh":
            return Redraw(row.payload.get("posted_id"), row.payload["message_id"], Message(row.payload["html"]))
        case "delete":
            return Remove(row.payload["message_id"])
        case "escalation":
            listed = [row, *companions]
            html = "\n".join(f"· {one.payload['item']}" for one in listed)
            return Say(Message(html), kind="escalation", covers=tuple(id_of(one) for one in listed))
        case _ if row.payload.get("over"):
            return Obsolete(row.payload["over"])
    return Say(Message(row.payload["html"], row.payload["plain"]), row.ticket_id, row.kind)


@dataclass
class Rig:
    """Rows in, messages out. `add` and `hire` write; `settled` waits until nothing more can happen at this moment."""

    database: Database
    rules: SendRules = field(default_factory=SendRules)
    pace: Pace = UNPACED
    next_receiver: Callable[[Session, OutboxRow, datetime], Person | None] = lambda session, row, now: None
    boot_id: str = "this run"

    def __post_init__(self) -> None:
        self.clock = VirtualClock(MORNING, frozen=True)
        self.messenger = RecordingMessenger()
        self.sender = self.new_sender()

    def new_sender(self) -> Sender:
        return Sender(
            self.database,
            self.messenger,
            self.clock,
            compose,
            NO_OFFICES,
            lambda session, row, now: self.next_receiver(session, row, now),
            pace=self.pace,
            rules=self.rules,
            boot_id=self.boot_id,
        )

    def hire(self, name: str, chat_id: int | None, *roles: str) -> int:
        return self.database.write_now(lambda session: hire(session, name, chat_id, *roles))

    def add(self, key: str, person_id: int | None = None, **values: Any) -> int:
        """A row that may leave now; its words are its key unless told otherwise."""
        row = waiting_row(key, person_id, **{"created_at": self.clock.now(), "not_before": self.clock.now(), **values})

        def write(session: Session) -> int:
            session.add(row)
            session.flush()
            return id_of(row)

        return self.database.write_now(write)

    def row(self, row_id: int) -> OutboxRow:
        return self.database.read_now(lambda session: session.get_one(OutboxRow, row_id))

    def rows(self) -> list[OutboxRow]:
        return self.database.read_now(lambda s: list(s.exec(select(OutboxRow).order_by(OutboxRow.id))))  # type: ignore[arg-type]

    def outcomes(self, row_id: int) -> list[str]:
        query = select(SendLog.outcome).where(SendLog.outbox_id == row_id)
        return self.database.read_now(lambda session: list(session.exec(query)))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something the sender does has made it true."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.002)

    async def settled(self) -> None:
        self.sender.wake()
        await asyncio.wait_for(self.sender.idle.wait(), PATIENCE)

    async def later(self, **amount: float) -> None:
        """Move the clock and wait until everything that became possible has happened."""
        self.clock.advance(timedelta(**amount).total_seconds())
        await self.settled()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.sender.run())
        try:
            yield
        finally:
            self.messenger.gate.set()
            await self.sender.drain()
            await task

    def play(self, scenario: Callable[[], Any]) -> None:
        """Run `scenario` while the sender works."""

        async def both() -> None:
            async with self.running():
                await scenario()

        asyncio.run(both())

    def play_once(self) -> None:
        """Send everything that may leave now."""
        self.play(self.settled)
