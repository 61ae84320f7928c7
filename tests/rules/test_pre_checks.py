"""The eight things a desk looks at: what was found lies where it belongs, and nothing found is lost."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.review import read_case
from bot.rulebooks.load import built_in, load_rulebook
from bot.rules.aspects import ASPECT_NAMES, OF_PIECE
from bot.rules.decision_rules import DeskCheck, DeskReview
from bot.rules.entry_aspects import of_entry
from bot.rules.evidence import EvidenceStanding, standing
from bot.rules.examination import examine
from bot.rules.finding import Finding
from bot.rules.pre_checks import UNOFFICIAL, PreCheck, list_name, pre_checks
from bot.rules.report_case import PIECE_NAMES, ReportCase
from bot.rules.report_check import check
from bot.rules.rulebook import Rulebook
from tests.source_tree import ROOT

ALL_GIVEN = {"first_contact_recording": 1, "reply_recording": 1, "photo_site": 1, "photo_after": 1}


def the_case(office: str, **changes: Any) -> ReportCase:
    """A report that the office has nothing against."""
    base = ROOT / "tests" / "cases" / office / "review" / "base.toml"
    return replace(read_case(tomllib.loads(base.read_text(encoding="utf-8"))), **changes)


def looked_at(rulebook: Rulebook, case: ReportCase, given: dict[str, int] | None = None) -> dict[str, PreCheck]:
    evidence = standing(rulebook, case, ALL_GIVEN if given is None else given)
    found = pre_checks(examine(case, rulebook), check(case, rulebook), evidence)
    return {one.check.name: one for one in found}


@pytest.mark.parametrize("office", built_in())
def test_every_office_has_eight_checks_under_an_unofficial_name(office: str) -> None:
    rulebook = load_rulebook(office)
    found = looked_at(rulebook, ReportCase())
    assert list_name(rulebook) == UNOFFICIAL
    assert list(found)[:8] == list(ASPECT_NAMES.values())
    assert "其他" not in found


@pytest.mark.parametrize("office", built_in())
def test_every_finding_of_an_empty_report_lies_in_a_check(office: str) -> None:
    rulebook = load_rulebook(office)
    findings = check(ReportCase(), rulebook)
    placed = {one for found in looked_at(rulebook, ReportCase(), {}).values() for one in found.findings}
    assert placed == set(findings)


@pytest.mark.parametrize("office", built_in())
def test_every_entry_about_a_report_belongs_to_an_aspect(office: str) -> None:
    rulebook = load_rulebook(office)
    report = rulebook.report
    assert report is not None
    tables = [table for table in (rulebook.findings, rulebook.logic_table) if table]
    entries = [*report.required, *report.forbidden, *report.excluded, *report.tried, *tables, *rulebook.signature]
    assert [entry.id for entry in entries if not of_entry(entry)] == []


def test_every_piece_of_a_report_belongs_to_an_aspect() -> None:
    assert set(OF_PIECE) == set(PIECE_NAMES)


def test_a_report_without_fault_passes_what_is_asked_and_the_rest_is_not_asked() -> None:
    rulebook = load_rulebook("yichuan_road")
    case = the_case("yichuan_road", signed=frozenset({"unit_head"}))
    found = looked_at(rulebook, case)
    assert {name for name, one in found.items() if one.verdict == "failed"} == set()
    assert {name for name, one in found.items() if one.verdict == "passed"} >= {"先行联系", "事实认定", "附件材料"}


def test_what_cannot_be_asked_of_a_ticket_is_marked_so() -> None:
    rulebook = load_rulebook("yichuan_road")
    case = the_case("yichuan_road")
    nameless = replace(case, ticket=replace(case.ticket, has_contact=False), contact_result=None)
    assert looked_at(rulebook, nameless)["先行联系"].verdict == "not_asked"
    assert looked_at(load_rulebook("putuo_justice"), ReportCase())["现场核实"].verdict == "not_asked"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"fact": None}, "事实认定"),
        ({"first_contact_at": None}, "先行联系"),
        ({"result": None}, "处置结果、时间节点"),
        ({"satisfaction": None}, "答复市民、满意度"),
        ({"site_visit": "否"}, "现场核实"),
        ({"result": "诉求过高"}, "诉求认定、逻辑关系"),
        ({"is_recheck": True}, "签批手续"),
    ],
)
def test_a_breach_lies_where_the_desk_looks_for_it(changes: dict[str, Any], name: str) -> None:
    case = the_case("yichuan_road")
    facts = {key: value for key, value in changes.items() if hasattr(case.ticket, key)}
    own = {key: value for key, value in changes.items() if key not in facts}
    found = looked_at(load_rulebook("yichuan_road"), replace(case, ticket=replace(case.ticket, **facts), **own))
    assert found[name].verdict == "failed"


def test_evidence_that_is_missing_fails_the_attachments_and_tells_how_many_there_are() -> None:
    rulebook = load_rulebook("yichuan_road")
    case = the_case("yichuan_road", contact_result="未联", first_contact_at=None, reply_at=None)
    by_name = {one.name: one for one in standing(rulebook, case, {"call_record": 2})}
    assert (by_name["通话记录截图"].given, by_name["通话记录截图"].at_least) == (2, 3)
    assert by_name["通话记录截图"].is_missing
    attachments = looked_at(rulebook, the_case("yichuan_road"), ALL_GIVEN | {"photo_site": 0})["附件材料"]
    assert (attachments.verdict, [one.name for one in attachments.missing]) == ("failed", ["现场照片"])


def test_evidence_of_which_a_finding_speaks_is_not_told_twice() -> None:
    rulebook = load_rulebook("yichuan_road")
    case = the_case("yichuan_road")
    silent = replace(case, given=case.given - {"reply_recording"})
    attachments = looked_at(rulebook, silent, ALL_GIVEN | {"reply_recording": 0})["附件材料"]
    assert [one for one in attachments.findings if "回复录音" in one.excerpt]
    assert "回复录音" not in [one.name for one in attachments.missing]


def test_an_office_may_have_a_list_of_its_own_and_still_nothing_is_lost() -> None:
    own = DeskCheck(id="X-1", name="要素齐全", clause="九", rules=("YC-A4.1.2",))
    review = DeskReview(id="X", name="本街道三审", clause="九", check=(own,))
    rulebook = replace(load_rulebook("yichuan_road"), desk_review=review)
    stray = Finding("X-9", "block", "九", "别的", "改", aspects=("fact",))
    case = the_case("yichuan_road")
    named = Finding("YC-A4.1.2", "block", "九", "缺：事实认定", "补", aspects=("fact",))
    found = pre_checks(examine(case, rulebook), (named, stray), ())
    assert list_name(rulebook) == "本街道三审"
    assert [(one.check.name, one.findings) for one in found] == [("要素齐全", (named,)), ("其他", (stray,))]


def test_one_purpose_is_asked_for_once() -> None:
    case = the_case("songjiang_civil", satisfaction="不满意", fact="不属实")
    found: tuple[EvidenceStanding, ...] = standing(load_rulebook("songjiang_civil"), case, {})
    assert [one.purpose for one in found].count("basis") == 1


def test_the_three_defects_of_putuo_are_offered_by_name() -> None:
    review = load_rulebook("putuo_justice").desk_review
    assert review is not None
    assert [one.name for one in review.defect] == [
        "不符合逻辑关系",
        "答复要点内有措辞不妥",
        "办结报告内容与认定不一致",
    ]
