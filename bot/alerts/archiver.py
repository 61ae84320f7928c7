"""Makes the archives of closed tickets in the background, one at a time, as often as it takes.

Which are due stands in the database; each is written beside its place and moved there whole, so that a crash at any
moment costs nothing but the work begun.
"""

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot.ports import Clock
from bot.reports.bundling import Contents, Copy, Missing, Written, write
from bot.reports.filling.filler import NotFilled
from bot.rules.archive_names import form_names
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work import archive_asking, archiving
from bot.work.archiving import Bundle, Due
from bot.work.offices import Offices
from storage.database import Database

LOOK_EVERY_SECONDS = 30.0
EARLIER_AT_ONCE = 200
FORMS_NOT_MADE = "表单没有能生成"
logger = logging.getLogger(__name__)

FormsOf = Callable[[int, datetime], Awaitable[Sequence[tuple[str, bytes | NotFilled]]]]
"""The forms of a ticket (by id) as (title, .docx or why there is none); making them may take as long as it needs."""


async def no_forms(ticket_id: int, now: datetime) -> Sequence[tuple[str, bytes | NotFilled]]:
    return ()


class Archiver:
    """`run` until cancelled; `wake` when something was done.

    `files`: the folder of evidence; `folder`: that of the archives.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        offices: Callable[[], Offices],
        files: Path,
        folder: Path,
        forms_of: FormsOf = no_forms,
    ) -> None:
        self._database, self._clock, self._offices = database, clock, offices
        self._files, self._folder, self._forms_of = files, folder, forms_of
        self._waker = Waker()
        self._all_asked_for = False

    def wake(self) -> None:
        """Look soon; from any thread."""
        self._waker.wake()

    async def run(self) -> None:
        """Make whatever is due, for ever. Trouble of any kind only means trying again later."""
        while True:
            try:
                while await self.round():
                    pass
            except Exception as error:
                logger.warning("archives cannot be made now: %s", place_of(error))
            await self._waker.wait(LOOK_EVERY_SECONDS)

    async def round(self) -> int:
        """Make the archives that are due; returns how many there were."""
        await self._ask_for_earlier()
        now = self._clock.now()
        due = await self._database.read(lambda session: archiving.due(session, now))
        for one in due:
            await self._make(one)
        return len(due)

    async def _ask_for_earlier(self) -> None:
        """Once after the start: what was closed by a version that had no archives."""
        if not self._all_asked_for:
            ask = partial(archive_asking.ask_for_earlier, now=self._clock.now(), limit=EARLIER_AT_ONCE)
            self._all_asked_for = await self._database.write(ask) < EARLIER_AT_ONCE

    async def _make(self, one: Due) -> None:
        now, offices = self._clock.now(), self._offices()
        if not await self._database.write(lambda session: archiving.claim(session, one, now)):
            return
        bundle = await self._database.read(lambda session: archiving.bundle(session, offices, one, now))
        if bundle is None:
            return
        forms, unmade = await self._forms(one, now)
        contents = self._contents(bundle, forms, unmade)
        try:
            written = await asyncio.to_thread(write, self._folder / bundle.path, contents, now)
        except OSError as failure:
            # The reason's own words name the path, and the path the ticket.
            logger.error("archive %s cannot be written: %s; it is tried again", one.archive_id, reason_of(failure))
            await self._database.write(lambda session: archiving.failed(session, one, self._clock.now()))
        else:
            await self._database.write(lambda session: self._made(session, one, written))

    def _made(self, session: Session, one: Due, written: Written) -> None:
        archiving.made(session, one, written.sha256, written.size, written.missing, self._clock.now())

    async def _forms(self, one: Due, now: datetime) -> tuple[list[tuple[str, bytes]], list[Missing]]:
        """An archive without a form, which says so, is better than none."""
        try:
            made = list(await self._forms_of(one.ticket_id, now))
        except Exception as error:
            logger.error("the forms of archive %s were not made: %s", one.archive_id, place_of(error))
            return [], [Missing("表单", FORMS_NOT_MADE)]
        forms, unmade = [], []
        for name, (_, content) in zip(form_names(title for title, _ in made), made, strict=True):
            if isinstance(content, NotFilled):
                logger.warning("a form of archive %s was not filled: %s", one.archive_id, content)
                unmade.append(Missing(name, f"{FORMS_NOT_MADE}：{content}"))
            else:
                forms.append((name, content))
        return forms, unmade

    def _contents(self, bundle: Bundle, forms: list[tuple[str, bytes]], unmade: list[Missing]) -> Contents:
        return Contents(
            about=bundle.about,
            texts=(*bundle.texts, *forms),
            copies=[Copy(one.name, self._files / one.path, one.sha256) for one in bundle.files],
            missing=[*unmade, *(Missing(name, why) for name, why in bundle.gone)],
        )


def reason_of(failure: OSError) -> str:
    """`ENOSPC`, or the failure's class: never its words."""
    return errno.errorcode.get(failure.errno or 0, type(failure).__name__)
