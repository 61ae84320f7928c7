"""What the justice bureau of Putuo and the civil affairs bureau of Songjiang have that Yichuan has not."""

from dataclasses import replace
from functools import cache

import pytest

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import RulebookFaults, load_rulebook, load_text, rulebook_text
from bot.rules.calendar import Calendar
from bot.rules.duties import Duty
from bot.rules.report_case import ReportCase
from bot.rules.returns import ReturnAllowed, ground, judge_return
from bot.rules.rulebook import Rulebook
from bot.rules.signatures import required
from bot.rules.workflow import Act, State, Terms, judge
from tests.rules.laws import alarms_of, at, duties_of, ticket

BUREAUS = ("putuo_justice", "songjiang_civil")


@cache
def law(office: str) -> tuple[Rulebook, Calendar]:
    rulebook = load_rulebook(office)
    return rulebook, calendar_for(rulebook)


def is_escalation(duty: Duty) -> bool:
    return duty.is_mark and not duty.is_handover


@pytest.mark.parametrize("office", BUREAUS)
def test_the_two_and_four_day_marks_are_a_switch_that_is_off(office: str) -> None:
    facts = ticket(received="11-18 09:00", dispatched="11-18 10:00", properties={"kind": "投诉"})
    text = rulebook_text(office)
    assert text.count("switched_on = false") == 2
    on = load_text(text.replace("switched_on = false", "switched_on = true"), "x")
    marks = {key for key, duty in duties_of(facts, (on, calendar_for(on))).items() if is_escalation(duty)}
    assert not any(is_escalation(duty) for duty in duties_of(facts, law(office)).values())
    assert len(marks) == 2
    assert duties_of(facts, (on, calendar_for(on)))[min(marks)].due_at == at("2026-11-20 23:59:59")


def test_the_loan_that_was_taken_is_named_in_the_explanation() -> None:
    facts = ticket(received="11-18 09:00", dispatched="11-18 10:00", properties={"kind": "咨询", "urgency": "紧急"})
    assert (
        "计算：不另给时间，仍按「紧急工单办结上报平台」（PT-T08）原来的时限"
        in duties_of(facts, law("putuo_justice"))["PT-T17"].explanation()
    )


def test_a_limit_that_must_not_pass_another_says_so() -> None:
    late = ticket(received="11-18 09:00", dispatched="11-23 10:00", properties={"source": "12345"})
    duty = duties_of(late, law("songjiang_civil"))["SJ-T06"]
    assert (duty.due_at, duty.reckoning) == (at("2026-11-27 23:59:59"), "working_days")
    assert "计算：6 个工作日，起算当日不计，且不晚于「普通工单办结」（SJ-T07）的时限" in duty.explanation()


def test_a_threat_knows_no_quiet_hours() -> None:
    facts = ticket(received="11-21 22:00", properties={"source": "12345", "tags": frozenset({"扬言"})})
    alarms = alarms_of(facts, law("songjiang_civil"))["SJ-T09"]
    assert alarms["10min before"].fire_at == at("11-21 22:05")
    assert {alarm.lane for alarm in alarms.values()} == {0}


def test_a_duty_of_every_day_speaks_again_after_the_last_report_until_the_ticket_is_closed() -> None:
    facts = ticket(dispatched="11-18 10:00", progress_reported="11-18 15:00", properties={"tags": frozenset({"涉稳"})})
    assert alarms_of(facts, law("songjiang_civil"))["SJ-T17"]["due"].fire_at == at("11-19 17:00")
    again = replace(facts, latest={"progress_reported": at("11-22 20:00")})
    assert alarms_of(again, law("songjiang_civil"))["SJ-T17"]["due"].fire_at == at("11-23 17:00")
    closed = replace(again, moments={**again.moments, "closed": at("11-23 09:00")})
    assert "SJ-T17" not in alarms_of(closed, law("songjiang_civil"))


def test_the_citizens_own_time_for_a_review_alarms_nobody() -> None:
    facts = ticket(replied="11-18 10:00", properties={"source": "信访"})
    assert duties_of(facts, law("songjiang_civil"))["SJ-T18"].owed_by == "citizen"
    assert "SJ-T18" not in alarms_of(facts, law("songjiang_civil"))


def test_who_signs_a_report_of_the_bureaus() -> None:
    hotline = ReportCase(ticket=ticket(properties={"kind": "投诉", "source": "12345"}))
    civil_line = ReportCase(ticket=ticket(properties={"kind": "投诉", "source": "962200"}))
    songjiang = law("songjiang_civil")[0]
    assert [one.party for one in required(songjiang, hotline)] == ["unit_branch_leader", "desk_branch_leader"]
    assert [one.party for one in required(songjiang, civil_line)] == ["unit_branch_leader"]
    assert [one.party for one in required(law("putuo_justice")[0], hotline)] == ["unit_head"]


