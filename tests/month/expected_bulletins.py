"""On which days the bulletins of a document come out and to whom, worked out from its text and a calendar by hand."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from tests.month.record import Record
from tests.month.working_days import ONE_DAY, OPENS, day_of, shanghai, working_day_from, works

ROLES = {
    "desk": "desk",
    "handlers": "handler",
    "informants": "informant",
    "unit_heads": "unit_head",
    "branch_leaders": "branch_leader",
    "desk_branch_leader": "desk_branch_leader",
    "main_leader": "main_leader",
}
OFFICE_GROUP = "office_group"


class CameOut(NamedTuple):
    """One bulletin on one day to one reader (a person's id, or a group's chat)."""

    rule: str
    at: datetime
    reader: int


def days_of(bulletin: dict[str, Any], first: date, last: date) -> list[date]:
    """The days between these two on which it comes out."""
    found = []
    day = first - 40 * ONE_DAY
    while day <= last:
        if _begins(bulletin["every"], day):
            due = day + (bulletin.get("on", 1) - 1) * ONE_DAY
            if bulletin.get("rest_days", "keep") == "next_working_day":
                due = working_day_from(due)
            if first <= due <= last and (works(due) or bulletin.get("rest_days", "keep") != "skip"):
                found.append(due)
        day += ONE_DAY
    return found


def moments_of(bulletin: dict[str, Any], record: Record) -> list[datetime]:
    """The moments within the month lived through."""
    hour = time.fromisoformat(bulletin["at"]) if bulletin.get("at") else OPENS
    days = days_of(bulletin, day_of(record.since), day_of(record.until))
    return [at for at in (shanghai(day, hour) for day in days) if record.since < at <= record.until]


def planned(record: Record) -> list[dict[str, Any]]:
    """The bulletins of the document that come out by themselves."""
    listed = record.document.get("bulletin", ())
    return [one for one in listed if one.get("audience") and one["every"] not in ("event", "year")]


def readers_of(bulletin: dict[str, Any], record: Record, group: int) -> set[int]:
    """Everybody of its audience: of each unit the first, of the whole office everybody with that post."""
    found: set[int] = set()
    for reader in bulletin["audience"]:
        if reader == OFFICE_GROUP:
            found.add(group)
        elif reader in ("handlers", "informants", "unit_heads", "branch_leaders"):
            kind = "territory" if reader == "informants" else "unit"
            for unit in record.units.values():
                posts = [post for post in record.posts if post.unit_id == unit.id and post.role == ROLES[reader]]
                first = min(posts, key=lambda post: (post.rank, post.id or 0), default=None)
                found |= {first.person_id} if first is not None and unit.kind == kind else set()
        else:
            found |= {post.person_id for post in record.posts if post.role == ROLES[reader]}
    return found


def came_out(record: Record) -> list[CameOut]:
    """What was sent as a bulletin."""
    found = []
    for row in record.outbox:
        told = record.text_of(row) if row.kind == "bulletin" and row.state == "sent" else None
        if told is not None:
            rule = record.bulletins[row.payload["bulletin_id"]]
            found.append(CameOut(rule, told.at, row.person_id or row.chat_id or 0))
    return found


def breaches(record: Record, group: int) -> Iterator[str]:
    """Where bulletins came out otherwise than the document and the calendar say."""
    sent = came_out(record)
    yield from (f"{one} came out twice" for one in set(sent) if sent.count(one) > 1)
    known = {bulletin["id"]: bulletin for bulletin in planned(record)}
    yield from (f"{one.rule} came out by itself" for one in sent if one.rule not in known)
    for bulletin in known.values():
        own = {(one.at, one.reader) for one in sent if one.rule == bulletin["id"]}
        moments, readers = moments_of(bulletin, record), readers_of(bulletin, record, group)
        may = {(at, reader) for at in moments for reader in readers}
        yield from (f"{bulletin['id']} at {at} to {reader}" for at, reader in own - may)
        if bulletin.get("drafted"):
            yield from _drafts_missing(bulletin, moments, record)
        elif bulletin.get("said_when_empty") and not bulletin.get("own_units"):
            yield from (f"{bulletin['id']} did not come at {at} to {reader}" for at, reader in may - own)
        else:
            yield from _missing_though_open(bulletin, moments, own, record)


def _drafts_missing(bulletin: dict[str, Any], moments: list[datetime], record: Record) -> Iterator[str]:
    """What the desk looks through first lies before it at that moment."""
    drafts = {told.at for told in record.told if "这是初稿" in told.html and bulletin["name"] in told.html}
    yield from (f"{bulletin['id']} was not drafted at {at}" for at in moments if at not in drafts)


def _missing_though_open(
    bulletin: dict[str, Any], moments: list[datetime], own: set[tuple[datetime, int]], record: Record
) -> Iterator[str]:
    """A list of open tickets comes whenever some are open."""
    heard = {at for at, _ in own}
    if "open" in bulletin.get("parts", ()):
        for at in moments:
            if at not in heard and _some_open(record, at):
                yield f"{bulletin['id']} did not come at {at} though tickets were open"


def _some_open(record: Record, at: datetime) -> bool:
    return any(_is_open(record, ticket_id, at - timedelta(minutes=1)) for ticket_id in record.tickets)


def _is_open(record: Record, ticket_id: int, at: datetime) -> bool:
    """Sent to a territory by then, and not closed since."""
    state = ""
    for event in record.events[ticket_id]:
        if event.recorded_at <= at and event.kind in ("dispatched", "closed", "reopened"):
            state = event.kind
    return state in ("dispatched", "reopened")


def _begins(every: str, day: date) -> bool:
    """Whether a day, a week, a month … begins on this day."""
    return {
        "day": True,
        "week": day.weekday() == 0,
        "month": day.day == 1,
        "quarter": day.day == 1 and day.month in (1, 4, 7, 10),
        "half_year": day.day == 1 and day.month in (1, 7),
    }[every]
