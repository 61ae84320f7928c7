"""Lets everything heard have its effect once: in order within a chat, chats side by side."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from sqlmodel import Session

from bot.chat.downloading import downloaded
from bot.ports import Clock, Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.rules.outcome import Refused
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work import heard
from bot.work.heard import UNAVAILABLE, Heard, Transactions

BEAT_SECONDS = 2.0
MOST_WAITING = 200
RETRY_SECONDS = 0.2
UNAVAILABLE_SECONDS = 0.5
FORGET_EVERY_SECONDS = 3600.0
SORRY = "没能处理，请稍后再试"
logger = logging.getLogger(__name__)


class Answer(Protocol):
    """What a handler gives back at once: the answer to a press, and a group to leave."""

    @property
    def toast(self) -> str: ...

    @property
    def alert(self) -> bool: ...

    @property
    def leave_chat(self) -> int | None: ...


Raw = dict[str, Any]
Handle = Callable[[Session, Raw, Mapping[str, bytes | Refused], datetime], Answer]
WantedFiles = Callable[[Session, Raw, datetime], tuple[str, ...]]
ReadFile = Callable[[Raw, bytes], bytes | Refused]


def as_it_is(raw: Raw, content: bytes) -> bytes | Refused:
    return content


class Worker:
    """`run` until `drain`. `wake` after something was kept; `done` is called after each effect.

    `handle` runs inside the transaction of its effect. `wanted_files` names files it needs, fetched before that and
    made readable by `read_file` in a thread, one at a time: it may take long and much memory.
    """

    def __init__(
        self,
        database: Transactions,
        messenger: Messenger,
        clock: Clock,
        handle: Handle,
        wanted_files: WantedFiles,
        done: Callable[[], None],
        *,
        read_file: ReadFile = as_it_is,
        leads: Callable[[], bool] = lambda: True,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._messenger, self._clock = database, messenger, clock
        self._read_file, self._reading = read_file, asyncio.Lock()
        self._handle, self._wanted_files, self._done = handle, wanted_files, done
        self._leads, self._beat = leads, beat
        self._waker = Waker()
        self._stopping = False
        self._queues: dict[int | None, deque[Heard]] = {}
        self._working: dict[int | None, asyncio.Task[None]] = {}
        self._aside: set[asyncio.Task[None]] = set()
        self._waiting: set[int] = set()
        self._more = False
        self._forget_at = 0.0

    def wake(self) -> None:
        """Something was kept; from any thread."""
        self._waker.wake()

    async def run(self) -> None:
        """Work until `drain` is called."""
        while not self._stopping:
            self._beat()
            try:
                if self._leads():
                    await self._fetch()
                    await self._forget()
            except UNAVAILABLE as error:
                logger.warning("the inbox cannot be read: %s", type(error).__name__)
            await self._waker.wait(BEAT_SECONDS)

    async def drain(self) -> None:
        """Start nothing more and wait for the effects under way; the rest waits in the inbox."""
        self._stopping = True
        self._waker.wake()
        for queue in self._queues.values():
            queue.clear()
        under_way = [*self._working.values(), *self._aside]
        if under_way:
            await asyncio.wait(under_way, timeout=10)

    async def _fetch(self) -> None:
        limit = MOST_WAITING - len(self._waiting)
        self._more = True
        if limit < MOST_WAITING // 2:
            return
        besides = list(self._waiting)
        found = await self._database.read(lambda session: heard.waiting(session, limit, besides))
        self._more = len(found) == limit
        for update in found:
            chat_id = chat_of(json.loads(update.raw))
            self._waiting.add(update.id)
            self._queues.setdefault(chat_id, deque()).append(update)
            if chat_id not in self._working:
                self._working[chat_id] = asyncio.create_task(self._work(chat_id), name=f"chat {chat_id}")

    async def _work(self, chat_id: int | None) -> None:
        """One chat, update after update."""
        queue = self._queues[chat_id]
        try:
            while queue:
                update = queue.popleft()
                await self._until_ended(update, chat_id)
                self._waiting.discard(update.id)
                if self._more and len(self._waiting) == MOST_WAITING // 2:
                    self._waker.wake()
        finally:
            self._waiting.difference_update(update.id for update in queue)
            del self._queues[chat_id], self._working[chat_id]
            if self._more:
                self._waker.wake()

    async def _until_ended(self, update: Heard, chat_id: int | None) -> None:
        raw = json.loads(update.raw)
        while not self._stopping:
            try:
                if await self._try(update, raw, chat_id):
                    return
                await asyncio.sleep(RETRY_SECONDS)
            except UNAVAILABLE as error:
                logger.warning("update %s waits for the database: %s", update.id, type(error).__name__)
                await asyncio.sleep(UNAVAILABLE_SECONDS)

    async def _try(self, update: Heard, raw: Raw, chat_id: int | None) -> bool:
        """One attempt; True when the update has ended, by its effect or set aside. Raises what UNAVAILABLE names."""
        now = self._clock.now()
        try:
            files = await self._files(raw, now)
            answer = await self._database.write(
                lambda session: heard.apply(session, update.id, lambda s: self._handle(s, raw, files, now), now)
            )
        except UNAVAILABLE:
            raise
        except Exception as error:
            return await self._failed(update, raw, chat_id, error)
        self._done()
        if answer is not None:
            self._answer(raw, answer)
        return True

    async def _failed(self, update: Heard, raw: Raw, chat_id: int | None, error: Exception) -> bool:
        place, now = place_of(error), self._clock.now()
        logger.error("update %s cannot be handled: %s", update.id, place)
        if not await self._database.write(lambda session: heard.failed(session, update.id, place)):
            return False
        try:
            await self._database.write(lambda session: heard.set_aside(session, update.id, chat_id, place, now))
        except UNAVAILABLE:
            raise
        except Exception as second:
            logger.error("nobody can be told of update %s: %s", update.id, place_of(second))
            await self._database.write(lambda session: heard.set_aside(session, update.id, None, place, now))
        self._done()
        if press := _press_of(raw):
            self._beside(self._messenger.answer(press, SORRY, alert=True))
        return True

    async def _files(self, raw: Raw, now: datetime) -> dict[str, bytes | Refused]:
        """The files the handler needs; one that cannot be had is left out, and the handler says so."""
        if not _may_need_files(raw):
            return {}
        wanted = await self._database.read(lambda session: self._wanted_files(session, raw, now))
        found: dict[str, bytes | Refused] = {}
        for file_id in wanted:
            content = await downloaded(self._messenger, file_id)
            if content is not None:
                async with self._reading:
                    found[file_id] = await asyncio.to_thread(self._read_file, raw, content)
        return found

    def _answer(self, raw: Raw, answer: Answer) -> None:
        """Only a courtesy: the effect is on disk, and a press that is too old takes no answer."""
        if press := _press_of(raw):
            self._beside(self._messenger.answer(press, answer.toast, answer.alert))
        if answer.leave_chat is not None:
            self._beside(self._messenger.leave(answer.leave_chat))

    def _beside(self, request: Coroutine[Any, Any, None]) -> None:
        async def quietly() -> None:
            try:
                await request
            except (TemporaryFailure, UnknownOutcome, PermanentFailure) as failure:
                logger.info("an answer was not taken: %s", failure.reason)

        task = asyncio.create_task(quietly())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY_SECONDS
            await self._database.write(partial(heard.forget_old, now=self._clock.now()))


def chat_of(raw: Raw) -> int | None:
    """The chat an update belongs to, whatever its kind; None where it has none or is not shaped as promised."""
    for kind, content in raw.items():
        if kind == "update_id" or not isinstance(content, dict):
            continue
        held = content.get("message") if kind == "callback_query" else content
        for place in ((held or {}).get("chat") if isinstance(held, dict) else None, content.get("from")):
            if isinstance(place, dict) and isinstance(place.get("id"), int):
                number: int = place["id"]
                return number
    return None


def _press_of(raw: Raw) -> str | None:
    press = raw.get("callback_query")
    number = press.get("id") if isinstance(press, dict) else None
    return number if isinstance(number, str) else None


def _may_need_files(raw: Raw) -> bool:
    message = raw.get("message")
    return isinstance(message, dict) and "document" in message
