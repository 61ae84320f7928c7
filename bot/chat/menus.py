"""Keeps each person's command menu in the messenger in step with the posts they hold."""

import asyncio
import logging
from collections.abc import Callable

from sqlmodel import Session

from bot.chat.commands import GROUP_MENU, idle, offered_to
from bot.ports import Clock, Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.running.waking import Waker
from bot.work import groups, people
from bot.work.heard import UNAVAILABLE, Transactions
from bot.work.offices import Offices

LOOK_EVERY_SECONDS, REST_SECONDS = 20.0, 1.0
Menu = tuple[tuple[str, str], ...]
logger = logging.getLogger(__name__)


class Menus:
    """`run` until cancelled. Only differences are announced; a group gets the few commands that make sense there.

    Strangers are offered nothing but /start.
    """

    def __init__(
        self, database: Transactions, messenger: Messenger, clock: Clock, offices: Callable[[], Offices]
    ) -> None:
        self._database, self._messenger, self._clock, self._offices = database, messenger, clock, offices
        self._announced: dict[int, Menu] = {}
        self._waker = Waker()

    def wake(self) -> None:
        """Somebody may have come in, or gone."""
        self._waker.wake()

    async def run(self) -> None:
        """Look again and again: posts change in the database, by whatever way."""
        while True:
            try:
                await self.round()
            except (TemporaryFailure, UnknownOutcome, PermanentFailure) as failure:
                logger.info("menus are announced later: %s", failure.reason)
            except UNAVAILABLE as error:
                logger.warning("posts cannot be read: %s", type(error).__name__)
            await asyncio.sleep(REST_SECONDS)
            await self._waker.wait(LOOK_EVERY_SECONDS)

    async def round(self) -> int:
        """Announce what has changed; returns for how many people."""
        wanted = await self._database.read(self._wanted)
        changed = {chat: menu for chat, menu in wanted.items() if self._announced.get(chat) != menu}
        for chat_id, menu in changed.items():
            try:
                await self._messenger.announce_commands(menu, chat_id)
            except PermanentFailure as failure:
                # A chat that takes no menu must not keep the others from theirs.
                logger.info("a menu is not taken: %s", failure.reason)
            self._announced[chat_id] = menu
        return len(changed)

    def _wanted(self, session: Session) -> dict[int, Menu]:
        offices = self._offices()
        unknown = {office: idle(offices.present_law(office).rulebook) for office in offices.entries}
        own = {
            chat: offered_to(held, unknown.get(office, frozenset()))
            for chat, (office, held) in people.bound_chats(session, self._clock.now()).items()
        }
        return own | dict.fromkeys(groups.every_chat(session), GROUP_MENU)
