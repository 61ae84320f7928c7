"""Which of the alarms of one duty that have come due speaks, when more than one was missed or the office is at rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from bot.rules.alarms import URGENT, Alarm
from bot.rules.calendar import Calendar, local

LATE = timedelta(minutes=30)
"""An alarm older than that was missed; a younger one is merely on its way."""


class Verdict(NamedTuple):
    """What becomes of one alarm. `until` is set for one that waits, `late` on one that speaks after it was missed."""

    alarm: Alarm
    end: Literal["speaks", "folded", "obsolete", "waits"]
    reason: str = ""
    until: datetime | None = None
    late: bool = False


def settle(missed: Sequence[Alarm], over: str | None, now: datetime, calendar: Calendar) -> tuple[Verdict, ...]:
    """The end of every alarm of one duty that is due by `now`, in the order given.

    `over` says why the duty is owed no more (已完成, 工单已了结 …) and is None while it is open. The latest stage is
    the most pressing one and speaks for all, never silenced by being late; missed while the office rests, it waits
    for the next opening unless it is urgent.
    """
    if over is not None:
        return tuple(Verdict(alarm, "obsolete", over) for alarm in missed)
    speaker = max(missed, key=_pressure, default=None)
    return tuple(
        _speak(alarm, now, calendar) if alarm is speaker else Verdict(alarm, "folded", _folded_into(speaker))
        for alarm in missed
    )


def _pressure(alarm: Alarm) -> tuple[datetime, datetime]:
    return alarm.fire_at, alarm.due_at


def _folded_into(speaker: Alarm | None) -> str:
    return f"已由“{speaker.stage}”一并提醒" if speaker is not None else ""


def _speak(alarm: Alarm, now: datetime, calendar: Calendar) -> Verdict:
    late = now - alarm.fire_at > LATE
    here = local(now)
    if late and alarm.lane != URGENT and not calendar.is_office_moment(here):
        return Verdict(alarm, "waits", "停机期间到点，非工作时间不打扰", until=calendar.next_opening(here), late=True)
    return Verdict(alarm, "speaks", late=late)
