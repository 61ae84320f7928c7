"""Every chain of signatures that the five documents ask for, in its order, before and after the desk's review."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from bot.rulebooks.load import load_rulebook
from bot.rules.facts import Facts
from bot.rules.offered import asks_for_paper
from bot.rules.paper import fingerprint, is_picture, paper_fault
from bot.rules.report_case import ReportCase
from bot.rules.report_check import check
from bot.rules.returns import signatures
from bot.rules.rulebook import Rulebook
from bot.rules.signatures import required
from tests.people import MORNING, later

HEAD, BRANCH, DESK, MAIN = "unit_head", "unit_branch_leader", "desk_branch_leader", "main_leader"
PUTUO, YICHUAN, SONGJIANG = "putuo_justice", "yichuan_road", "songjiang_civil"
BEIZHAN, NANMATOU = "beizhan", "nanmatou_road"

rulebook_of = cache(load_rulebook)


@dataclass(frozen=True)
class Chain:
    """Who signs before the desk's review, who after it, and whose signature may be on paper."""

    office: str
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    paper: frozenset[str] = frozenset()
    facts: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)

    @property
    def report(self) -> ReportCase:
        ticket = Facts(**{"kind": "投诉", "source": "12345", **self.facts})
        return replace(ReportCase(ticket=ticket, fact="属实"), **self.case)


UNTRUE = {"fact": "不属实"}
CHAINS = {
    "PT ordinary": Chain(PUTUO, (HEAD,)),
    "PT untrue": Chain(PUTUO, (HEAD,), case=UNTRUE),
    "PT recheck": Chain(PUTUO, (HEAD,), facts={"is_recheck": True}),
    "PT urgent": Chain(PUTUO, (HEAD,), facts={"urgency": "紧急"}),
    "PT repeated": Chain(PUTUO, (HEAD,), case={"repeat_count": 5}),
    "YC ordinary": Chain(YICHUAN, (HEAD,)),
    "YC untrue": Chain(YICHUAN, (HEAD, BRANCH), case=UNTRUE),
    "YC untrue, from the district": Chain(YICHUAN, (HEAD, BRANCH), facts={"source": "区12345"}, case=UNTRUE),
    "YC not adopted": Chain(YICHUAN, (HEAD, BRANCH), facts={"kind": "意见建议"}, case={"fact": "不采纳"}),
    "YC no policy": Chain(YICHUAN, (HEAD, BRANCH), facts={"kind": "咨询"}, case={"fact": "无政策信息"}),
    "YC recheck": Chain(YICHUAN, (HEAD, BRANCH), facts={"is_recheck": True}),
    "YC supervised by the city": Chain(YICHUAN, (HEAD, BRANCH), facts={"supervised": "市级"}),
    "YC supervised by the district": Chain(YICHUAN, (HEAD,), facts={"supervised": "区级"}),
    "YC two times": Chain(YICHUAN, (HEAD,), case={"repeat_count": 2}),
    "YC three times": Chain(YICHUAN, (HEAD,), case={"repeat_count": 3}),
    "YC many callers": Chain(YICHUAN, (HEAD,), case={"distinct_callers": 2}),
    "YC three times and untrue": Chain(YICHUAN, (HEAD, BRANCH), case={"repeat_count": 3, **UNTRUE}),
    "SJ hotline": Chain(SONGJIANG, (BRANCH,), (DESK,)),
    "SJ petition": Chain(SONGJIANG, (BRANCH,), (DESK,), facts={"kind": "信访", "source": "信访"}),
    "SJ 962200": Chain(SONGJIANG, (BRANCH,), facts={"source": "962200"}),
    "SJ not satisfied": Chain(SONGJIANG, (BRANCH,), (DESK,), case={"satisfaction": "不满意"}),
    "SJ recheck": Chain(SONGJIANG, (BRANCH,), (DESK,), facts={"is_recheck": True}),
    "SJ untrue again": Chain(SONGJIANG, (BRANCH,), (DESK,), facts={"tags": frozenset({"重复信访"})}, case=UNTRUE),
    "SJ 962200 not satisfied": Chain(SONGJIANG, (BRANCH,), facts={"source": "962200"}, case={"satisfaction": "不满意"}),
    "BZ ordinary": Chain(BEIZHAN, (BRANCH,)),
    "BZ untrue": Chain(BEIZHAN, (BRANCH,), case=UNTRUE),
    "BZ supervised": Chain(BEIZHAN, (BRANCH,), facts={"supervised": "市级"}),
    "NM ordinary": Chain(NANMATOU, (HEAD,)),
    "NM untrue": Chain(NANMATOU, (HEAD, BRANCH), paper=frozenset({BRANCH}), case=UNTRUE),
    "NM kept for reference": Chain(
        NANMATOU, (HEAD, BRANCH), paper=frozenset({BRANCH}), facts={"kind": "意见建议"}, case={"fact": "留作参考"}
    ),
    "NM recheck": Chain(NANMATOU, (HEAD,), paper=frozenset({HEAD}), facts={"is_recheck": True}),
    "NM recheck, untrue": Chain(
        NANMATOU, (HEAD, BRANCH), paper=frozenset({HEAD, BRANCH}), facts={"is_recheck": True}, case=UNTRUE
    ),
    "NM supervised": Chain(NANMATOU, (HEAD,), facts={"supervised": "区级"}),
    "NM repeated": Chain(NANMATOU, (HEAD,), case={"repeat_count": 5}),
}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_a_report_is_signed_by_these_in_this_order(chain: Chain) -> None:
    signed = required(rulebook_of(chain.office), chain.report)
    assert tuple(one.party for one in signed) == (*chain.before, *chain.after)
    assert tuple(one.party for one in signed if one.after_review) == chain.after
    assert {one.party for one in signed if one.on_paper} == chain.paper
    assert all(one.clause and one.reason for one in signed)


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_what_is_signed_after_the_review_is_no_fault_before_it(chain: Chain) -> None:
    signed = replace(chain.report, signed=frozenset(chain.before))
    names = [rulebook_of(chain.office).roles.get(party) for party in chain.after]
    found = [one.excerpt for one in check(signed, rulebook_of(chain.office)) if one.excerpt.endswith("签字")]
    assert [excerpt for excerpt in found if any(name and name in excerpt for name in names)] == []


