"""On which days a bulletin comes out and of which days each issue tells: counted from the rulebook, never kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bot.rules import periods
from bot.rules.bulletin_rules import Bulletin
from bot.rules.calendar import Calendar, local, midnight
from bot.rules.periods import Period

SPAN_OF: Mapping[str, Callable[[date], Period]] = MappingProxyType(
    {
        "day": periods.day_of,
        "week": periods.week_of,
        "month": periods.month_of,
        "quarter": periods.quarter_of,
        "half_year": periods.half_year_of,
    }
)
MOST_STEPS = 40
"""How many spans are looked through: longer than any office ever rests."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issue:
    """One coming out: when, and of which days it tells."""

    at: datetime
    about: Period


def next_issue(bulletin: Bulletin, calendar: Calendar, after: datetime) -> Issue | None:
    """The first issue later than `after`. Raises CalendarGap behind the last year that anybody knows."""
    return next((one for one in _forwards(bulletin, calendar, after) if one.at > after), None)


def latest_issue(bulletin: Bulletin, calendar: Calendar, now: datetime) -> Issue | None:
    """The last issue that has come out by `now`, or should have."""
    span = _span_of(bulletin)
    if span is None:
        return None
    coming = span(local(now).date())
    for _ in range(MOST_STEPS):
        issue = _issue(bulletin, calendar, coming)
        if issue is not None and issue.at <= now:
            return issue
        coming = span(coming.first - ONE_DAY)
    return None


def between(bulletin: Bulletin, calendar: Calendar, after: datetime, until: datetime) -> list[Issue]:
    """Every issue later than `after` and not later than `until`, oldest first."""
    found: list[Issue] = []
    while (issue := next_issue(bulletin, calendar, after)) is not None and issue.at <= until:
        found.append(issue)
        after = issue.at
    return found


def _forwards(bulletin: Bulletin, calendar: Calendar, after: datetime) -> Iterator[Issue]:
    span = _span_of(bulletin)
    if span is None:
        return
    # An issue put off by days of rest may come out in the span behind its own.
    coming = span(span(local(after).date()).first - ONE_DAY)
    for _ in range(MOST_STEPS):
        issue = _issue(bulletin, calendar, coming)
        if issue is not None:
            yield issue
        coming = span(coming.last + ONE_DAY)


def _issue(bulletin: Bulletin, calendar: Calendar, coming: Period) -> Issue | None:
    """The issue that belongs to this day, week, month …; None where its day is a day of rest that it skips."""
    day = min(coming.first + timedelta(days=(bulletin.on or 1) - 1), coming.last)
    if bulletin.rest_days != "keep" and not calendar.is_working(day):
        if bulletin.rest_days == "skip":
            return None
        day = calendar.add_working_days(day, 1)
    at = calendar.opening(day) if bulletin.minute is None else midnight(day) + timedelta(minutes=bulletin.minute)
    return Issue(at, coming if bulletin.about == "present" else coming.before())


def _span_of(bulletin: Bulletin) -> Callable[[date], Period] | None:
    return SPAN_OF.get(bulletin.every) if bulletin.is_planned else None
