"""Tables that the desk sends in the chat: looked at, and taken in after a yes, beside everything else."""

import asyncio
import logging
from collections.abc import Callable

from sqlmodel import Session

from bot.chat.dialogues import engine
from bot.chat.dialogues.importing import IMPORT, RUN, SEEN
from bot.chat.downloading import downloaded
from bot.chat.incoming import Where
from bot.chat.turn import Turn
from bot.intake.importing import FileImport, Result
from bot.intake.looked_at import LookedAt
from bot.intake.progress import Progress
from bot.ports import Clock, Messenger
from bot.reports.markup import escape, fill
from bot.rules.outcome import Refused
from bot.running.errors import place_of
from bot.work import drafts, notices
from bot.work.heard import Transactions
from bot.work.importing import runs, telling
from bot.work.importing.runs import Waiting
from bot.work.keys import key
from bot.work.offices import Offices
from bot.work.press import CommandPress
from storage import staff

LOOK_EVERY_SECONDS = 10.0
NOT_FETCHED = Refused("文件没有取到，请再发一次。")
FAILED = Refused("导入时出了问题，已经登记的保留，请再发一次文件；仍不行，请告诉管理员。")
STOPPED = "已按要求停下，已经登记的保留。再发一次文件会从没有登记的继续。"
logger = logging.getLogger(__name__)


class DeskFiles:
    """`run` until cancelled; `wake` when somebody sent a file or said yes. `said` is called when there is word."""

    def __init__(
        self,
        database: Transactions,
        messenger: Messenger,
        clock: Clock,
        offices: Callable[[], Offices],
        *,
        said: Callable[[], None] = lambda: None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database, self._messenger, self._clock = database, messenger, clock
        self._offices, self._said, self._leads = offices, said, leads
        self._looked_at = LookedAt()
        self._called = asyncio.Event()
        self._begun = False

    def wake(self) -> None:
        """Look now; from the event loop."""
        self._called.set()

    async def run(self) -> None:
        """Deal with what waits, one file at a time, for ever."""
        while True:
            self._called.clear()
            try:
                while self._leads() and await self.round():
                    pass
            except Exception as error:
                logger.warning("tables of tickets cannot be taken in now: %s", place_of(error))
            try:
                await asyncio.wait_for(self._called.wait(), LOOK_EVERY_SECONDS)
            except TimeoutError:
                continue

    async def round(self) -> bool:
        """Deal with the next file; False when none waits."""
        if not self._begun:
            await self._database.write(self._tell_of_interrupted)
            self._begun = True
            self._said()
        found = await self._database.read(runs.waiting)
        if found is None:
            self._looked_at.forget(self._clock.now())
            return False
        try:
            await self._deal_with(found)
        except (asyncio.CancelledError, KeyboardInterrupt):
            raise
        except Exception as error:
            logger.error("import %s failed: %s", found.run_id, place_of(error))
            await self._refuse(found, FAILED)
        self._said()
        return True

    async def _deal_with(self, found: Waiting) -> None:
        data = await downloaded(self._messenger, found.file_id)
        if data is None:
            await self._refuse(found, NOT_FETCHED)
            return
        ready = self._looked_at.look if found.asked else self._looked_at.take
        work = FileImport(self._database, self._offices(), found.author, data, self._clock.now(), ready)
        if found.asked:
            seen = await work.look()
            await (self._refuse(found, seen) if isinstance(seen, Refused) else self._show(found, seen))
        else:
            await self._take_in(found, work)

    async def _refuse(self, found: Waiting, why: Refused) -> None:
        def refuse(session: Session) -> None:
            now = self._clock.now()
            runs.ended(session, found.run_id, runs.REFUSED, now)
            notices.say(session, runs.sender_of(session, found.run_id), escape(why.told()), [], now)

        await self._database.write(refuse)

    async def _show(self, found: Waiting, result: Result) -> None:
        """What was understood; asked for a yes only where there is something to take in."""
        broken = result.broken.told() if result.broken else ""
        values = telling.seen(result.heading, result.tally, broken)
        wanted = values["new"] or values["changed"] or values["rechecked"]

        def show(session: Session) -> None:
            now = self._clock.now()
            person = runs.sender_of(session, found.run_id)
            runs.looked(session, found.run_id, values)
            if not wanted:
                runs.ended(session, found.run_id, runs.DONE, now, result.tally.counts(), result.tally.refused)
                html = telling.seen_in_words(values)
                notices.say(session, person, html, telling.result_keys(found.run_id, result.tally.refused), now)
                return
            drafts.cancel_all(session, person, now, IMPORT.kind)
            turn = Turn(session, self._offices(), person, Where(person.chat_id or 0, person.chat_id), now)
            engine.begin(turn, IMPORT, None, start={RUN: found.run_id, SEEN: values})

        await self._database.write(show)

    async def _take_in(self, found: Waiting, work: FileImport) -> None:
        progress = Progress(self._database, self._clock, found.run_id, self._said)
        await progress.begin()
        result = await work.run(progress.heard, progress.is_stopped)
        await progress.end()
        if isinstance(result, Refused):
            await self._refuse(found, result)
            return
        ending = result.broken.told() if result.broken else STOPPED if result.stopped else ""
        state = runs.CANCELLED if result.stopped else runs.DONE

        def end(session: Session) -> None:
            now = self._clock.now()
            runs.ended(session, found.run_id, state, now, result.tally.counts(), result.tally.refused)
            telling.tell_concerned(session, found.author, result.tally, now)
            telling.tell_desk(session, found.author, result.tally, found.run_id, now, ending)

        await self._database.write(end)

    def _tell_of_interrupted(self, session: Session) -> None:
        """What another process was taking in when it ended: whoever sent the file decides whether to go on."""
        now = self._clock.now()
        for row in runs.interrupt(session, now):
            person = staff.person(session, row.person_id) if row.person_id is not None else None
            if person is not None:
                html = fill(
                    "导入被中断：已处理{done}/{total}行，已经登记的都在。点「继续导入」接着做，已登记的不会重复。",
                    done=f"{row.done:,}",
                    total=f"{row.total:,}",
                )
                keys = [[key("继续导入", CommandPress(telling.COMMAND, telling.RESUME))]]
                notices.say(session, person, html, keys, now)
