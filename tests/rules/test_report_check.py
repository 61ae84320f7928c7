"""The checker as a whole: steady, quick, and quiet about what it was not asked."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rulebooks.load import load_rulebook
from bot.rules.facts import Facts
from bot.rules.finding import Finding
from bot.rules.report_case import PIECE_NAMES, ReportCase
from bot.rules.report_check import check

YICHUAN = load_rulebook("yichuan_road")
COMPLAINT = Facts(kind="投诉")
WORDS = st.sampled_from(
    [
        "正在",
        "将会",
        "我所",
        "整改中",
        "已要求当事人自行整改",
        "。",
        "，",
        "\n",
        " ",
        "供应向来",
        "真正在意",
        "11月30日前",
        "x",
    ]
)
CASES = st.builds(
    ReportCase,
    ticket=st.builds(
        Facts,
        kind=st.sampled_from(["投诉", "求助", "意见建议", "咨询", "信访", None]),
        has_contact=st.booleans(),
        is_recheck=st.booleans(),
        supervised=st.sampled_from(["否", "市级", "区级"]),
    ),
    text=st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map("".join)),
    fact=st.sampled_from(["属实", "不属实", "留作参考", "无政策信息", "?", None]),
    appeal=st.sampled_from(["诉求合理", "诉求过高", "?", None]),
    result=st.sampled_from(["实际解决", "解释说明", "参考备案", "?", None]),
    contact_result=st.sampled_from(["已联", "未联", None]),
    repeat_count=st.integers(0, 5),
    distinct_callers=st.integers(0, 5),
    given=st.frozensets(st.sampled_from(sorted(PIECE_NAMES))),
    signed=st.frozensets(st.sampled_from(["unit_head", "unit_branch_leader"])),
)


@given(CASES)
def test_every_report_gets_an_answer_and_the_same_one_each_time(case: ReportCase) -> None:
    first = check(case, YICHUAN)
    assert check(case, YICHUAN) == first
    assert len(set(first)) == len(first)
    severities = [finding.severity for finding in first]
    assert severities == sorted(severities, key=["block", "warn"].index)


@given(CASES)
def test_a_report_still_to_be_signed_is_judged_without_signatures_only(case: ReportCase) -> None:
    with_signatures, without = set(check(case, YICHUAN)), set(check(case, YICHUAN, signatures=False))
    assert without <= with_signatures
    assert all("签字" in finding.excerpt for finding in with_signatures - without)
    signed_by_all = replace(case, signed=frozenset({"unit_head", "unit_branch_leader"}))
    assert set(check(signed_by_all, YICHUAN)) == without


@given(st.lists(WORDS, max_size=30))
def test_every_quoted_wording_stands_in_the_text(words: list[str]) -> None:
    text = "".join(words)
    flat = "".join(text.split())
    for finding in wording_findings(text):
        quoted = "".join(finding.excerpt.strip("…").split())
        assert quoted in flat


def test_an_office_without_report_rules_finds_nothing() -> None:
    bare = replace(YICHUAN, report=None, findings=None, logic_table=None, signature=())
    assert check(ReportCase(ticket=COMPLAINT, text="正在整改中，我所非我部门职责"), bare) == ()


def test_what_is_assumed_says_so() -> None:
    unfit = ReportCase(ticket=COMPLAINT, fact="属实", appeal="诉求合理", result="诉求过高")
    (relation,) = [finding for finding in check(unfit, YICHUAN) if finding.rule == "YC-2.4.3"]
    assert relation.assumed is not None
    assert "附件5" in relation.assumed
    assert "可选的处理结果：实际解决" in relation.advice


def test_the_same_wording_twice_is_shown_at_both_places() -> None:
    findings = wording_findings("楼道正在清理。" + "来电人对此表示理解并感谢。" * 3 + "车棚正在搭建。")
    assert [("楼道正在" in one.excerpt, "车棚正在" in one.excerpt) for one in findings] == [
        (True, False),
        (False, True),
    ]


def test_the_citizens_own_title_is_not_held_against_the_report() -> None:
    title = "楼上正在装修"
    text = f"诉求事项：{title}\n经现场查看，楼上{{}}。"
    quiet = ReportCase(ticket=COMPLAINT, text=text.format("已停工"), quoted=(title,))
    loud = ReportCase(ticket=COMPLAINT, text=text.format("正在装修，楼上正在装修"), quoted=(title, ""))
    assert "YC-A4.2.1" not in {finding.rule for finding in check(quiet, YICHUAN)}
    assert sum(finding.rule == "YC-A4.2.1" for finding in check(loud, YICHUAN)) == 2


def wording_findings(text: str) -> list[Finding]:
    found: dict[str, Any] = {}
    for finding in check(ReportCase(ticket=COMPLAINT, text=text), YICHUAN):
        if finding.rule.startswith("YC-A4.2.") and finding.rule != "YC-A4.2.3":
            found[finding.rule + finding.excerpt] = finding
    return list(found.values())
