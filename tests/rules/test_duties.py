"""What a ticket owes: which rules speak, what discharges them, how each explains itself."""

from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import CHINA
from bot.rules.duties import Duty
from bot.rules.facts import MOMENTS, Facts
from bot.rules.limits import Reckoning
from bot.rules.vocabulary import MOMENT_NAMES, Complexity, Kind, Moment, Source, Supervised, Urgency
from tests.rules.laws import at, duties_of, ticket, trial

BY_THE_CLOCK_ALONE = {Reckoning.WALL_MINUTES, Reckoning.WALL_HOURS, Reckoning.NATURAL_DAYS, Reckoning.SAME_DAY}
LIVES = ("received", "dispatched", "accepted", "first_contact", "site_visit", "report_submitted", "completed", "closed")

starts = st.datetimes(datetime(2004, 2, 1), datetime(2029, 12, 1), timezones=st.just(CHINA))  # noqa: DTZ001


@st.composite
def tickets(draw: st.DrawFn) -> Facts:
    """A ticket of any kind, some way along its life."""
    moment, moments = draw(starts), {}
    for step in LIVES[: draw(st.integers(1, len(LIVES)))]:
        moments[step] = moment
        moment += timedelta(minutes=draw(st.integers(0, 5000)))
    return Facts(
        kind=draw(st.sampled_from((None, *get_args(Kind)))),
        urgency=draw(st.sampled_from(get_args(Urgency))),
        source=draw(st.sampled_from((None, *get_args(Source)))),
        complexity=draw(st.sampled_from((None, *get_args(Complexity)))),
        tags=draw(st.sampled_from((frozenset(), frozenset({"疫情"}), frozenset({"扬言", "涉稳"})))),
        is_recheck=draw(st.booleans()),
        supervised=draw(st.sampled_from(get_args(Supervised))),
        has_contact=draw(st.booleans()),
        has_site=draw(st.booleans()),
        simple=draw(st.booleans()),
        moments=moments,
    )


@given(tickets())
def test_nothing_is_due_before_it_starts(facts: Facts) -> None:
    assert all(duty.due_at >= duty.starts_at for duty in duties_of(facts).values())


@given(tickets(), st.integers(1, 5000))
def test_a_later_start_is_never_due_earlier(facts: Facts, minutes: int) -> None:
    later_moments = {name: moment + timedelta(minutes=minutes) for name, moment in facts.moments.items()}
    earlier, later = duties_of(facts), duties_of(Facts(**{**_fields(facts), "moments": later_moments}))
    for key in earlier.keys() & later.keys():
        assert later[key].due_at >= earlier[key].due_at


@given(tickets())
def test_a_count_that_touches_an_estimated_day_is_flagged_and_no_other(facts: Facts) -> None:
    for duty in duties_of(facts).values():
        crosses = duty.starts_at.year <= 2026 < duty.due_at.year
        if crosses and duty.reckoning not in BY_THE_CLOCK_ALONE:
            assert duty.provisional
        if duty.due_at.year <= 2026:
            assert not duty.provisional


@given(tickets())
def test_planning_twice_says_the_same_and_explaining_changes_nothing(facts: Facts) -> None:
    first = duties_of(facts)
    assert [duty.explanation() for duty in first.values()] == [duty.explanation() for duty in first.values()]
    assert duties_of(facts) == first


@given(tickets())
def test_every_duty_explains_its_start_its_due_moment_and_its_clause(facts: Facts) -> None:
    for duty in duties_of(facts).values():
        lines = duty.explanation()
        assert lines[0].startswith("起算：")
        assert MOMENT_NAMES[duty.source.starts] in lines[0]
        assert f"{duty.due_at.day}日" in next(line for line in lines if line.startswith("到期："))
        assert any(duty.clause in line and duty.rule in line for line in lines)
        assert duty.provisional == any(line.startswith("暂定：") for line in lines)
        assert (duty.assumed is not None) == any(line.startswith("推定：") for line in lines)


def _fields(facts: Facts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in Facts.__slots__}


def test_the_words_for_moments_are_those_that_facts_know() -> None:
    assert get_args(Moment) == MOMENTS == tuple(MOMENT_NAMES)


def test_only_rules_whose_start_is_known_are_answered() -> None:
    assert duties_of(ticket()) == {}
    assert set(duties_of(ticket(received="11-18 09:20"))) == {"YC-T01", "YC-T02"}
    assert "YC-T15" in duties_of(ticket(dispatched="11-18 09:20"))