def test_the_first_return_of_putuo_is_signed_already() -> None:
    rules = law("putuo_justice")[0].returns
    assert rules is not None
    assert rules.limits == ("PT-T05", "PT-T06")
    reason = ground(rules, "非职能职责范围")
    assert reason is not None
    verdict = judge_return(
        rules,
        reason,
        by=frozenset({"unit"}),
        given={"reason", "recording", "photos"},
        number=1,
        upwards=False,
        due_at=at("2026-11-23 23:59:59"),
        now=at("11-20 10:00"),
    )
    assert verdict == ReturnAllowed(("unit_branch_leader",), "一4")


@pytest.mark.parametrize("office", BUREAUS)
def test_a_refusal_names_only_parties_that_the_office_has(office: str) -> None:
    rulebook = law(office)[0]
    names: dict[str, str] = {}
    names.update(rulebook.roles.items())
    terms = Terms(names, rulebook.acts)
    verdict = judge(Act.FIRST_CONTACT, State.HANDLING, frozenset({"desk"}), terms=terms)
    early = judge(Act.FIRST_CONTACT, State.DISPATCHED, frozenset({"unit"}), terms=terms)
    assert not isinstance(verdict, State)
    assert not isinstance(early, State)
    assert rulebook.roles["unit"] in verdict.reason
    assert "片区信息员" not in verdict.reason
    assert early.reason.startswith("工单「待接单」时，还不能先行联系；")


@pytest.mark.parametrize("office", BUREAUS)
def test_every_default_that_no_document_holds_is_marked_as_assumed(office: str) -> None:
    rulebook = law(office)[0]
    assert rulebook.hours.assumed
    assert rulebook.reminding.assumed
    assert all(mark.assumed for mark in rulebook.mark)
    assert all(metric.assumed for metric in rulebook.metric)
    assert all(attempts.assumed for attempts in rulebook.attempts)
    assert rulebook.logic_table is not None
    assert rulebook.logic_table.assumed


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('led_by = "desk"', 'led_by = "informant"', "PT-B1（三1）：[roles] 里没有 informant"),
        ('informs = ["main_leader"]', 'informs = ["citizen"]', "PT-B2（三2）：[roles] 里没有 citizen"),
        ('id = "PT-3.b"', 'id = "PT-3.a"', "PT-3.a：这个 id 用了不止一次"),
        ('name = "整改提升"', 'name = " "', "PT-B3（三3）：name 是空的"),
        ('at = "09:00"', 'at = "9点"', "“9点”不是一天里的时刻"),
        ("target_percent = 100", "target_percent = 101", "target_percent 应在 0 与 100 之间"),
        ('occasion = "problem_published"', "", "须用 occasion 或 tags 写明何时需要"),
        ('limit = ["PT-T05", "PT-T06"]', 'limit = ["PT-T05", "PT-T66"]', "returns：limit = “PT-T66”不是"),
        ('same_as = ["PT-T08", ', 'same_as = ["PT-T88", ', "same_as = “PT-T88”应是排在它前面的一项时限"),
        ('[{ within = "13 working_days" }]', '[{ on = "same_day", not_after = "PT-T01" }]', "not_after（不晚于）只与"),
        (
            '[{ within = "13 working_days" }]',
            '[{ within = "13 working_days", not_after = "PT-T17" }]',
            "not_after = “PT-T17”",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(old: str, new: str, told: str) -> None:
    text = rulebook_text("putuo_justice")
    assert old in text
    with pytest.raises(RulebookFaults) as caught:
        load_text(text.replace(old, new), "我的.toml")
    assert any(told in fault for fault in caught.value.faults), caught.value.faults


def test_putuos_section_head_hears_one_working_day_before_the_handling_is_due() -> None:
    facts = ticket(received="09-18 10:00", properties={"kind": "投诉", "complexity": "较为复杂"})
    told = alarms_of(facts, law("putuo_justice"))["PT-T13"]
    eve = told["opening of day before"]
    assert (eve.fire_at, eve.audience) == (at("09-28 09:00"), ("unit", "unit_head"))
    assert told["opening of last day"].audience == ("unit",)
    assert told["opening of last day"].fire_at == at("09-29 09:00")


def test_a_make_up_day_may_be_the_day_before() -> None:
    facts = ticket(received="09-30 10:00", properties={"kind": "咨询", "is_recheck": True})
    told = alarms_of(facts, law("putuo_justice"))["PT-T11"]
    assert told["opening of day before"].fire_at == at("10-09 09:00")
    assert told["opening of last day"].fire_at == at("10-10 09:00")
