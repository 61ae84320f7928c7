"""What a crash left behind: rows that were on their way, and the time in which nobody worked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.alerts.judging import SECRET_KINDS
from bot.rules.calendar import local
from storage import outbox
from storage.heartbeats import last_beat

REPEATABLE_KINDS = frozenset({"refresh", "delete"})
SHORTEST_OUTAGE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the bot did not work; both moments aware."""

    began: datetime
    ended: datetime

    def covers(self, moment: datetime) -> bool:
        return self.began <= moment <= self.ended

    def words(self) -> str:
        """From when to when, as staff read it."""
        began, ended = local(self.began), local(self.ended)
        until = f"{ended:%H:%M}" if began.date() == ended.date() else f"{ended:%m-%d %H:%M}"
        start = f"{began:%H:%M}" if began.date() == ended.date() else f"{began:%m-%d %H:%M}"
        return f"{start}–{until}"


def outage_before(session: Session, now: datetime) -> Outage | None:
    """The gap between the last heartbeat and `now`, if it is long enough to be told."""
    last = last_beat(session)
    return Outage(last, now) if last is not None and now - last > SHORTEST_OUTAGE else None


def adopt_orphans(session: Session, boot_id: str, now: datetime, alone: bool) -> int:
    """Rows whose sender died while they may have been on the wire wait again, as a copy that may be the second.

    What shows a citizen's contact is not repeated: it ends here, and its reader asks again. Returns how many they were.
    """
    orphans = outbox.orphans(session, boot_id, now, alone)
    for row in orphans:
        if row.kind in SECRET_KINDS:
            row.state, row.ended_at = outbox.UNDELIVERABLE, now
            row.reason = "发送时程序中断，可能已送达；涉及隐私，不重发"
        else:
            row.state, row.not_before = outbox.WAITING, now
            row.copies += row.kind not in REPEATABLE_KINDS
        session.add(row)
    return len(orphans)
