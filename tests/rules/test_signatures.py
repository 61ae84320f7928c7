"""Who signs which report of Yichuan, in which order and why."""

from dataclasses import replace
from itertools import product

import pytest

from bot.rulebooks.load import load_rulebook
from bot.rules.facts import Facts
from bot.rules.report_case import ReportCase
from bot.rules.signatures import LADDER, required

YICHUAN = load_rulebook("yichuan_road")
HEAD, BRANCH = "unit_head", "unit_branch_leader"


def signers(case: ReportCase) -> list[str]:
    return [one.party for one in required(YICHUAN, case)]


def complaint(**facts: object) -> ReportCase:
    return ReportCase(ticket=Facts(kind="投诉", **facts), fact="属实")  # type: ignore[arg-type]


def test_an_ordinary_report_is_signed_by_the_unit_head_and_says_that_this_is_assumed() -> None:
    (signature,) = required(YICHUAN, complaint())
    assert signature.party == HEAD
    assert signature.assumed


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("投诉", "不属实"),
        ("求助", "不属实"),
        ("意见建议", "留作参考"),
        ("意见建议", "不采纳"),
        ("意见建议", "不予采纳"),
        ("咨询", "无政策信息"),
        ("咨询", "对政策解释不接受"),
    ],
)
def test_a_negative_finding_goes_on_to_the_branch_leader(kind: str, fact: str) -> None:
    head, branch = required(YICHUAN, ReportCase(ticket=Facts(kind=kind), fact=fact))
    assert (head.party, branch.party) == (HEAD, BRANCH)
    assert (branch.clause, branch.assumed) == ("附件3", None)


@pytest.mark.parametrize("fact", ["属实", "部分属实", "采纳", "部分采纳", "有政策信息", None])
def test_any_other_finding_does_not(fact: str | None) -> None:
    assert signers(replace(complaint(), fact=fact)) == [HEAD]


@pytest.mark.parametrize(
    ("case", "clause"),
    [
        (complaint(is_recheck=True), "二（三）5"),
        (complaint(supervised="市级"), "二（三）5"),
        (replace(complaint(source="区12345"), fact="不属实"), "附件3、二（三）5"),
    ],
)
def test_what_the_branch_leader_signs_besides(case: ReportCase, clause: str) -> None:
    assert [(one.party, one.clause) for one in required(YICHUAN, case)][1:] == [(BRANCH, clause)]


def test_a_district_supervised_ticket_needs_no_branch_leader() -> None:
    assert signers(complaint(supervised="区级")) == [HEAD]


@pytest.mark.parametrize(
    ("repeats", "callers", "reasons"),
    [
        (2, 1, {"办结报告签批"}),
        (3, 1, {"办结报告签批", "单人多次投诉同一件事"}),
        (1, 2, {"办结报告签批", "多人投诉同一件事"}),
        (3, 2, {"办结报告签批", "单人多次投诉同一件事", "多人投诉同一件事"}),
    ],
)
def test_repeats_and_many_callers_are_satisfied_by_the_head_who_signs_anyway(
    repeats: int, callers: int, reasons: set[str]
) -> None:
    (head,) = required(YICHUAN, replace(complaint(), repeat_count=repeats, distinct_callers=callers))
    assert head.party == HEAD
    assert set(head.reason.split("、")) == reasons


def test_where_no_ordinary_signature_is_asked_for_a_repeat_asks_for_the_first_who_may_give_it() -> None:
    strict = replace(YICHUAN, signature=tuple(rule for rule in YICHUAN.signature if rule.checked))
    repeated = replace(complaint(), repeat_count=3)
    assert [one.party for one in required(strict, repeated)] == [HEAD]
    assert [one.party for one in required(strict, replace(repeated, fact="不属实"))] == [BRANCH]
    assert required(strict, complaint()) == ()


def test_every_chain_goes_upwards_and_names_nobody_twice() -> None:
    for recheck, supervised, fact, repeats in product([True, False], ["否", "市级"], ["属实", "不属实"], [1, 3]):
        case = replace(complaint(is_recheck=recheck, supervised=supervised), fact=fact, repeat_count=repeats)
        chain = signers(case)
        assert chain == sorted(set(chain), key=list(LADDER).index)
        assert chain[0] == HEAD
