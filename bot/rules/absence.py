"""When somebody may be away and who may stand in: decided from the absences on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.outcome import Refused

LONGEST = timedelta(days=366)
"""Assumed: whoever is away for longer has left the post, and it is given to somebody else."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody away from `starts_at` until before `ends_at`, with who stands in (both by id)."""

    person_id: int
    deputy_id: int
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


def obstacle(wanted: Absence, others: Iterable[Absence], now: datetime) -> Refused | None:
    """Why this absence cannot be entered. `others`: the absences of the person and of the deputy, old and new."""
    if wanted.deputy_id == wanted.person_id:
        return Refused("不能由本人代本人，请另选一人。")
    if wanted.ends_at <= now:
        return Refused("结束的时间已经过去了，请写今天以后的日期。")
    if wanted.ends_at <= wanted.starts_at:
        return Refused("结束的时间要在开始之后，请核对。")
    if wanted.ends_at - wanted.starts_at > LONGEST:
        return Refused("一次最多登记一年。时间更长的，请管理员把岗位交给别人。")
    for other in others:
        if other.person_id == wanted.deputy_id and other.overlaps(wanted.starts_at, wanted.ends_at):
            return Refused("这位同事在这段时间里自己也外出，不能代班，请另选一人。")
    return None
