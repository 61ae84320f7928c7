"""Periods: what people call them, and what they are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rules.periods import Period, from_code, month_of, period_in, quarter_of, week_of, year_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "first", "last", "name"),
    [
        ("今天", "2026-11-20", "2026-11-20", "2026年11月20日"),
        ("昨天的满意率", "2026-11-19", "2026-11-19", "2026年11月19日"),
        ("本周", "2026-11-16", "2026-11-22", "2026年11月16日至11月22日"),
        ("上周", "2026-11-09", "2026-11-15", "2026年11月9日至11月15日"),
        ("城建办上月满意率", "2026-10-01", "2026-10-31", "2026年10月"),
        ("上个月", "2026-10-01", "2026-10-31", "2026年10月"),
        ("上上个月", "2026-09-01", "2026-09-30", "2026年9月"),
        ("10月", "2026-10-01", "2026-10-31", "2026年10月"),
        ("12月", "2025-12-01", "2025-12-31", "2025年12月"),
        ("2025年12月", "2025-12-01", "2025-12-31", "2025年12月"),
        ("去年12月", "2025-12-01", "2025-12-31", "2025年12月"),
        ("2026-09", "2026-09-01", "2026-09-30", "2026年9月"),
        ("三季度", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("2026年第4季度", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("上季度", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("今年", "2026-01-01", "2026-12-31", "2026年"),
        ("2025年", "2025-01-01", "2025-12-31", "2025年"),
        ("10月5日到11月2日", "2026-10-05", "2026-11-02", "2026年10月5日至11月2日"),
        ("2025年12月30日至2026年1月2日", "2025-12-30", "2026-01-02", "2025年12月30日至2026年1月2日"),
        ("2026-10-05至2026-10-07", "2026-10-05", "2026-10-07", "2026年10月5日至10月7日"),
        ("11月3日", "2026-11-03", "2026-11-03", "2026年11月3日"),
    ],
)
def test_a_period_is_understood_and_named(said: str, first: str, last: str, name: str) -> None:
    found = period_in(said, TODAY)

    assert found is not None
    assert found.period == Period(date.fromisoformat(first), date.fromisoformat(last))
    assert found.period.name == name
    assert found.words in said


@pytest.mark.parametrize("said", ["", "满意率", "13月", "2月30日", "9999年", "11月9日到11月2日", "０月", "第五季度"])
def test_what_is_no_period_is_none(said: str) -> None:
    assert period_in(said, TODAY) is None


@given(some.dates(date(2001, 1, 8), date(2098, 1, 1)))
def test_periods_of_one_sort_touch_and_come_back_from_their_codes(day: date) -> None:
    for of in (week_of, month_of, quarter_of, year_of):
        period = of(day)
        assert period.first <= day <= period.last
        assert from_code(period.code) == period
        assert period.before().until == period.since
        assert period.before() == of(period.before().first)


@given(some.text())
def test_no_code_but_ours_is_read_and_no_words_are_too_odd(code: str) -> None:
    assert from_code(code) is None
    period_in(code, TODAY)
