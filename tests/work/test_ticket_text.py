"""A pasted ticket, in every layout that platforms and people make of it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.work.labels import FIELD_NAMES
from bot.work.parsing import ParsedTicket, parse_text

PLAIN = """工单编号：20261120000401
来源：区城运中心
类型：投诉
紧急程度：普通
诉求人：王样英
联系电话：13800001001
诉求地址：虚构路8弄2号301室
来电时间：2026-11-20 09:00
派单时间：2026-11-20 09:20
标题：地下车库车位被占
内容：市民反映固定车位被他人占用，要求清理。"""
FIELDS = {
    "number": "20261120000401",
    "source": "区城运中心",
    "kind": "投诉",
    "urgency": "普通",
    "caller": "王样英",
    "phone": "13800001001",
    "address": "虚构路8弄2号301室",
    "called_at": "2026-11-20 09:00",
    "platform_dispatched_at": "2026-11-20 09:20",
    "title": "地下车库车位被占",
    "content": "市民反映固定车位被他人占用，要求清理。",
}
LINES = PLAIN.splitlines()


def one(text: str) -> ParsedTicket:
    found = parse_text(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PLAIN, id="one label a line"),
        pytest.param("\n".join(reversed(LINES)), id="in any order"),
        pytest.param(PLAIN.replace("：", ":"), id="half-width colons"),
        pytest.param(PLAIN.replace("：", " ： "), id="spaces around the colons"),
        pytest.param(PLAIN.replace("\n", "\n\n"), id="empty lines between"),
        pytest.param(PLAIN.replace("\n", "\r\n"), id="the line ends of another system"),
        pytest.param("　" + PLAIN.replace("\n", "\n　　"), id="indented"),
        pytest.param(PLAIN.replace("标题", "标　题").replace("内容", "内  容"), id="labels spread to one width"),
        pytest.param("\n".join(f"【{line.replace('：', '】')}" for line in LINES), id="labels in brackets"),
        pytest.param("\n".join(f"**{line.replace('：', '**：')}" for line in LINES), id="labels in bold"),
        pytest.param("\n".join(f"{n}、{line}" for n, line in enumerate(LINES, 1)), id="numbered lines"),
        pytest.param("\n".join(f"- {line}" for line in LINES), id="bulleted lines"),
        pytest.param("  ".join(LINES), id="all on one line"),
        pytest.param("；".join(LINES), id="parted by semicolons"),
        pytest.param(PLAIN.replace("：", "\t"), id="a table of two columns"),
        pytest.param(PLAIN.replace("：", "："[:0] + "  "), id="labels and values parted by spaces"),
        pytest.param("\n".join(f"| {line.replace('：', ' | ')} |" for line in LINES), id="a bordered table"),
        pytest.param("\t".join(cell for line in LINES for cell in line.split("：", 1)), id="one row of cells"),
        pytest.param(
            "\t".join(line.split("：")[0] for line in LINES)
            + "\n"
            + "\t".join(line.split("：", 1)[1] for line in LINES),
            id="a row of labels over a row of values",
        ),
        pytest.param(PLAIN.replace("：", "：\n"), id="values under their labels"),
        pytest.param("您好，请处理以下工单\n第1页 共1页\n" + PLAIN, id="noise before"),
        pytest.param(PLAIN + "\n----------\n打印人 系统", id="noise behind a ruled line"),
        pytest.param(PLAIN.replace("虚构路8弄2号301室", "虚构路8弄\n2号301室"), id="an address over two lines"),
        pytest.param("类型：投诉\n" + PLAIN, id="the same said twice"),
        pytest.param(
            PLAIN.replace("工单编号", "受理单号").replace("诉求人", "来电人").replace("内容", "问题描述"),
            id="other names",
        ),
    ],
)
def test_a_ticket_is_read_in_every_layout(text: str) -> None:
    assert one(text) == ParsedTicket(FIELDS)


def test_several_labels_may_share_a_line_with_commas() -> None:
    text = PLAIN.replace("\n类型", "，类型").replace("\n联系电话", "， 联系电话")
    assert one(text).fields == FIELDS


def test_labels_in_the_citizens_own_words_stay_in_the_content() -> None:
    said = "称曾拨打物业，电话：62345678无人接听。\n要求：尽快清理。\n地址：就在门口。"
    assert one(PLAIN.rsplit("内容", 1)[0] + "内容：" + said).fields["content"] == said


def test_paragraphs_of_the_content_are_kept() -> None:
    assert one(PLAIN + "\n\n另反映门禁损坏。").fields["content"].endswith("要求清理。\n另反映门禁损坏。")


def test_what_stands_under_an_unknown_label_is_kept_at_the_end_of_the_content() -> None:
    text = PLAIN.replace("类型：投诉", "类型：投诉\n主责部门：城建办").replace(
        "紧急程度：普通", "紧急程度：普通　关联单号：20261001000001"
    )
    parsed = one(text)
    assert parsed.problems == ()
    assert parsed.fields == {**FIELDS, "content": f"{FIELDS['content']}\n主责部门：城建办\n关联单号：20261001000001"}


@pytest.mark.parametrize(
    "text", ["", "今天天气不错", "电话：13800001001", "收到，马上处理", "：：：", "\x00\ud800", "👍" * 500]
)
def test_a_text_that_is_no_ticket_holds_none(text: str) -> None:
    assert parse_text(text) == ()


def test_a_new_number_starts_a_new_ticket() -> None:
    other = PLAIN.replace("401", "402").replace("地下车库车位被占", "路灯不亮")
    first, second = parse_text(f"{PLAIN}\n{other}")
    assert first.fields == FIELDS
    assert second.fields == {**FIELDS, "number": "20261120000402", "title": "路灯不亮"}


def test_tickets_that_name_their_number_last_are_told_apart_by_the_gap() -> None:
    upside_down = "\n".join(reversed(LINES))
    first, second = parse_text(f"{upside_down}\n\n{upside_down.replace('401', '402')}")
    assert (first.fields["number"], second.fields["number"]) == ("20261120000401", "20261120000402")
    assert first.problems == second.problems == ()


def test_a_table_of_tickets_gives_one_a_row() -> None:
    text = "工单编号\t类型\t标题\n1111111111\t投诉\t甲\n2222222222\t求助\t乙"
    assert [ticket.fields for ticket in parse_text(text)] == [
        {"number": "1111111111", "kind": "投诉", "title": "甲"},
        {"number": "2222222222", "kind": "求助", "title": "乙"},
    ]


def test_each_ticket_of_a_text_has_its_own_problems() -> None:
    broken = PLAIN.replace("401", "402").replace("09:20", "25:10")
    first, second = parse_text(f"{PLAIN}\n\n{broken}")
    assert first.problems == ()
    assert second.problems == ("派单时间「2026-11-20 25:10」不是真实存在的时间，请核对。",)


def test_a_field_said_twice_and_differently_is_a_problem() -> None:
    assert "联系电话出现了两次，而且不一样，请核对。" in one("联系电话：13800001009\n" + PLAIN).problems


def test_a_missing_number_is_one_sentence() -> None:
    assert one("\n".join(LINES[1:])).problems == ("缺少工单编号。",)


def test_a_field_that_cannot_be_read_is_shown_as_it_was_written() -> None:
    parsed = one(PLAIN.replace("2026-11-20 09:00", "2026-02-30 10:00"))
    assert parsed.fields["called_at"] == "2026-02-30 10:00"
    assert len(parsed.problems) == 1


def test_a_huge_text_is_read_in_no_time() -> None:
    text = PLAIN + "\n" + "很长的一句话：" * 20_000 + "1、" * 20_000 + " " * 20_000
    assert one(text).problems == ("内容超过10000字，请缩短。",)


HAN = st.text(alphabet="市民反映楼道堆物影响通行要求清理占用路灯油烟噪音八九点", min_size=1, max_size=30)
PROSE = st.lists(HAN, min_size=1, max_size=4).map("，".join)
VALUES = st.fixed_dictionaries(
    {
        "number": st.from_regex(r"20261[0-9]{9}", fullmatch=True),
        "kind": st.sampled_from(["投诉", "求助", "意见建议", "咨询"]),
        "title": HAN,
        "content": st.lists(PROSE, min_size=1, max_size=3).map("\n".join),
    },
    optional={
        "source": st.sampled_from(["12345", "随申拍", "区城运中心"]),
        "urgency": st.sampled_from(["普通", "紧急", "次紧急"]),
        "caller": st.sampled_from(["王样英", "赵女士", "匿名"]),
        "phone": st.from_regex(r"1380000[0-9]{4}", fullmatch=True),
        "address": st.integers(1, 999).map("虚构路{}号".format),
        "called_at": st.integers(0, 59).map("2026-11-19 08:{:02}".format),
        "platform_dispatched_at": st.integers(0, 59).map("2026-11-19 09:{:02}".format),
        "platform_due_at": st.integers(0, 59).map("2026-11-27 17:{:02}".format),
        "is_recheck": st.sampled_from(["是", "否"]),
        "supervised": st.sampled_from(["否", "市级", "区级"]),
        "tags": st.lists(st.sampled_from(["重复来电", "扬言", "疫情"]), min_size=1, unique=True).map("；".join),
    },
)


@settings(max_examples=300)
@given(
    values=VALUES, seed=st.integers(), colon=st.sampled_from(["：", ":", "： "]), gap=st.sampled_from(["\n", "\n\n"])
)
def test_what_was_printed_in_any_order_is_read_back(values: dict[str, str], seed: int, colon: str, gap: str) -> None:
    order = list(values)
    random.Random(seed).shuffle(order)
    text = gap.join(f"{FIELD_NAMES[field]}{colon}{values[field]}" for field in order)
    assert one(text) == ParsedTicket(values)


@settings(max_examples=100)
@given(tickets=st.lists(VALUES, min_size=2, max_size=4, unique_by=lambda values: values["number"]), seed=st.integers())
def test_several_tickets_printed_in_any_order_are_read_back(tickets: list[dict[str, str]], seed: int) -> None:
    chance = random.Random(seed)
    printed = []
    for values in tickets:
        order = list(values)
        chance.shuffle(order)
        printed.append("\n".join(f"{FIELD_NAMES[field]}：{values[field]}" for field in order))
    assert parse_text("\n\n".join(printed)) == tuple(ParsedTicket(values) for values in tickets)


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("工单编号：:标题内容\n\t |【】王投诉1，。 ;-电话"), max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    for parsed in parse_text(text):
        assert all(isinstance(value, str) and value for value in parsed.fields.values())
