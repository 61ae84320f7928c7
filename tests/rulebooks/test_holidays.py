"""Published holidays: a pasted notice and a holiday-cn file, read strictly, and the calendar they make."""

import json
from datetime import date
from typing import Any

import pytest

from bot.rulebooks.days import built_in_days, calendar_for
from bot.rulebooks.holiday_json import read_holiday_json
from bot.rulebooks.holiday_notice import read_notice
from bot.rulebooks.holiday_plan import HolidayFaults, HolidayPlan, with_ordinary_days
from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import DayEntry
from tests.rulebooks.notices import NEXT_YEAR, written

PLAN = read_notice(NEXT_YEAR)


def holiday_file(plan: HolidayPlan = PLAN, **changes: Any) -> str:
    days = [{"name": one.name, "date": str(one.day), "isOffDay": not one.is_working} for one in plan.days]
    return json.dumps(
        {"$schema": "x", "year": plan.year, "papers": ["https://example.cn/notice"], "days": days} | changes
    )


def faults(text: str, year: int | None = None) -> tuple[str, ...]:
    with pytest.raises(HolidayFaults) as caught:
        read_notice(text, year)
    return caught.value.faults


def test_a_notice_is_read_to_the_day() -> None:
    assert PLAN.year == 2027
    assert (PLAN.off, PLAN.made_up) == (28, 6)
    assert DayEntry(date(2027, 10, 9), True, "国庆节") in PLAN.days
    assert DayEntry(date(2027, 2, 12), False, "春节") in PLAN.days
    assert list(PLAN.lines())[1] == "春节：2027年2月5日至2027年2月12日（8天）放假；2027年1月30日、2027年2月20日上班。"
    assert PLAN.unused[0].startswith("鼓励单位和个人")


def test_a_notice_pasted_as_one_line_or_with_half_width_marks_says_the_same() -> None:
    assert read_notice(NEXT_YEAR.replace("\n", "")).days == PLAN.days
    half = NEXT_YEAR.replace("：", ":").replace("，", ",").replace("（", "(").replace("）", ")")
    assert read_notice(half.replace("周", "星期")).days == PLAN.days


@pytest.mark.parametrize("year", range(2015, 2027))
def test_a_notice_written_out_of_a_published_year_gives_that_year_back(year: int) -> None:
    official, _ = built_in_days()
    # Once a year had an eighth holiday, and twice two of them fell together under one name.
    entries = [entry for entry in official[year] if "抗战" not in entry.name]
    missing = {"中秋节"} - {entry.name for entry in entries}
    renamed = [
        entry._replace(name="国庆节、中秋节") if missing and "国庆" in entry.name else entry for entry in entries
    ]
    assert {(one.day, one.is_working) for one in read_notice(written(year, renamed)).days} == {
        (one.day, one.is_working) for one in entries
    }