@pytest.mark.parametrize(
    ("office", "number", "upwards", "by"),
    [
        (PUTUO, 1, False, (BRANCH,)),
        (PUTUO, 2, False, (BRANCH,)),
        (YICHUAN, 1, False, ()),
        (YICHUAN, 2, False, (HEAD,)),
        (YICHUAN, 3, False, (BRANCH,)),
        (YICHUAN, 0, True, (BRANCH,)),
        (SONGJIANG, 1, False, (BRANCH,)),
        (NANMATOU, 1, False, (HEAD,)),
        (NANMATOU, 2, False, (HEAD,)),
        (BEIZHAN, 1, False, ()),
    ],
)
def test_a_return_is_signed_by_these(office: str, number: int, upwards: bool, by: tuple[str, ...]) -> None:
    rules = rulebook_of(office).returns
    assert rules is not None
    assert signatures(rules, number, upwards=upwards)[0] == by


@pytest.mark.parametrize(
    ("office", "kind", "by", "paper"),
    [
        (NANMATOU, "stored_call", (HEAD, BRANCH), True),
        (NANMATOU, "extension", (), False),
        (BEIZHAN, "not_assessed", (HEAD,), True),
        (BEIZHAN, "objective", (HEAD,), True),
    ],
)
def test_an_application_is_signed_by_these(office: str, kind: str, by: tuple[str, ...], paper: bool) -> None:
    rules = [one for one in rulebook_of(office).request if one.kind == kind]
    assert rules
    assert {(one.signers, one.paper) for one in rules} == {(by, paper)}


@pytest.mark.parametrize(
    ("office", "rule", "by", "informs"),
    [
        (PUTUO, "PT-B2", (BRANCH, DESK), (MAIN,)),
        (PUTUO, "PT-2.1.S", (DESK, MAIN), ()),
        (SONGJIANG, "SJ-3.3.4.R", (BRANCH,), ("desk",)),
        (SONGJIANG, "SJ-3.3.4.C", (), (DESK, MAIN)),
        (SONGJIANG, "SJ-3.3.5.S", (BRANCH,), ()),
    ],
)
def test_a_note_of_explanation_is_signed_by_these(
    office: str, rule: str, by: tuple[str, ...], informs: tuple[str, ...]
) -> None:
    found = next(one for one in rulebook_of(office).follow_up if one.id == rule)
    assert (found.signed_by, found.informs) == (by, informs)


def test_only_the_documents_that_ask_for_paper_take_it() -> None:
    offices = (PUTUO, YICHUAN, SONGJIANG, BEIZHAN, NANMATOU)
    assert [office for office in offices if asks_for_paper(rulebook_of(office))] == [YICHUAN, BEIZHAN, NANMATOU]


def test_a_party_that_signs_before_and_after_the_review_signs_once_and_after_it() -> None:
    twice = _with_after(rulebook_of(YICHUAN), HEAD)
    (head,) = required(twice, CHAINS["YC ordinary"].report)
    assert (head.party, head.after_review) == (HEAD, True)


def _with_after(rulebook: Rulebook, party: str) -> Rulebook:
    rule = next(one for one in rulebook.signature if one.by == (party,))
    return replace(rulebook, signature=(*rulebook.signature, replace(rule, id="X", after_review=True)))


SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"read": "0123456789ab0"}, "校验码"),
        ({"read": "0123456789a"}, "校验码"),
        ({"read": ""}, "校验码"),
        ({"signed_at": later(61)}, "不能晚于现在"),
        ({"signed_at": later(-5)}, "才写成"),
        ({"pictured_at": later(-1)}, "这张照片比它早"),
        ({"pictured_at": later(0)}, None),
        ({"reviewed_at": later(40)}, "在审核以后"),
        ({"reviewed_at": later(20)}, None),
    ],
)
def test_a_paper_stands_for_the_present_text_and_no_other(changes: dict[str, Any], why: str | None) -> None:
    paper: dict[str, Any] = {
        "sha256": SHA, "read": fingerprint(SHA), "written_at": MORNING, "reviewed_at": None,
        "signed_at": later(30), "pictured_at": later(40), "now": later(60),
    }  # fmt: skip
    fault = paper_fault(**{**paper, **changes})
    assert (fault is None) if why is None else (fault is not None and why in fault)


def test_a_moment_told_by_the_minute_may_be_the_minute_of_the_text() -> None:
    written = MORNING + timedelta(seconds=40)
    times = {"written_at": written, "reviewed_at": None, "signed_at": MORNING, "pictured_at": later(1)}
    assert paper_fault(sha256=SHA, read=fingerprint(SHA), **times, now=later(1)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "name", "shows"),
    [
        ("photo", "", True),
        ("document", "退单审核表.PDF", True),
        ("document", "扫描.jpeg", True),
        ("document", "报告.docx", False),
        ("document", "", False),
        ("voice", "", False),
        ("video", "a.jpg", False),
    ],
)
def test_only_a_picture_shows_a_signed_paper(kind: str, name: str, shows: bool) -> None:
    assert is_picture(kind, name) is shows
