"""Looks whether bulletins are to come and which are due, and has those written; a part of the ticker's round."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.alerts.now_and_then import NowAndThen
from bot.alerts.word_to_desk import tell_desk
from bot.ports import Clock
from bot.reports.markup import fill
from bot.running.errors import place_of
from bot.work import bulletins
from bot.work.bulletins import Prepared
from bot.work.offices import Offices
from storage import bulletins as kept
from storage.database import UNAVAILABLE, Database

logger = logging.getLogger(__name__)


class BulletinRound:
    """`run` in every round of the ticker: cheap while nothing is due and nothing has changed."""

    def __init__(self, database: Database, clock: Clock, wake_sender: Callable[[], None]) -> None:
        self._database, self._clock, self._wake_sender = database, clock, wake_sender
        self._now_and_then = NowAndThen()

    async def run(self, offices: Offices) -> None:
        """Plan what is to come, then write what is due."""
        now = self._clock.now()
        if not self._now_and_then.is_time(offices, now):
            return
        await self._database.write(lambda session: bulletins.plan(session, offices, now))
        await self._issue(offices, now)
        self._now_and_then.looked(offices, now, await self._database.read(kept.next_moment))

    async def _issue(self, offices: Offices, now: datetime) -> None:
        """Composed while only reading: a month's figures must not hold up what others write."""
        for bulletin_id in await self._database.read(lambda session: bulletins.due_ids(session, now)):
            what = await self._prepared(offices, bulletin_id, now)
            if await self._database.write(_writing(offices, what, now)):
                self._wake_sender()

    async def _prepared(self, offices: Offices, bulletin_id: int, now: datetime) -> Prepared:
        try:
            return await self._database.read(lambda session: bulletins.prepare(session, offices, bulletin_id, now))
        except UNAVAILABLE:
            raise
        except Exception as error:
            logger.error("bulletin %s cannot be composed: %s", bulletin_id, place_of(error))
            return Prepared(bulletin_id, kept.FAILED, f"无法生成（{place_of(error)}）")


def _writing(offices: Offices, what: Prepared, now: datetime) -> Callable[[Session], bool]:
    def write(session: Session) -> bool:
        written = bulletins.issue(session, offices, what, now)
        row = kept.bulletin(session, what.bulletin_id)
        if written and row is not None and row.state == kept.FAILED:
            html = fill("⚠️ “{title}”没有生成，请告诉系统管理员。", title=row.title)
            tell_desk(session, row.office_id, html, now, ticket_id=None)
        return written

    return write
