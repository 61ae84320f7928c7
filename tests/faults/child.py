"""A small bot for a process of its own: it notes what it hears, answers, and may be killed at any moment.

The real poller, worker, sender, composer and messenger; only what a note means is the test's own.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from bot.alerts.compose import compose
from bot.alerts.sender import Sender
from bot.chat.gateway import TelegramMessenger
from bot.chat.inbox import Worker
from bot.chat.poller import Poller
from bot.chat.replies import NOTHING, Reply
from bot.work import notices
from storage.database import Database
from storage.tables import Audit
from tests.alerts.rig import NO_OFFICES, UNPACED

HANDLING_SECONDS = 0.002
"""Each transaction is held open this long, so that many kills fall into the middle of one."""


@dataclass(frozen=True)
class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def note(session: Session, raw: dict[str, Any], files: Mapping[str, bytes], now: datetime) -> Reply:
    """The effect of one update: the note on record, and an answer on its way."""
    message = raw.get("message", {})
    text = message.get("text", "")
    if text.startswith("笔记"):
        session.add(Audit(at=now, what="note", detail=text))
        session.flush()
        time.sleep(HANDLING_SECONDS)
        notices.say(session, message["chat"]["id"], f"收到{text}", [], now)
    return NOTHING


async def live(url: str, address: str, token: str) -> int:
    """Poll, work and send until SIGTERM; returns how many messages were left without an outcome."""
    clock = SystemClock()
    database = Database.open(url)
    messenger = TelegramMessenger(token, address)
    sender = Sender(database, messenger, clock, compose, NO_OFFICES, lambda *_: None, pace=UNPACED)
    worker = Worker(database, messenger, clock, note, lambda *_: (), sender.wake)
    poller = Poller(database, messenger, clock, worker.wake)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    parts = [asyncio.create_task(part.run()) for part in (poller, worker, sender)]
    await stop.wait()
    poller.stop()
    await worker.drain()
    left = await sender.drain()
    await asyncio.gather(*parts)
    await messenger.close()
    database.close()
    return left


def main(url: str, address: str, token: str) -> int:
    """What the process runs; returns its exit code."""
    logging.disable(logging.CRITICAL)
    return asyncio.run(live(url, address, token))
