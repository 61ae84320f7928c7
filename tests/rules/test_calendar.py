"""The working calendar: known days, gaps, office hours, and arithmetic that equals counting day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rulebooks.days import built_in_days
from bot.rules.calendar import CHINA, DAY, Calendar, CalendarGap, DayEntry, build_calendar, local
from bot.rules.office_hours import OfficeHours

STRAIGHT = OfficeHours("09:00", "17:00")
WITH_LUNCH = OfficeHours("08:30", "17:30", ("12:00", "13:30"))
MAKE_UP_DAYS_OF_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
MINUTE = timedelta(minutes=1)


def calendar(hours: OfficeHours = STRAIGHT, *overrides: DayEntry) -> Calendar:
    return build_calendar(*built_in_days(), overrides, hours)


PLAIN, PAUSED = calendar(), calendar(WITH_LUNCH)

days = st.dates(date(2004, 1, 1), date(2030, 6, 30))
minutes = st.integers(0, 26 * 365 * 24 * 60)
moments = minutes.map(lambda minute: datetime(2004, 1, 5, tzinfo=CHINA) + MINUTE * minute)


def count_days(day: date, number: int) -> date:
    while number:
        day += DAY
        number -= PLAIN.is_working(day)
    return day


def count_minutes(moment: datetime, number: int, of: Calendar, hours: OfficeHours) -> datetime:
    """Minute by minute; a minute runs when it lies wholly within office time."""
    stretches = [(MINUTE * starts, MINUTE * ends) for starts, ends in hours.stretches()]
    while number:
        clock = timedelta(hours=moment.hour, minutes=moment.minute)
        running = of.is_working(moment) and any(starts <= clock < ends for starts, ends in stretches)
        moment += MINUTE
        number -= running
    return moment


@given(days, st.integers(1, 60))
def test_adding_working_days_equals_counting_day_by_day(day: date, number: int) -> None:
    assert PLAIN.add_working_days(day, number) == count_days(day, number)


@given(moments, st.integers(1, 700))
def test_adding_work_minutes_equals_counting_minute_by_minute(moment: datetime, number: int) -> None:
    assert PAUSED.add_work_minutes(moment, number) == count_minutes(moment, number, PAUSED, WITH_LUNCH)


@pytest.mark.parametrize(
    ("started", "ended"),
    [
        ("2026-11-18T09:20:30", "2026-11-18T10:20:30"),
        ("2026-11-18T16:59:59.500000", "2026-11-19T09:59:59.500000"),
        ("2026-11-18T16:00:00", "2026-11-18T17:00:00"),
        ("2026-11-18T17:00:00.000001", "2026-11-19T10:00:00"),
        ("2026-11-18T08:59:59", "2026-11-18T10:00:00"),
    ],
)
def test_seconds_run_in_office_time_and_are_lost_outside(started: str, ended: str) -> None:
    moment = datetime.fromisoformat(f"{started}+08:00")
    assert PLAIN.add_work_minutes(moment, 60) == datetime.fromisoformat(f"{ended}+08:00")


@given(days, st.integers(1, 40))
def test_more_days_end_later_and_later_starts_never_end_earlier(day: date, number: int) -> None:
    assert PLAIN.add_working_days(day, number) < PLAIN.add_working_days(day, number + 1)
    assert PLAIN.add_working_days(day, number) <= PLAIN.add_working_days(day + DAY, number)


@given(moments, st.integers(1, 900))
def test_work_minutes_end_after_their_start_and_within_office_time(moment: datetime, number: int) -> None:
    ended = PAUSED.add_work_minutes(moment, number)
    assert ended >= moment + MINUTE * number
    assert PAUSED.is_office_moment(ended)


@given(days, st.integers(1, 40))
def test_a_count_into_an_estimated_year_is_always_flagged(day: date, number: int) -> None:
    ended = PLAIN.add_working_days(day, number)
    touched = [day + DAY * step for step in range(1, (ended - day).days + 1)]
    assert PLAIN.leans_on_estimate(day + DAY, ended) == any(PLAIN.status(each) == "estimated" for each in touched)


@pytest.mark.parametrize("month_day", MAKE_UP_DAYS_OF_2026)
def test_a_make_up_day_counts_as_a_working_day(month_day: str) -> None:
    day = date.fromisoformat(f"2026-{month_day}")
    assert day.weekday() >= 5
    assert PLAIN.is_working(day)
    assert PLAIN.add_working_days(day - DAY, 1) == day
    assert PLAIN.reason(day).endswith("调休上班")


def test_a_day_says_why_it_is_off() -> None:
    assert PLAIN.reason(date(2026, 10, 1)) == "国庆节"
    assert PLAIN.reason(date(2026, 10, 3)) == "国庆节"
    assert PLAIN.reason(date(2026, 11, 21)) == "周六"
    assert PLAIN.reason(date(2026, 11, 20)) == ""


def test_published_years_are_official_and_later_ones_estimated() -> None:
    assert PLAIN.status(date(2026, 12, 31)) == "official"
    assert PLAIN.status(date(2027, 1, 1)) == "estimated"


def test_an_office_may_override_any_day() -> None:
    moved = calendar(STRAIGHT, DayEntry(date(2026, 11, 20), False, "街道运动会"), DayEntry(date(2027, 1, 2), True))
    assert not moved.is_working(date(2026, 11, 20))
    assert moved.reason(date(2026, 11, 20)) == "街道运动会"
    assert moved.add_working_days(date(2026, 11, 19), 1) == date(2026, 11, 23)
    assert moved.status(date(2027, 1, 2)) == "override"
    assert moved.reason(date(2027, 1, 2)) == "调休上班"
    assert not moved.leans_on_estimate(date(2027, 1, 2), date(2027, 1, 2))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2031, 1, 1)])
def test_a_day_outside_the_known_years_is_a_gap(day: date) -> None:
    for question in (PLAIN.is_working, PLAIN.status, PLAIN.reason, PLAIN.working_day_before):
        with pytest.raises(CalendarGap, match=f"没有 {day.year} 年的日历"):
            question(day)
    with pytest.raises(CalendarGap):
        PLAIN.add_working_days(day, 1)
    with pytest.raises(CalendarGap):
        PLAIN.add_work_minutes(PLAIN.opening(day), 1)


def test_a_count_that_leaves_the_known_years_is_a_gap() -> None:
    last = date(2030, 12, 31)
    with pytest.raises(CalendarGap, match="2031"):
        PLAIN.add_working_days(last, 1)
    with pytest.raises(CalendarGap, match="2031"):
        PLAIN.add_work_minutes(PLAIN.closing(last), 1)
    with pytest.raises(CalendarGap, match="2003"):
        PLAIN.working_day_before(date(2004, 1, 1))
    with pytest.raises(CalendarGap, match="2031"):
        PLAIN.leans_on_estimate(last, last + DAY)


def test_years_with_a_hole_and_overrides_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="follow one another"):
        build_calendar({2026: ()}, {2028: ()}, (), STRAIGHT)
    with pytest.raises(CalendarGap):
        build_calendar({2026: ()}, {}, (DayEntry(date(2027, 1, 4), True),), STRAIGHT)


def test_moments_of_other_zones_are_read_on_the_offices_clock() -> None:
    assert PLAIN.add_work_minutes(datetime(2026, 11, 18, 1, 20, tzinfo=UTC), 60).isoformat() == (
        "2026-11-18T10:20:00+08:00"
    )
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 11, 18, 9, 0))  # noqa: DTZ001


@given(moments)
def test_openings_and_closings_surround_a_moment(moment: datetime) -> None:
    opening, closing = PLAIN.next_opening(moment), PLAIN.last_closing(moment)
    assert closing < moment < opening
    assert PLAIN.is_working(opening)
    assert PLAIN.is_working(closing)
    assert PLAIN.is_office_moment(opening)
    assert PLAIN.is_office_moment(closing)


@pytest.mark.parametrize(
    ("opens", "closes", "lunch"),
    [("17:00", "09:00", None), ("09:00", "17:00", ("13:00", "12:00")), ("09:00", "17:00", ("08:00", "12:00"))],
)
def test_office_hours_out_of_order_are_refused(opens: str, closes: str, lunch: tuple[str, str] | None) -> None:
    with pytest.raises(ValueError, match="办公时间"):
        OfficeHours(opens, closes, lunch)


def test_at_least_one_day_or_minute_is_added() -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        PLAIN.add_working_days(date(2026, 11, 18), 0)
    with pytest.raises(ValueError, match="at least one minute"):
        PLAIN.add_work_minutes(datetime(2026, 11, 18, 9, tzinfo=CHINA), 0)