def test_an_ordinary_working_day_ticket_owes_exactly_this() -> None:
    facts = ticket(
        properties={"kind": "投诉"}, received="11-18 09:00", dispatched="11-18 09:20", accepted="11-18 09:40"
    )
    assert list(duties_of(facts)) == [
        "YC-T01", "YC-T02", "YC-T07", "YC-T08", "YC-T09", "YC-T10", "YC-T12", "YC-T15", "YC-T16",
    ]  # fmt: skip


def test_an_urgent_weekend_ticket_owes_exactly_this() -> None:
    facts = ticket(properties={"kind": "求助", "urgency": "紧急"}, received="11-21 22:10", dispatched="11-21 22:20")
    assert list(duties_of(facts)) == [
        "YC-T04",
        "YC-T05",
        "YC-T06",
        "YC-T07",
        "YC-T09",
        "YC-T12",
        "YC-T15",
        "YC-T16",
        "YC-AB3",
        "YC-AB4",
    ]


def test_the_end_of_a_ticket_ends_what_is_still_owed_without_calling_it_done() -> None:
    facts = ticket(received="11-18 09:00", accepted="11-18 09:40", completed="11-19 10:00")
    contact = duties_of(facts)["YC-T10"]
    assert (contact.met_at, contact.is_open) == (None, False)


def test_a_ticket_said_to_be_closed_owes_nothing_and_is_no_mark_for_leaders() -> None:
    facts = ticket(properties={"open": False}, received="11-18 09:00", dispatched="11-18 09:20")
    duties = duties_of(facts)
    assert not any(duty.is_open for duty in duties.values())
    assert "YC-T15" not in duties


def test_the_explanation_of_a_count_over_national_day_names_every_day_left_out() -> None:
    duty = duties_of(ticket(dispatched="09-30 10:30"))["YC-T12"]
    assert duty.explanation() == (
        "起算：2026年9月30日（周三）10:30 派单",
        "计算：4 个工作日，起算当日不计",
        "不计：10月1日（周四）国庆节、10月2日（周五）国庆节、10月3日（周六）国庆节、10月4日（周日）国庆节、"
        "10月5日（周一）国庆节、10月6日（周二）国庆节、10月7日（周三）国庆节、10月11日（周日）周日",
        "计入：10月10日（周六）国庆节调休上班",
        "到期：2026年10月12日（周一）23:59:59",
        "依据：普宜办〔2023〕5号 二（二）2（YC-T12）",
        "逾期：视作接收",
    )


@pytest.mark.parametrize(
    ("facts", "rule", "line"),
    [
        (ticket(received="11-18 16:30"), "YC-T01", "停计：17:00 下班至下一工作日 09:00 上班"),
        (ticket(received="11-18 16:30"), "YC-T01", "推定：文件没有写办公时间，按 09:00—17:00、午休照计"),
        (ticket(accepted="11-20 15:00"), "YC-T11", "顺延：11月21日（周六）周六、11月22日（周日）周日"),
        (ticket(accepted="11-20 15:00"), "YC-T11", "计算：次日 12:00 前"),
        (ticket(accepted="11-20 09:00"), "YC-T10", "计算：当日 17:00 前"),
        (ticket(accepted="11-20 09:00"), "YC-T08", "计算：1 个自然日，起算当日不计，休息日照计"),
        (ticket(received="11-21 09:00"), "YC-T03", "不计：11月22日（周日）周日"),
        (ticket(dispatched="12-29 09:00"), "YC-T12", "暂定：2027 年的放假安排尚未公布，公布后重新计算"),
        (ticket(dispatched="12-29 09:00"), "YC-T15", "提示：年末几天可能随次年元旦的放假安排调整"),
        (ticket(properties={"simple": True}, accepted="11-20 09:00"), "YC-T14", "计算：24 小时，昼夜、节假日连续计算"),
        (ticket(properties={"tags": frozenset({"疫情"})}, received="11-20 09:00"), "YC-T13", "计算：当日之内"),
        (
            ticket(properties={"platform_due_at": at("11-27 18:00")}, received="11-18 09:00"),
            "YC-T09",
            "计算：按上级平台给定的处置时限",
        ),
        (
            ticket(properties={"kind": "投诉"}, received="11-18 09:00", sent_back="11-20 09:00"),
            "YC-T17",
            "计算：不另给时间，仍按「办结并反馈办结报告」（YC-T09）原来的时限",
        ),
    ],
)
def test_an_explanation_tells_this_line(facts: Facts, rule: str, line: str) -> None:
    assert line in duties_of(facts)[rule].explanation()


