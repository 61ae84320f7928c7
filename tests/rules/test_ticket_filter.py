"""The filter of all tickets: understood from words, packed into a button, shown in words."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import CHINA
from bot.rules.ticket_filter import (
    KINDS,
    LIGHTS,
    PERIODS,
    STATES,
    TicketFilter,
    began,
    code_of,
    from_code,
    in_words,
    understood,
)

UNITS = {"城建办": 3, "城运中心": 4, "平安办": 5}
FILTERS = st.builds(
    TicketFilter,
    state=st.sampled_from(["", *STATES]),
    unit=st.integers(0, 10**9),
    kind=st.sampled_from(["", *KINDS]),
    light=st.sampled_from(["", *LIGHTS]),
    mine=st.booleans(),
    period=st.sampled_from(["", *PERIODS]),
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", TicketFilter()),
        ("城建办 红 投诉", TicketFilter(unit=3, light="red", kind="投诉")),
        ("平安 黄灯 本周", TicketFilter(unit=5, light="yellow", period="week")),
        ("待签", TicketFilter(state="signing")),
        ("已办结 本月", TicketFilter(state="closed", period="month")),
        ("未办结 我的", TicketFilter(state="open", mine=True)),
        ("面馆 油烟 今天", TicketFilter(words=("面馆", "油烟"), period="today")),
        ("城 000301", TicketFilter(words=("城", "000301"))),
    ],
)
def test_words_are_understood_and_the_rest_is_searched_for(said: str, expected: TicketFilter) -> None:
    assert understood(said, UNITS) == expected


@given(wanted=FILTERS, kept=st.integers(0, 10**9))
def test_every_filter_comes_back_out_of_its_code_and_fits_a_button(wanted: TicketFilter, kept: int) -> None:
    code = code_of(wanted, kept)
    assert from_code(code) == (wanted, kept)
    assert len(f"f:99999:{code}:s") <= 64


def test_what_is_searched_for_never_stands_in_the_code() -> None:
    assert code_of(TicketFilter(words=("王样英", "13800001001")), 7) == "w7"


@pytest.mark.parametrize("code", ["x", "s99", "s0m1", "k9", "l9", "p9", "ms1", "s１", "u-1"])
def test_a_code_of_nobody_is_refused(code: str) -> None:
    assert from_code(code) is None


def test_a_filter_is_shown_in_words() -> None:
    wanted = TicketFilter(state="handling", unit=3, kind="投诉", light="red", mine=True, period="week", words=("面馆",))
    assert in_words(wanted, "城建办") == "处置中 · 城建办 · 投诉 · 红灯 · 我的 · 本周登记 · “面馆”"
    assert in_words(TicketFilter()) == ""


def test_periods_begin_at_the_offices_midnight() -> None:
    now = datetime(2026, 11, 20, 9, 30, tzinfo=CHINA)
    assert began("today", now) == datetime(2026, 11, 20, tzinfo=CHINA)
    assert began("week", now) == datetime(2026, 11, 16, tzinfo=CHINA)
    assert began("month", now) == datetime(2026, 11, 1, tzinfo=CHINA)
    assert began("", now) is None
