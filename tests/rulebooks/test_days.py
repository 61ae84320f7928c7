"""The built-in days against the two libraries they were made from, and against the notice for 2026."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays

from bot.rulebooks.days import built_in_days, calendar_for
from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import DayEntry

CALENDAR = calendar_for(load_rulebook("yichuan_road"))

# 国办发明电〔2005〕35号 makes this Saturday a working day; chinesecalendar leaves it out, holidays has it.
LEFT_OUT_BY_CHINESE_CALENDAR = {date(2005, 12, 31)}


def days(first: int, last: int) -> Iterator[date]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    return (start + timedelta(days=number) for number in range((end - start).days + 1))


def test_every_day_of_published_years_agrees_with_both_libraries() -> None:
    china = holidays.country_holidays("CN", years=range(2004, 2027))
    differing = {
        day
        for day in days(2004, 2026)
        if {chinese_calendar.is_workday(day), china.is_working_day(day)} != {CALENDAR.is_working(day)}
    }
    assert differing == LEFT_OUT_BY_CHINESE_CALENDAR
    assert all(china.is_working_day(day) == CALENDAR.is_working(day) for day in differing)


def test_estimated_years_agree_with_holidays_and_say_that_they_are_estimates() -> None:
    china = holidays.country_holidays("CN", years=range(2027, 2031))
    assert all(CALENDAR.is_working(day) == china.is_working_day(day) for day in days(2027, 2030))
    assert all(CALENDAR.status(day) == "estimated" for day in days(2027, 2030))


def test_the_files_years_follow_one_another_and_none_is_both_official_and_estimated() -> None:
    official, estimated = built_in_days()
    assert sorted(official) == list(range(2004, 2027))
    assert sorted(estimated) == list(range(2027, 2031))


def test_the_days_off_and_made_up_of_2026_are_those_of_the_notice() -> None:
    official, _ = built_in_days()
    off = {entry.day for entry in official[2026] if not entry.is_working}
    made_up = {entry.day for entry in official[2026] if entry.is_working}
    stretches = [((1, 1), 3), ((2, 15), 9), ((4, 4), 3), ((5, 1), 5), ((6, 19), 3), ((9, 25), 3), ((10, 1), 7)]
    expected = {date(2026, *first) + timedelta(days=number) for first, length in stretches for number in range(length)}
    assert off == expected
    assert made_up == {date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}


def test_an_offices_own_day_wins_over_the_built_in_one() -> None:
    own = calendar_for(load_rulebook("yichuan_road"), [DayEntry(date(2026, 10, 8), False, "本街道停电检修")])
    assert own.reason(date(2026, 10, 8)) == "本街道停电检修"
    assert own.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 9)