def test_a_limit_that_the_platform_gave_is_known_even_where_the_receipt_is_not() -> None:
    given = {"platform_due_at": at("11-27 18:00")}
    duty = duties_of(ticket(properties=given, dispatched="11-18 09:00", accepted="11-18 09:20"))["YC-T09"]
    assert (duty.starts_at, duty.due_at) == (at("11-18 09:00"), at("11-27 18:00"))
    assert duty.explanation()[0] == "起算：2026年11月18日（周三）09:00 派单"
    assert duties_of(ticket(properties=given)) == {}


def test_a_day_limit_may_end_at_office_close() -> None:
    law = trial(RETURN, "office_close")
    assert duties_of(ticket(dispatched="11-18 18:00"), law)["X-T01"].due_at == at("11-19 17:00")


def test_a_same_day_limit_that_starts_after_office_close_still_has_the_rest_of_the_day() -> None:
    law = trial(RETURN.replace('within = "1 working_days"', 'on = "same_day"'), "office_close")
    assert duties_of(ticket(dispatched="11-18 09:00"), law)["X-T01"].due_at == at("11-18 17:00")
    assert duties_of(ticket(dispatched="11-18 18:00"), law)["X-T01"].due_at == at("2026-11-18 23:59:59")


def test_a_daily_duty_is_due_again_every_day_until_the_ticket_ends() -> None:
    law = trial(RETURN.replace('within = "1 working_days"', 'by = "17:00", on = "every_day"'))

    def daily(**moments: str) -> Duty:
        return duties_of(ticket(dispatched="11-20 09:00", **moments), law)["X-T01"]

    assert (daily().due_at, daily().is_open) == (at("11-20 17:00"), True)
    assert daily(returned="11-20 15:00").is_open is False
    told = daily(return_applied="11-20 15:00")
    assert (told.due_at, told.met_at, told.is_open) == (at("11-21 17:00"), None, True)
    assert duties_of(ticket(dispatched="11-20 17:01"), law)["X-T01"].due_at == at("11-21 17:00")
    assert "计算：每日 17:00 前" in told.explanation()


def test_natural_days_roll_only_where_the_rulebook_says_so() -> None:
    plain = trial(RETURN.replace("1 working_days", "3 natural_days"))
    rolling = trial(RETURN.replace('"1 working_days"', '"3 natural_days", roll = { assumed = "顺延为推定" }'))
    facts = ticket(dispatched="09-30 09:00")
    assert duties_of(facts, plain)["X-T01"].due_at == at("2026-10-03 23:59:59")
    rolled = duties_of(facts, rolling)["X-T01"]
    assert (rolled.due_at, rolled.assumed) == (at("2026-10-08 23:59:59"), "顺延为推定")
    assert any(line.startswith("顺延：10月3日（周六）国庆节") for line in rolled.explanation())


def test_lights_are_entries_of_their_own_beside_the_duty() -> None:
    lights = 'lights = [{ light = "yellow", within = "3 working_days" }, { light = "red", within = "5 working_days" }]'
    law = trial(RETURN.replace("1 working_days", "5 working_days") + lights)
    duties = duties_of(ticket(dispatched="11-18 09:00"), law)
    assert {key: duty.due_at.date().isoformat() for key, duty in duties.items()} == {
        "X-T01": "2026-11-25",
        "X-T01:yellow": "2026-11-23",
        "X-T01:red": "2026-11-25",
    }
    assert (duties["X-T01:yellow"].rule, duties["X-T01:yellow"].light) == ("X-T01", "yellow")


def test_a_lunch_break_is_left_out_where_an_office_has_one() -> None:
    law = trial(RETURN.replace("1 working_days", "60 work_minutes"), lunch=("12:00", "13:00"))
    duty = duties_of(ticket(dispatched="11-18 11:30"), law)["X-T01"]
    assert (duty.due_at, duty.assumed) == (at("11-18 13:30"), "办公时间为推定")
    assert "计算：60 分钟，只计工作日办公时间（09:00—17:00，扣除午休 12:00—13:00）" in duty.explanation()


RETURN = """
[[duty]]
id = "X-T01"
name = "申请退单"
clause = "第三条"
owed_by = "unit"
starts = "dispatched"
ends = ["return_applied"]
limits = [{ within = "1 working_days" }]
"""
