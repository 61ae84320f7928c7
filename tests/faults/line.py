"""The real sender, composer and messenger on a real line to the playground; only its patience is shortened."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from bot.alerts.compose import compose
from bot.alerts.limits import Pace, SendRules
from bot.alerts.sender import Sender
from bot.chat.gateway import TelegramMessenger
from bot.playground.people import Person as Phone
from bot.playground.serving import Playground
from bot.work.receivers import next_receiver
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow, Person
from tests.alerts.rig import NO_OFFICES, UNPACED
from tests.served import TOKEN
from tests.storage.staff import hire

HASTY = SendRules(resend_after=timedelta(seconds=0.2), probe_first=0.05, probe_most=0.2)
Scenario = Callable[[], Awaitable[None]]


class Line:
    """People with phones, rows for them, and a sender that runs while a scenario plays."""

    def __init__(
        self, database: Database, playground: Playground, *, pace: Pace = UNPACED, rules: SendRules = HASTY,
        read_seconds: float = 0.3,
    ) -> None:  # fmt: skip
        self.database, self.playground, self.world = database, playground, playground.world
        self._pace, self._rules, self._read_seconds = pace, rules, read_seconds
        self._count = 0
        self.sender: Sender

    def phone(self, name: str, *roles: str) -> tuple[Phone, int]:
        """Somebody of the office who has opened the bot; returns the phone and the person's id."""
        phone = self.world.person(name)
        phone.start()
        return phone, self.database.write_now(lambda session: hire(session, name, phone.id, *roles))

    def add(self, text: str, person_id: int | None = None, **values: Any) -> int:
        """Ready words that may leave now."""
        now = self.playground.clock.now()
        self._count += 1
        payload = {"html": text, "plain": text, "buttons": [], "reply_to": None}
        row = OutboxRow(
            dedupe_key=f"{text} {self._count}",
            office_id="yichuan_road",
            person_id=person_id,
            **{"kind": "say", "lane": 3, "payload": payload, "created_at": now, "not_before": now, **values},
        )

        def write(session: Session) -> int:
            session.add(row)
            session.flush()
            return id_of(row)

        return self.database.write_now(write)

    def row(self, row_id: int) -> OutboxRow:
        return self.database.read_now(lambda session: session.get_one(OutboxRow, row_id))

    def states(self) -> list[str]:
        return self.database.read_now(lambda s: list(s.exec(select(OutboxRow.state).order_by(OutboxRow.id))))  # type: ignore[arg-type]

    def person(self, person_id: int) -> Person:
        return self.database.read_now(lambda session: session.get_one(Person, person_id))

    def play(self, scenario: Scenario) -> None:
        async def both() -> None:
            messenger = TelegramMessenger(TOKEN, self.playground.address, self._read_seconds)
            self.sender = Sender(
                self.database, messenger, self.playground.clock, compose, NO_OFFICES, next_receiver,
                pace=self._pace, rules=self._rules,
            )  # fmt: skip
            task = asyncio.create_task(self.sender.run())
            try:
                await scenario()
            finally:
                await self.sender.drain()
                await task
                await messenger.close()

        asyncio.run(both())

    async def all_ended(self, seconds: float = 20) -> None:
        """Until nothing waits and nothing is on its way."""
        await self.until(lambda: not {"waiting", "sending"} & set(self.states()), seconds)

    async def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)


def said_to(phone: Phone) -> list[str]:
    """What the bot said to this phone in their own chat, in order."""
    return [message.text for message in phone.chat.messages.values() if message.from_bot]
