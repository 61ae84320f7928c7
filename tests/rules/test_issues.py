"""On which days a bulletin comes out: worked by hand over weekends, holidays and the ends of months."""

from datetime import datetime
from typing import Any

import pytest

from bot.reports.moments import SHANGHAI
from bot.rulebooks.days import calendar_on_record
from bot.rulebooks.load import load_rulebook
from bot.rules.bulletin_rules import Bulletin
from bot.rules.issues import Issue, between, latest_issue, next_issue

CALENDAR = calendar_on_record(load_rulebook("yichuan_road"), ())
FRIDAY_NOON = "2026-11-20 12:00"
MONTHLY = {"every": "month", "on": 1, "rest_days": "next_working_day"}


def bulletin(**given: Any) -> Bulletin:
    plain = {"id": "X-1", "name": "通报", "clause": "一", "holds": ("内容",), "parts": ("open",), "audience": ("desk",)}
    return Bulletin(**{"every": "day", **plain, **given})


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def told(issue: Issue | None) -> tuple[str, str] | None:
    return (f"{issue.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", issue.about.name) if issue else None


@pytest.mark.parametrize(
    ("given", "after", "expected"),
    [
        ({"at": "09:00"}, "2026-11-20 09:00", ("2026-11-21 09:00", "2026年11月20日")),
        ({"at": "09:00"}, "2026-11-20 08:59", ("2026-11-20 09:00", "2026年11月19日")),
        ({"at": "17:00", "about": "present"}, "2026-11-20 10:00", ("2026-11-20 17:00", "2026年11月20日")),
        ({"rest_days": "skip"}, FRIDAY_NOON, ("2026-11-23 09:00", "2026年11月22日")),
        # 1 to 7 October 2026 are days of rest.
        ({"rest_days": "skip"}, "2026-09-30 12:00", ("2026-10-08 09:00", "2026年10月7日")),
        ({"every": "week", "on": 1}, FRIDAY_NOON, ("2026-11-23 09:00", "2026年11月16日至11月22日")),
        ({"every": "week", "on": 5, "at": "16:30"}, FRIDAY_NOON, ("2026-11-20 16:30", "2026年11月9日至11月15日")),
        (MONTHLY, "2026-09-30 12:00", ("2026-10-08 09:00", "2026年9月")),
        ({"every": "month", "on": 1}, "2026-09-30 12:00", ("2026-10-01 09:00", "2026年9月")),
        ({"every": "month", "on": 28}, "2027-02-20 12:00", ("2027-02-28 09:00", "2027年1月")),
        ({"every": "quarter", "on": 1}, FRIDAY_NOON, ("2027-01-01 09:00", "2026年第四季度")),
        ({"every": "half_year", "on": 1}, FRIDAY_NOON, ("2027-01-01 09:00", "2026年下半年")),
        ({"every": "half_year", "about": "present"}, "2026-05-20 12:00", ("2026-07-01 09:00", "2026年下半年")),
    ],
)
def test_the_next_issue(given: dict[str, Any], after: str, expected: tuple[str, str]) -> None:
    assert told(next_issue(bulletin(**given), CALENDAR, at(after))) == expected


def test_what_is_put_off_by_days_of_rest_stays_the_next_until_it_is_out() -> None:
    monthly = bulletin(**MONTHLY)
    assert told(next_issue(monthly, CALENDAR, at("2026-10-03 12:00"))) == ("2026-10-08 09:00", "2026年9月")
    assert told(latest_issue(monthly, CALENDAR, at("2026-10-03 12:00"))) == ("2026-09-01 09:00", "2026年8月")
    assert told(latest_issue(monthly, CALENDAR, at("2026-10-08 09:00"))) == ("2026-10-08 09:00", "2026年9月")


def test_what_waits_for_an_occasion_has_no_day() -> None:
    assert next_issue(bulletin(every="event"), CALENDAR, at(FRIDAY_NOON)) is None
    assert latest_issue(bulletin(every="event"), CALENDAR, at(FRIDAY_NOON)) is None


def test_everything_between_two_moments_is_named_once() -> None:
    found = between(bulletin(at="09:00"), CALENDAR, at("2026-11-20 09:00"), at("2026-11-23 09:00"))
    assert [told(one) for one in found] == [
        ("2026-11-21 09:00", "2026年11月20日"),
        ("2026-11-22 09:00", "2026年11月21日"),
        ("2026-11-23 09:00", "2026年11月22日"),
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"every": "week", "on": 8}, "第几天"),
        ({"every": "day", "on": 1}, "第几天"),
        ({"parts": ()}, "须用 parts、writes 或 reminds"),
        ({"parts": ("tagged",)}, "须用 tags"),
        ({"parts": ("not_reported",)}, "须用 duty"),
        ({"parts": ("repeated",)}, "须用 thresholds"),
        ({"at": "25:00"}, "不是一天里的时刻"),
    ],
)
def test_a_bulletin_that_does_not_fit_together_is_a_fault(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        bulletin(**given)
