"""The whole story of a ticket, in order, as staff read it: who did what when, which limits were kept, who got word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from sqlmodel import Session

from bot.reports.markup import length, one_line
from bot.reports.moments import span
from bot.rules.duties import Duty
from bot.work.acting import terms
from bot.work.authors import Authors, authors_of
from bot.work.card_view import is_owed, masked
from bot.work.delivery_view import NOTICES, Told, told_of
from bot.work.event_names import Names, detail, event_name
from bot.work.offices import Offices
from bot.work.planning import duties_of
from bot.work.story import Story, story_of
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Event, Signature, Ticket

LONGEST_WORDS, LONGEST_DETAIL, LONGEST_LINE = 500, 120, 300
TOLD_LATE = timedelta(minutes=5)
"""What is recorded longer after it happened is marked as told later."""
OUTSIDE = frozenset({"called", "platform_dispatched", "phone_notice", "notice"})
"""What others did; whoever wrote it down did not do it."""
PAGE_ROOM, LINE_ROOM = 3400, 24
"""How much of a message the lines of a page may fill, and what one line takes besides its words (sign, time, marks)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story. `sign` tells its sort at a glance; `recorded_at` only where it was told later."""

    at: datetime
    sign: str
    who: str
    what: str
    words: str = ""
    recorded_at: datetime | None = None

    @property
    def room(self) -> int:
        told_later = LINE_ROOM if self.recorded_at else 0
        return LINE_ROOM + told_later + length(self.who) + length(self.what) + length(self.words)


def chronicle(
    session: Session, offices: Offices, ticket: Ticket, now: datetime, only_to: int | None = None
) -> list[Line]:
    """Every line, oldest first; among equals what happened comes before what followed from it.

    `only_to`: of the messages only those to this person, where the reader may not know who else looked at theirs.
    """
    told = [one for one in told_of(session, ticket, now) if only_to in (None, one.person_id)]
    lines = [*happenings(session, offices, ticket, now), *_word_sent(told)]
    return sorted(lines, key=attrgetter("at"))


def happenings(
    session: Session, offices: Offices, ticket: Ticket, now: datetime, longest_words: int = LONGEST_WORDS
) -> list[Line]:
    """What happened and which limits were kept, without who got word of it."""
    story = story_of(session, offices, ticket)
    voided = tickets.voided_signatures(session, id_of(ticket))
    authors = authors_of(session, story.events, voided)
    units = {id_of(unit): unit.name for unit in staff.units(session, ticket.office_id)}
    names = Names(units, terms(story.law), authors.names)
    lines = [_happened(story, event, authors, names, longest_words) for event in story.events]
    lines += _limits(duties_of(session, offices, ticket), _overtaken_at(story), now)
    lines += [_voided(signature, authors, names) for signature in voided]
    return sorted(lines, key=attrgetter("at"))


def pages(lines: Iterable[Line]) -> list[list[Line]]:
    """The lines in as many messages as they need; at least one."""
    found: list[list[Line]] = [[]]
    room = PAGE_ROOM
    for line in lines:
        if found[-1] and line.room > room:
            found.append([])
            room = PAGE_ROOM
        found[-1].append(line)
        room -= line.room
    return found


def _happened(story: Story, event: Event, authors: Authors, names: Names, longest_words: int) -> Line:
    late = event.recorded_at - event.at > TOLD_LATE
    added = masked(story.ticket, detail(event.kind, event.data, names), LONGEST_DETAIL)
    return Line(
        at=event.at,
        sign="●",
        who="" if event.kind in OUTSIDE else authors.of(event),
        what=event_name(event.kind) + (f"：{added}" if added else ""),
        words=masked(story.ticket, event.text, longest_words),
        recorded_at=event.recorded_at if late else None,
    )


def _overtaken_at(story: Story) -> datetime | None:
    """When the ticket's end, or the approval of its report, overtook what was still owed."""
    moments = (story.facts.at(name) for name in (*story.law.rulebook.over, "approved"))
    return min((at for at in moments if at is not None), default=None)


def _limits(duties: Iterable[Duty], overtaken_at: datetime | None, now: datetime) -> Iterator[Line]:
    """Which limits were kept and by how much, at the moment at which the duty was met; what is still late, now.

    What was late and never done is told at the moment at which it should have been.
    """
    for duty in duties:
        if not is_owed(duty):
            continue
        if duty.met_at is not None:
            early = duty.met_at <= duty.due_at
            by = span(duty.due_at - duty.met_at)
            how = f"提前{by}" if early else f"{'比目标晚' if duty.soft else '超时'}{by}"
            yield _limit(duty, duty.met_at, "✔" if early or duty.soft else "⚠️", how)
        elif duty.is_open and now > duty.due_at and not duty.soft:
            yield _limit(duty, now, "⚠️", f"还没有办，已超时{span(now - duty.due_at)}")
        elif not duty.is_open and overtaken_at is not None and duty.due_at < overtaken_at and not duty.soft:
            yield _limit(duty, duty.due_at, "⚠️", "到期没有办，后来也没有补办")


def _limit(duty: Duty, at: datetime, sign: str, how: str) -> Line:
    return Line(at, sign, "", one_line(f"{duty.name}：{how}（{duty.clause}）", LONGEST_LINE))


def _voided(signature: Signature, authors: Authors, names: Names) -> Line:
    who = f"{names.terms.name(signature.role)}{authors.of_signature(signature)}"
    why = "原文有改动或被退回" if signature.request_id is None else "申请已撤回"
    return Line(signature.voided_at or signature.at, "✗", "", f"{who}的签批作废：{why}")


def _word_sent(told: Iterable[Told]) -> Iterator[Line]:
    """Messages of one sort about one thing, written at once, are one line with all their readers."""
    groups: dict[tuple[datetime, str, str], list[Told]] = {}
    for one in told:
        groups.setdefault((one.at, one.kind, one.about), []).append(one)
    for (at, kind, about), readers in groups.items():
        said = "、".join(f"{one.name}（{one.standing.words}）" for one in readers)
        sign = "✉" if all(one.standing.well for one in readers) else "⚠️"
        what = NOTICES[kind] + (f"“{about}”" if about else "")
        yield Line(at, sign, "", one_line(f"{what} → {said}", LONGEST_LINE))
