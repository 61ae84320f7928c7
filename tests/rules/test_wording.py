"""Finding wordings in running Chinese text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.time_nodes import names_time_node
from bot.rules.wording import Span, chinese_characters, covered, find, find_any, fold

BLANKS = st.text(alphabet=" \n\t\u3000\u200b\ufeff\r", max_size=3)


@given(st.lists(BLANKS, min_size=5, max_size=5))
def test_a_wording_is_found_whatever_blanks_lie_between(blanks: list[str]) -> None:
    text = blanks[0] + "".join(character + blank for character, blank in zip("目前正在", blanks[1:], strict=True))
    (span,) = find(fold(text), "正在")
    written = fold(text).written(span)
    assert text[written.start] == "正"
    assert text[written.end - 1] == "在"


@given(st.text(max_size=80))
def test_folding_never_fails_and_every_place_points_into_the_text(text: str) -> None:
    prose = fold(text)
    assert len(prose.folded) == len(prose.places)
    assert all(0 <= place < len(text) for place in prose.places)
    assert list(prose.places) == sorted(set(prose.places))


def test_full_width_and_compatibility_forms_are_one_character() -> None:
    assert fold("ＡＢ１２，！").folded == "AB12,!"
    assert find_any(fold("⽬前 正在⽅案"), ["目前正在方案"])


def test_a_gap_reaches_over_a_few_characters_of_the_same_sentence_only() -> None:
    wording = "已到现场查看…未发现"
    assert find_any(fold("已到现场查看，未发现异常"), [wording], gap=4)
    assert find_any(fold("已到现场查看，当时未发现异常"), [wording], gap=4)
    assert not find_any(fold("已到现场查看，并清理完毕，未发现残留"), [wording], gap=4)
    assert not find_any(fold("已到现场查看。未发现异常"), [wording], gap=4)


def test_a_longer_wording_around_a_hit_is_seen_even_where_it_overlaps_another() -> None:
    prose = fold("真正真正在意")
    (span,) = find(prose, "正在")
    assert covered(prose, span, ("真正在意",)) == Span(2, 6)
    assert covered(prose, span, ("正在意见",)) is None
    assert covered(prose, span, ("在意",)) is None


def test_a_quote_shows_the_surroundings_on_one_line() -> None:
    prose = fold("经核实，来电人反映的路灯\n正 在维修，预计本周五前修复，届时再回复。")
    (span,) = find(prose, "正在")
    assert prose.quote(span) == "…，来电人反映的路灯 正 在维修，预计本周五前修…"
    (whole,) = find(fold("正在"), "正在")
    assert fold("正在").quote(whole) == "正在"


def test_a_passage_is_the_sentence_and_the_next_one() -> None:
    prose = fold("甲。乙正在丙；丁。戊。")
    (span,) = find(prose, "正在")
    assert prose.passage(span) == "乙正在丙；丁"


def test_only_chinese_characters_are_counted() -> None:
    assert chinese_characters("已处理 OK 12345，。") == 3


@pytest.mark.parametrize(
    "passage",
    [
        "11月30日前整改完毕",
        "12月底前完成",
        "2026年12月31日之前",
        "2026-12-01前到位",
        "要求三日内整改",
        "5个工作日内回复",
        "24小时内修复",
        "一周内复查",
        "两个月之内",
        "计划于12月中旬施工",
        "预计明年三月完工",
        "拟定的时间节点为12月1日",
        "限期12月1日",
        "约定下周三上门",
        "本周五前完成",
        "月底前",
        "将于11月30日恢复",
        "于11月30日完成",
        "年内完成",
        "明年上半年完成",
        "最迟 12 月 5 日",
        "当天完成清理",
        "十一月三十日前",
        "11 月\n30 日 前",
    ],
)
def test_a_time_node_is_seen(passage: str) -> None:
    assert names_time_node(passage)


@pytest.mark.parametrize(
    "passage",
    [
        "",
        "尽快整改",
        "11月3日到现场查看",
        "11月3日前往现场",
        "11月3日前期处理情况",
        "适时安排",
        "后续跟进",
        "近三日内多次上门",
        "过去一周内",
        "已于11月4日清运完毕",
        "已于11月4日完成清运",
        "已11月4日完成",
        "工单内容三项",
        "市民反映12号线",
        "接单后现场查看",
        "计划尽早解决",
        "室内三人",
    ],
)
def test_a_past_date_or_a_vague_promise_is_no_time_node(passage: str) -> None:
    assert not names_time_node(passage)