@pytest.mark.parametrize(
    ("sentence", "off", "made_up"),
    [
        ("1月1日放假，与周末连休。", ["2027-01-01"], []),
        ("1月1日放假1天，不调休。", ["2027-01-01"], []),
        ("1月1日放假，1月4日（周一）补休。", ["2027-01-01", "2027-01-04"], []),
        ("2026年12月31日至2027年1月1日放假调休，共2天。", ["2026-12-31", "2027-01-01"], []),
        ("1月1日放假。2026年12月27日（星期天）上班。", ["2027-01-01"], ["2026-12-27"]),
        ("1月1日放假。鼓励各单位安排职工在1月2日休息。", ["2027-01-01"], []),
    ],
)
def test_every_way_of_writing_a_holiday_is_understood(sentence: str, off: list[str], made_up: list[str]) -> None:
    days = [one for one in read_notice(_with_new_year(sentence)).days if one.name == "元旦"]
    assert [str(one.day) for one in days if not one.is_working] == off
    assert [str(one.day) for one in days if one.is_working] == made_up


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("1月1日至3日放假，共4天。", "写的是 4 天，数出来是 3 天"),
        ("1月1日（周六）放假。", "是周五，通知写的是周六"),
        ("1月1日至3日放假，共3天。1月4日（周一）上班。", "不是周末"),
        ("1月1日至3日休息。", "这一句没有读懂：1月1日至3日休息"),
        ("1月1日至3日放价，共3天。", "没有读懂"),
        ("1月1日放假，1月2日待定。", "没有读懂"),
        ("另行通知。", "没有读出放假的日子"),
        ("12月31日至1月2日放假调休，共3天。", "跨年的请写明年份"),
        ("1月32日放假。", "不是一个日期"),
        ("1月1日至3日放假。1月2日放假。", "写了不止一次"),
        ("2028年1月1日放假。", "不在 2027 年"),
        ("1月2日放假。", "元旦（1月1日）没有放假"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(sentence: str, fault: str) -> None:
    assert any(fault in told for told in faults(_with_new_year(sentence)))


def test_the_year_must_be_told_once() -> None:
    items = NEXT_YEAR.partition("一、")[2]
    assert "哪一年" in faults(f"一、{items}")[0]
    assert read_notice(f"一、{items}", 2027).days == PLAN.days
    assert "不止一个年份" in faults(NEXT_YEAR, 2028)[0]
    assert "不止一个年份" in faults(f"关于2026年部分节假日安排的通知{NEXT_YEAR}")[0]


def test_half_a_notice_is_refused() -> None:
    half = NEXT_YEAR.partition("五、")[0]
    missing = [f"没有{name}的放假安排，不像一份完整的通知。" for name in ("端午", "中秋", "国庆")]
    assert faults(half) == (*missing, "国庆（10月1日）没有放假。")
    assert "没有找到“一、元旦" in faults("现将2027年元旦放假安排通知如下")[0]
    assert "没有读懂" in faults(NEXT_YEAR.replace("一、元旦：", "元旦"))[0]


def test_a_holiday_file_gives_the_same_plan_as_its_notice() -> None:
    read = read_holiday_json(holiday_file(), "2027.json")
    assert (read.year, read.days) == (PLAN.year, PLAN.days)
    assert read.source == "2027年放假安排：https://example.cn/notice"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"year": 2027, "papers": [], "days": []}', "2027 年的放假安排还没有公布"),
        ("{", "不是 JSON"),
        ("[]", "应有 year、papers、days"),
        ('{"papers": [], "days": []}', "year：缺少这一项"),
        (holiday_file(years=3), "years：没有这一项"),
        (holiday_file(days=[{"name": "元旦", "date": "2027-13-01", "isOffDay": True}]), "days[1].date"),
        (holiday_file(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": "yes"}]), "days[1].isOffDay"),
        (holiday_file(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]), "没有春节的放假安排"),
        (holiday_file(year=2029), "不在 2029 年"),
    ],
)
def test_a_bad_holiday_file_is_refused_in_plain_words(text: str, fault: str) -> None:
    with pytest.raises(HolidayFaults) as caught:
        read_holiday_json(text, "2027.json")
    assert any(fault in told for told in caught.value.faults), caught.value.faults


def test_a_published_year_is_official_and_the_estimates_it_does_not_confirm_are_gone() -> None:
    plan = PLAN.days
    # The estimates had these as holidays; suppose that the notice makes 1 October the only day.
    shorter = [one for one in plan if not (one.name == "国庆节" and one.day != date(2027, 10, 1))]
    days = with_ordinary_days(HolidayPlan(2027, tuple(shorter), "2027年放假安排"))
    calendar = calendar_for(load_rulebook("yichuan_road"), published=days)
    assert calendar.status(date(2027, 3, 1)) == "official"
    assert calendar.status(date(2028, 3, 1)) == "estimated"
    assert not calendar.is_working(date(2027, 10, 1))
    assert calendar.is_working(date(2027, 10, 4))
    assert calendar.reason(date(2027, 10, 4)) == ""
    assert calendar.reason(date(2027, 1, 30)) == "春节调休上班"


def test_an_offices_own_day_wins_over_a_published_one() -> None:
    own = DayEntry(date(2027, 1, 30), False, "本街道统一调休")
    calendar = calendar_for(load_rulebook("yichuan_road"), [own], PLAN.days)
    assert not calendar.is_working(own.day)
    assert calendar.status(own.day) == "override"


def _with_new_year(sentence: str) -> str:
    """The notice with the sentences of its first item replaced."""
    before, _, after = NEXT_YEAR.partition("一、元旦：")
    return f"{before}一、元旦：{sentence}\n二、{after.partition('二、')[2]}"
