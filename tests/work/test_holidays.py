"""Days on record: a published year, an office's own days, a rulebook's first day, and the tickets that move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.rulebooks.holiday_notice import read_notice
from bot.rulebooks.holiday_plan import with_ordinary_days
from bot.rulebooks.load import rulebook_text
from bot.rules.calendar import CHINA, CalendarGap, DayEntry
from bot.rules.workflow import State
from bot.work import holidays
from bot.work.offices import OfficeEntry, Offices, is_up_to_date, open_offices, reopened
from bot.work.recalculating import Recalculated, open_ticket_ids, recalculate, tell_desks
from storage import tickets
from storage.rows import id_of
from storage.tables import AlarmRow, Event, OutboxRow, RulebookCopy, Ticket
from tests.people import MORNING, OFFICE, Cast, read_law, register
from tests.rulebooks.notices import NEXT_YEAR
from tests.work.world import play, sent, shown_to, story

PLAN = read_notice(NEXT_YEAR)
LATE = datetime(2027, 9, 24, 10, 0, tzinfo=CHINA)
"""A Friday before the National Day: the estimates know neither the Sunday at work nor the two days more."""


def publish(session: Session, office_id: str = "") -> list[date]:
    return holidays.publish(session, with_ordinary_days(PLAN), PLAN.source, office_id)


def reopen(session: Session, cast: Cast, now: datetime = LATE) -> Offices:
    offices = reopened(session, cast.offices, read_law, now)
    assert offices is not None
    return offices


def replanned(session: Session, offices: Offices, now: datetime = LATE) -> Recalculated:
    return recalculate(session, offices, open_ticket_ids(session, offices), now)


def late_ticket(session: Session, cast: Cast, **changes: str) -> Ticket:
    fields = {"called_at": "2027-09-24 09:00", "platform_dispatched_at": "2027-09-24 09:30", **changes}
    return register(session, cast, LATE, **fields)


def due(session: Session, ticket: Ticket, key: str = "YC-T09") -> tuple[datetime, bool]:
    (row,) = [row for row in tickets.duties(session, id_of(ticket)) if row.key == key]
    return row.due_at.astimezone(CHINA), row.provisional


def test_a_published_year_moves_what_leant_on_estimates_and_tells_it(session: Session, cast: Cast) -> None:
    ticket = late_ticket(session, cast)
    # Five working days of the estimate: 27, 28, 29, 30 September and 6 October (1 to 5 off).
    assert due(session, ticket) == (datetime(2027, 10, 6, 23, 59, 59, tzinfo=CHINA), True)
    publish(session)
    offices = reopen(session, cast)
    done = replanned(session, offices)
    # Sunday 26 September counts: 26, 27, 28, 29, 30.
    assert due(session, ticket) == (datetime(2027, 9, 30, 23, 59, 59, tzinfo=CHINA), False)
    (moved,) = done.moved
    assert (moved.number, moved.rule, moved.name) == (ticket.number, "YC-T09", "办结并反馈办结报告")
    assert (moved.old, moved.new) == (
        datetime(2027, 10, 6, 23, 59, 59, tzinfo=CHINA),
        datetime(2027, 9, 30, 23, 59, 59, tzinfo=CHINA),
    )
    assert not moved.provisional
    # Receipt and call today stay as they were, but are sure now.
    assert done.settled == 2
    assert story(session, id_of(ticket))[-1] == "recalculated"


def test_alarms_of_the_old_moment_end_and_those_of_the_new_one_wait(session: Session, cast: Cast) -> None:
    ticket = late_ticket(session, cast)
    publish(session)
    replanned(session, reopen(session, cast))
    rows = session.exec(select(AlarmRow).where(AlarmRow.ticket_id == ticket.id, AlarmRow.rule == "YC-T09")).all()
    by_due = {row.due_at.astimezone(CHINA).date(): (row.state, row.reason) for row in rows}
    assert by_due == {date(2027, 10, 6): ("obsolete", "时限已变更"), date(2027, 9, 30): ("waiting", "")}


def test_planning_again_changes_nothing_and_says_nothing(session: Session, cast: Cast) -> None:
    ticket = late_ticket(session, cast)
    publish(session)
    offices = reopen(session, cast)
    replanned(session, offices)
    revision = ticket.revision
    assert replanned(session, offices) == Recalculated(1, ())
    assert ticket.revision == revision


def test_tickets_that_do_not_reach_the_new_year_are_left_alone(session: Session, cast: Cast) -> None:
    ticket = register(session, cast, MORNING)
    revision = ticket.revision
    publish(session)
    assert replanned(session, reopen(session, cast)) == Recalculated(1, ())
    assert ticket.revision == revision


def test_closed_tickets_keep_their_dates(session: Session, cast: Cast) -> None:
    play(session, cast).bring_to(State.CLOSED)
    publish(session)
    assert replanned(session, reopen(session, cast)).tickets == 0


def test_the_cards_are_drawn_anew_and_the_desk_gets_one_message(session: Session, cast: Cast) -> None:
    late_ticket(session, cast)
    publish(session)
    done = replanned(session, reopen(session, cast))
    sent(session)
    tell_desks(session, done.moved, "2027年的放假安排已公布", LATE)
    (said,) = shown_to(session, cast.clerk, "say")
    assert said.splitlines()[0] == "2027年的放假安排已公布，1项时间有变："
    assert "办结并反馈办结报告：10月6日（周三）24:00 → 9月30日（周四）24:00" in said
    assert [row.person_id for row in session.exec(select(OutboxRow).where(OutboxRow.state == "waiting"))] == [
        cast.clerk.id
    ]
    assert "王样英" not in said


def test_many_moved_dates_make_a_message_that_ends(session: Session, cast: Cast) -> None:
    for number in range(25):
        late_ticket(session, cast, number=f"2027092400{number:04}")
    publish(session)
    done = replanned(session, reopen(session, cast))
    sent(session)
    tell_desks(session, done.moved, "2027年的放假安排已公布", LATE)
    (said,) = shown_to(session, cast.clerk, "say")
    assert said.count("→") == 20
    assert "其余5项请看卡片" in said


def test_importing_the_same_year_twice_is_the_same_as_once(session: Session, cast: Cast) -> None:
    publish(session)
    offices = reopen(session, cast)
    publish(session)
    assert is_up_to_date(session, offices, LATE)


def test_a_corrected_notice_replaces_the_first_one(session: Session, cast: Cast) -> None:
    publish(session)
    fewer = [entry for entry in PLAN.days if entry.day != date(2027, 9, 26)]
    holidays.publish(session, fewer, PLAN.source)
    calendar = reopen(session, cast).present_law(OFFICE).calendar
    assert not calendar.is_working(date(2027, 9, 26))
    assert calendar.status(date(2027, 9, 27)) == "official"


def test_an_office_decides_about_a_day_and_takes_it_back(session: Session, cast: Cast) -> None:
    ticket = late_ticket(session, cast)
    holidays.set_own_day(session, OFFICE, DayEntry(date(2027, 9, 28), False, "停电检修"))
    offices = reopen(session, cast)
    done = replanned(session, offices)
    assert due(session, ticket)[0].date() == date(2027, 10, 7)
    assert done.moved[0].provisional
    assert offices.present_law(OFFICE).calendar.reason(date(2027, 9, 28)) == "停电检修"
    assert holidays.clear_own_day(session, OFFICE, date(2027, 9, 28))
    assert not holidays.clear_own_day(session, OFFICE, date(2027, 9, 28))
    later = reopened(session, offices, read_law, LATE)
    assert later is not None
    replanned(session, later)
    assert due(session, ticket)[0].date() == date(2027, 10, 6)


def test_publishing_for_one_office_leaves_its_own_days_alone(session: Session, cast: Cast) -> None:
    own = DayEntry(date(2027, 10, 9), False, "本街道不调休")
    holidays.set_own_day(session, OFFICE, own)
    assert publish(session, OFFICE) == [own.day]
    calendar = reopen(session, cast).present_law(OFFICE).calendar
    assert not calendar.is_working(own.day)
    assert calendar.status(date(2027, 10, 8)) == "official"
    assert holidays.published_years(session, OFFICE) == {2027}
    assert holidays.published_years(session) == set()


def test_a_day_outside_of_every_calendar_is_a_gap(session: Session, cast: Cast) -> None:
    holidays.set_own_day(session, OFFICE, DayEntry(date(2040, 1, 3), False))
    with pytest.raises(CalendarGap, match="2040 年的日历"):
        reopen(session, cast)


def test_a_new_rulebook_rules_the_tickets_registered_from_its_first_day_on(session: Session, cast: Cast) -> None:
    old = rulebook_text(OFFICE)
    new = old.replace('version = "2023-01-26"', 'version = "2027-01-01"').replace(
        'limits = [{ within = "60 work_minutes" }]', 'limits = [{ within = "30 work_minutes" }]'
    )
    entry = OfficeEntry(OFFICE, "宜川路街道", old, next_rulebook=new, next_from=date(2026, 11, 23))
    offices = open_offices(session, [entry], read_law, MORNING)
    earlier = register(session, cast, MORNING)
    last_second = datetime(2026, 11, 22, 23, 59, 59, tzinfo=CHINA).astimezone(UTC)
    assert is_up_to_date(session, offices, last_second)
    assert reopened(session, offices, read_law, last_second) is None
    offices_then = reopened(session, offices, read_law, last_second + timedelta(seconds=1))
    assert offices_then is not None
    assert offices_then.present_law(OFFICE).rulebook.version == "2027-01-01"
    # What was born under the old rulebook stays under it.
    assert offices_then.law(earlier).rulebook.version == "2023-01-26"
    assert recalculate(session, offices_then, [id_of(earlier)], MORNING).moved == ()
    assert {copy.version for copy in session.exec(select(RulebookCopy))} == {"2023-01-26", "2027-01-01"}


def test_recalculating_is_no_act_of_a_person(session: Session, cast: Cast) -> None:
    ticket = late_ticket(session, cast)
    publish(session)
    replanned(session, reopen(session, cast))
    event = session.exec(select(Event).where(Event.ticket_id == ticket.id, Event.kind == "recalculated")).one()
    assert event.person_id is None
    assert list(event.data) == ["YC-T09"]
