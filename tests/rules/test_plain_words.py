"""Sentences that answer a question plainly, and sentences that only seem to."""

import pytest

from bot.rules.plain_words import choice_in, documents_in, replied_in, verified_with_in

FINDINGS = ("属实", "部分属实", "不属实")
OUTCOMES = ("实际解决", "解释说明", "参考备案", "诉求过高", "未解决")
SATISFACTIONS = ("满意", "基本满意", "一般", "不满意", "认可", "未评价")


@pytest.mark.parametrize(
    ("text", "slot", "options", "said"),
    [
        ("经现场核实，反映的情况属实。", "finding", FINDINGS, "属实"),
        ("经查，来电人反映的问题部分属实。", "finding", FINDINGS, "部分属实"),
        ("经核实情况不属实，不存在占道。", "finding", FINDINGS, "不属实"),
        ("是否属实有待核实。", "finding", FINDINGS, None),
        ("第一项情况属实，第二项情况不属实。", "finding", FINDINGS, None),
        ("属实", "finding", FINDINGS, None),
        ("该问题已实际解决。", "outcome", OUTCOMES, "实际解决"),
        ("该问题没有实际解决。", "outcome", OUTCOMES, None),
        ("处理结果：解释说明。", "outcome", OUTCOMES, "解释说明"),
        ("市民对处理结果表示满意。", "satisfaction", SATISFACTIONS, "满意"),
        ("来电人表示不满意，要求再处理。", "satisfaction", SATISFACTIONS, "不满意"),
        ("市民表示非常满意。", "satisfaction", SATISFACTIONS, "满意"),
        ("市民表示不太满意。", "satisfaction", SATISFACTIONS, None),
        ("市民对结果不是很满意。", "satisfaction", SATISFACTIONS, None),
        ("该问题未能实际解决。", "outcome", OUTCOMES, None),
        ("反映的情况不完全属实。", "finding", FINDINGS, None),
        ("来电人表示基本满意。", "satisfaction", SATISFACTIONS, "基本满意"),
        ("力求市民满意。", "finding", FINDINGS, None),
        ("", "satisfaction", SATISFACTIONS, None),
        ("市民满意。", "unknown", SATISFACTIONS, None),
    ],
)
def test_a_choice_is_taken_only_where_the_words_leave_no_doubt(
    text: str, slot: str, options: tuple[str, ...], said: str | None
) -> None:
    assert choice_in(text, slot, options) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11月20日15:30已电话答复来电人。", "11月20日15:30"),
        ("昨天下午3点半回复市民", "昨天下午3点半"),
        ("今天10:05告知处理结果", "今天10:05"),
        ("10:05和11:20两次答复", None),
        ("10:05答复，11:20又回复一次", None),
        ("15:30到现场查看", None),
        ("将于明天答复", None),
        ("计划明天15:30答复来电人", None),
        ("计划11月21日10:00电话答复来电人。", None),
        ("拟今天15:30答复市民", None),
        ("今天15:30将电话答复市民", None),
        ("约定15:30回复", None),
        ("15:30未能答复来电人", None),
        ("请在15:30前答复市民", None),
        ("15:30前答复市民", None),
        ("10:05告知工单已受理", None),
        ("10:05告知来电人，工单已受理。", None),
        ("10:05回复来电人正在核实", None),
        ("10:05告知工单已受理，15:30答复处理结果", "15:30"),
        ("10:05计划上门，15:30已答复来电人", "15:30"),
        ("15:30将处理结果告知来电人", "15:30"),
        ("居委会15:30答复市民", "15:30"),
        ("15:30前往其家中答复", "15:30"),
        ("15:30告知来电人处理结果，其表示已收到", "15:30"),
        ("15:30告知来电人不予受理的理由", "15:30"),
    ],
)
def test_the_moment_of_the_reply_is_found_next_to_the_word_for_it(text: str, said: str | None) -> None:
    assert replied_in(text) == said


def test_documents_and_who_confirmed_are_taken_from_what_was_told() -> None:
    text = "经居委和民政业务系统核实，根据《上海市社会救助条例》第十条和《低保办法》补发，又据《低保办法》说明。"
    assert documents_in(text) == ("《上海市社会救助条例》第十条", "《低保办法》")
    assert verified_with_in(text) == "居委和民政业务系统"
    assert verified_with_in("已核实。") is None
