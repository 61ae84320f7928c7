"""Which forms a ticket can have, office by office; who may have them; what a rulebook may not say about them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import RulebookFaults, load_rulebook, load_text
from bot.rules.calendar import CHINA
from bot.rules.examination import examine
from bot.rules.facts import Facts
from bot.rules.forms import (
    Requested,
    Subjects,
    answered_within_a_working_day,
    forms_of,
    goes_with,
    may_have,
)
from bot.rules.office_rules import Form
from bot.rules.report_case import ReportCase
from bot.rules.rulebook import Rulebook
from tests.rules.laws import TRIAL_HEAD

ANSWERS = {"finding": "属实"}


def ids(office: str, subjects: Subjects, fact: str | None = None, **properties: Any) -> list[str]:
    case = ReportCase(ticket=Facts(moments={}, **properties), fact=fact)
    return [form.id for form in forms_of(examine(case, load_rulebook(office)), subjects)]


def form(office: str, form_id: str) -> Form:
    return next(one for one in load_rulebook(office).form if one.id == form_id)


@pytest.mark.parametrize(
    ("office", "fact", "properties", "expected"),
    [
        ("yichuan_road", "属实", {"kind": "投诉"}, ["YC-F1"]),
        ("yichuan_road", "不属实", {"kind": "投诉"}, ["YC-F1", "YC-F2"]),
        ("yichuan_road", "属实", {"kind": "投诉", "supervised": "市级"}, ["YC-F1", "YC-F2"]),
        ("songjiang_civil", "属实", {"kind": "投诉", "source": "12345"}, ["SJ-A1", "SJ-A3.1", "SJ-A4"]),
        ("songjiang_civil", "属实", {"kind": "咨询", "source": "962200"}, ["SJ-A1", "SJ-A3.2"]),
        ("songjiang_civil", None, {"kind": "信访", "source": "信访"}, ["SJ-A1", "SJ-A2", "SJ-A2.0"]),
        ("nanmatou_road", "属实", {"kind": "投诉"}, []),
        ("nanmatou_road", "不属实", {"kind": "投诉"}, ["NM-1.2"]),
        ("beizhan", None, {"kind": "投诉"}, ["BZ-F2"]),
        ("putuo_justice", "属实", {"kind": "投诉"}, ["PT-1.1.F"]),
    ],
)
def test_the_forms_that_go_with_a_report(
    office: str, fact: str | None, properties: dict[str, Any], expected: list[str]
) -> None:
    assert sorted(ids(office, Subjects(answers=ANSWERS), fact, **properties)) == expected


@pytest.mark.parametrize(
    ("office", "kind", "rule", "expected"),
    [
        ("nanmatou_road", "return", "NM-R8.3", ["NM-1.1"]),
        ("nanmatou_road", "return_upward", "NM-R6.2", ["NM-1.1"]),
        ("nanmatou_road", "stored_call", "NM-R9", ["NM-1.3"]),
        ("nanmatou_road", "extension", "NM-R8.4", []),
        ("beizhan", "not_assessed", "BZ-A3", ["BZ-F3"]),
        ("beizhan", "objective", "BZ-A4", ["BZ-F4"]),
        ("putuo_justice", "follow_up", "PT-B2", ["PT-1.1.F", "PT-3.2.F"]),
        ("putuo_justice", "follow_up", "PT-B3", ["PT-1.1.F"]),
    ],
)
def test_the_forms_that_go_with_a_request(office: str, kind: str, rule: str, expected: list[str]) -> None:
    subjects = Subjects(requests=(Requested(kind, rule),))
    assert ids(office, subjects, kind="投诉", source="12345") == expected


def test_before_there_is_a_report_or_a_request_only_what_the_ticket_itself_fills_is_there() -> None:
    assert ids("beizhan", Subjects(), kind="投诉") == []
    assert ids("putuo_justice", Subjects(), kind="投诉") == ["PT-1.1.F"]
    assert ids("songjiang_civil", Subjects(), kind="信访") == ["SJ-A2.0"]


def test_a_letter_is_the_desks_and_a_draft_the_units() -> None:
    letter, handling = form("songjiang_civil", "SJ-A2.0"), form("songjiang_civil", "SJ-A1")
    draft = Subjects(answers=ANSWERS, is_draft=True)
    assert may_have(letter, {"desk"}, Subjects())
    assert not may_have(letter, {"unit", "unit_head"}, Subjects())
    assert may_have(handling, {"unit"}, draft)
    assert not may_have(handling, {"desk"}, draft)
    assert may_have(handling, {"unit_branch_leader"}, Subjects(answers=ANSWERS))
    assert not may_have(handling, frozenset(), Subjects(answers=ANSWERS))


def test_every_application_that_names_a_form_is_one_that_the_form_goes_with() -> None:
    offices = ("beizhan", "nanmatou_road", "putuo_justice", "songjiang_civil", "yichuan_road")
    books: list[Rulebook] = [load_rulebook(office) for office in offices]
    named = [(book, request) for book in books for request in book.request if request.form]
    assert len(named) == 3
    for book, request in named:
        own = next(one for one in book.form if one.id == request.form)
        assert goes_with(own, Requested(request.kind, request.id))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ('of = "report"', "of 和 file 须同时写明"),
        ('of = "letter"\nfile = "a.docx"', "须用 words 写明正文的文字模板"),
        ('of = "request"\nfile = "a.docx"', "须用 requests 写明随哪种申请"),
        ('of = "request"\nfile = "a.docx"\nrequests = ["swap"]', "“swap”不在可用的词里"),
        ('of = "request"\nfile = "a.docx"\nrequests = ["return"]\nrules = ["X-R"]', "rules = “X-R”不是"),
        ('of = "report"\nfile = "a.docx"\nwhen = { reaches = ["X-R"] }', "when.reaches = “X-R”不是"),
        ('of = "report"\nfile = "a.docx"\nsigned_by = ["unit_branch_leader"]', "[roles] 里没有 unit_branch_leader"),
        ('of = "report"\nfile = "a.docx"\nsent_to = ["unit_head"]', "sent_to 里的人不在 signed_by 里"),
    ],
)
def test_what_a_form_cannot_be_is_named(changed: str, told: str) -> None:
    entry = f'\n[[form]]\nid = "X-F1"\nname = "申请表"\nclause = "附件"\nfields = ["理由"]\n{changed}\n'
    with pytest.raises(RulebookFaults) as caught:
        load_text(f'day_end = "23:59:59"{TRIAL_HEAD}{entry}', "试验.toml")
    assert any(told in fault for fault in caught.value.faults), caught.value.faults


FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("received", "spoken", "answered"),
    [
        (FRIDAY, FRIDAY + timedelta(days=3), True),
        (FRIDAY, FRIDAY + timedelta(days=4), False),
        (None, FRIDAY, None),
        (FRIDAY, None, None),
    ],
)
def test_whether_the_citizen_was_answered_within_a_working_day_is_open_while_a_moment_is_unknown(
    received: datetime | None, spoken: datetime | None, answered: bool | None
) -> None:
    calendar = calendar_for(load_rulebook("beizhan"))
    assert answered_within_a_working_day(calendar, received, spoken) is answered
