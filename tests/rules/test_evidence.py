"""What has to be attached, and when another try to reach a caller counts."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import CHINA
from bot.rules.evidence import missing, needed, tries
from bot.rules.facts import Facts
from bot.rules.report_case import ReportCase

YICHUAN = load_rulebook("yichuan_road")
(YC_T19,) = [attempts for attempts in YICHUAN.attempts if attempts.id == "YC-T19"]
NINE = datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)


def after(*minutes: int) -> list[datetime]:
    return [NINE + timedelta(minutes=minute) for minute in minutes]


def purposes(act: str, case: ReportCase) -> list[tuple[str, int]]:
    return [(need.purpose, need.at_least) for need in needed(YICHUAN, act, case)]


def test_a_first_contact_that_reached_somebody_needs_its_recording() -> None:
    assert purposes("first_contact", ReportCase(contact_result="已联")) == [("first_contact_recording", 1)]


def test_a_mobile_that_never_answered_needs_three_screenshots_and_a_message() -> None:
    case = ReportCase(contact_result="未联", phone_kind="mobile")
    assert purposes("first_contact", case) == [("call_record", 3), ("sms_screenshot", 1)]


def test_a_landline_that_never_answered_needs_three_screenshots() -> None:
    assert purposes("first_contact", ReportCase(contact_result="未联", phone_kind="landline")) == [("call_record", 3)]


def test_a_visit_needs_a_photo_where_there_is_a_site() -> None:
    assert purposes("site_visit", ReportCase()) == [("photo_site", 1)]
    assert purposes("site_visit", ReportCase(site_visit="无实际现场")) == []
    assert purposes("site_visit", ReportCase(ticket=Facts(has_site=False))) == []


def test_a_report_needs_the_recording_of_the_reply_and_a_basis_where_it_says_not_true() -> None:
    assert purposes("report", ReportCase(fact="属实")) == [("reply_recording", 1)]
    assert purposes("report", ReportCase(fact="不属实")) == [("reply_recording", 1), ("basis", 1)]
    assert purposes("report", ReportCase(ticket=Facts(has_contact=False))) == []


def test_every_need_names_its_clause() -> None:
    needs = needed(YICHUAN, "first_contact", ReportCase(contact_result="未联", phone_kind="mobile"))
    assert {need.clause for need in needs} == {"二（四）1"}


def test_what_is_missing_is_told_with_the_number_still_wanted() -> None:
    needs = needed(YICHUAN, "first_contact", ReportCase(contact_result="未联", phone_kind="mobile"))
    assert missing(needs, {}) == ("通话记录截图（还差 3 份）", "短信告知截图（手机号）")
    assert missing(needs, {"call_record": 2, "sms_screenshot": 1}) == ("通话记录截图（还差 1 份）",)
    assert missing(needs, {"call_record": 4, "sms_screenshot": 1}) == ()


@pytest.mark.parametrize(
    ("tried", "remaining", "next_at"),
    [
        (after(), 3, None),
        (after(0), 2, after(30)[0]),
        (after(0, 29), 2, after(30)[0]),
        (after(0, 30), 1, after(60)[0]),
        (after(0, 10, 20, 30), 1, after(60)[0]),
        (after(60, 0, 30), 0, None),
        (after(0, 30, 59), 1, after(60)[0]),
        (after(0, 45, 300), 0, None),
    ],
)
def test_tries_count_when_half_an_hour_lies_between(
    tried: list[datetime], remaining: int, next_at: datetime | None
) -> None:
    state = tries(YC_T19, tried)
    assert (state.remaining, state.next_at, state.enough) == (remaining, next_at, remaining == 0)


@given(st.lists(st.integers(0, 600), max_size=12))
def test_another_try_at_the_named_moment_always_counts_and_a_minute_earlier_never_does(minutes: list[int]) -> None:
    tried = after(*minutes)
    state = tries(YC_T19, tried)
    if state.next_at is not None and state.next_at > max(tried):
        assert tries(YC_T19, [*tried, state.next_at]).remaining == state.remaining - 1
        assert tries(YC_T19, [*tried, state.next_at - timedelta(minutes=1)]).remaining == state.remaining
