"""Dates that are given, starts that stand in for one another, office hours of a start, marks that are switched off."""

from dataclasses import replace

from bot.rules.duties import plan
from tests.rules.laws import at, duties_of, ticket, trial

HANDLING = """
[[duty]]
id = "X-T01"
name = "办结"
clause = "第一条"
owed_by = "unit"
starts = "accepted"
ends = ["completed"]
unless = ["extension_approved"]
limits = [{ within = "5 working_days" }]
remind = ["due", "overdue"]

[[duty]]
id = "X-T02"
name = "延期办结"
clause = "第二条"
owed_by = "unit"
starts = "extension_approved"
ends = ["completed"]
limits = [{ given = "extension" }]
"""

NIGHT = """
[[duty]]
id = "X-T03"
name = "反馈"
clause = "第三条"
owed_by = "unit"
starts = "dispatched"
ends = ["progress_reported"]
limits = [
    { within = "4 wall_hours", started = "outside office hours" },
    { within = "60 work_minutes", started = "in office hours" },
]
"""

LIT = """
[[duty]]
id = "X-T04"
name = "办结"
clause = "第四条"
owed_by = "unit"
starts = "platform_dispatched"
ends = ["completed"]
substitutes = [
    { starts = "received", assumed = "派单时间未登记" },
    { starts = "dispatched", assumed = "收单时间未登记" },
]
limits = [{ within = "3 working_days" }]
lights = [{ light = "red", within = "1 working_days" }]

[[duty]]
id = "X-T05"
name = "答复通报"
clause = "第五条"
owed_by = "unit"
starts = "notice"
ends = ["notice_answered"]
after_the_end = true
limits = [{ within = "5 working_days" }]
"""

MARK = """
[[mark]]
id = "X-T06"
name = "两日未办结"
clause = "第六条"
starts = "dispatched"
after = "2 working_days"
ends = ["completed"]
tell = ["main_leader"]
switched_on = {0}
"""


def test_an_approved_extension_puts_its_date_in_place_of_the_limit() -> None:
    law = trial(HANDLING)
    before = ticket(accepted="11-16 10:00", extension_applied="11-17 09:00")
    assert list(duties_of(before, law)) == ["X-T01"]
    approved = ticket(accepted="11-16 10:00", extension_approved="11-18 09:00")
    assert duties_of(approved, law) == {}
    dated = replace(approved, extended_until=at("12-04 23:59:59"))
    (duty,) = plan(dated, *law)
    assert (duty.rule, duty.due_at, duty.reckoning) == ("X-T02", at("12-04 23:59:59"), "extension")
    assert "计算：按批准的延期日期" in duty.explanation()


def test_a_limit_may_ask_whether_its_start_lies_within_office_hours() -> None:
    law = trial(NIGHT)
    for start, due in (
        ("11-18 17:00", "11-19 10:00"),
        ("11-18 17:01", "11-18 21:01"),
        ("11-19 08:59", "11-19 12:59"),
        ("11-21 10:00", "11-21 14:00"),
    ):
        assert duties_of(ticket(dispatched=start), law)["X-T03"].due_at == at(due)


def test_the_first_known_substitute_starts_a_limit_and_its_lights_and_says_so() -> None:
    law = trial(LIT)
    named = duties_of(ticket(platform_dispatched="11-16 10:00", received="11-17 10:00"), law)
    assert (named["X-T04"].due_at, named["X-T04"].assumed) == (at("11-19 23:59:59"), None)
    received = duties_of(ticket(received="11-17 10:00", dispatched="11-18 10:00"), law)
    assert (received["X-T04"].due_at, received["X-T04"].assumed) == (at("11-20 23:59:59"), "派单时间未登记")
    assert received["X-T04:red"].due_at == at("11-18 23:59:59")
    assert duties_of(ticket(dispatched="11-18 10:00"), law)["X-T04"].starts == "dispatched"
    assert duties_of(ticket(accepted="11-18 10:00"), law) == {}


def test_what_is_owed_after_the_end_stays_open_when_the_ticket_is_over() -> None:
    law = trial(LIT)
    over = ticket(platform_dispatched="11-09 10:00", completed="11-10 10:00", notice="11-16 10:00")
    duties = duties_of(replace(over, open=False), law)
    assert (duties["X-T04"].is_open, duties["X-T05"].is_open) == (False, True)
    answered = duties_of(ticket(notice="11-16 10:00", notice_answered="11-17 10:00"), law)
    assert not answered["X-T05"].is_open


def test_a_mark_that_is_switched_off_is_not_planned() -> None:
    sent = ticket(dispatched="11-16 10:00")
    assert "X-T06" in duties_of(sent, trial(MARK.replace("{0}", "true")))
    assert duties_of(sent, trial(MARK.replace("{0}", "false"))) == {}
