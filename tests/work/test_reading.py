"""What a field says, or one sentence on why it says nothing."""

from datetime import datetime
from typing import Any

import pytest

from bot.reports.moments import SHANGHAI
from bot.work.reading import not_yet, printed, read, readable
from bot.work.written_moment import Problem
from tests.people import MORNING, TICKET


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-11-20 09:05", "2026-11-20 09:05"),
        ("2026-11-20 09:05:30", "2026-11-20 09:05:30"),
        ("2026/11/20 9:05", "2026-11-20 09:05"),
        ("2026.11.20 9:05", "2026-11-20 09:05"),
        ("2026年11月20日 9时5分", "2026-11-20 09:05"),
        ("2026年11月20日9点", "2026-11-20 09:00"),
        ("2026年11月20日（周五）下午3:05", "2026-11-20 15:05"),
        ("2026年11月20日 星期五 晚上8点30分", "2026-11-20 20:30"),
        ("２０２６－１１－２０　０９：０５", "2026-11-20 09:05"),
        ("2026-11-20T09:05:00+08:00", "2026-11-20 09:05"),
        ("2026-11-20T01:05:00Z", "2026-11-20 09:05"),
        ("2026-11-20 09:05:00.000", "2026-11-20 09:05"),
        ("2028-02-29 00:00", "2028-02-29 00:00"),
    ],
)
def test_a_moment_is_read_however_it_is_written(raw: str, expected: str) -> None:
    assert read("called_at", raw) == at(expected)


@pytest.mark.parametrize(
    "raw", ["2026-02-30 10:00", "2026-11-20 25:10", "2026-13-01 10:00", "2027-02-29 08:00", "2026-11-20 09:60"]
)
def test_a_moment_that_never_was_is_named(raw: str) -> None:
    answer = read("platform_dispatched_at", raw)
    assert isinstance(answer, Problem)
    assert answer.said == f"派单时间「{raw}」不是真实存在的时间，请核对。"


@pytest.mark.parametrize("raw", ["昨天上午", "11-20 09:05", "上周五", "20261120"])
def test_a_moment_that_would_have_to_be_guessed_is_not(raw: str) -> None:
    answer = read("called_at", raw)
    assert answer == Problem("来电时间看不懂，请写成「2026-11-20 09:05」。")


def test_a_day_without_a_time_is_asked_back_except_for_a_limit() -> None:
    assert read("called_at", "2026-11-20") == Problem("来电时间只有日期，请补上几点几分。")
    assert read("platform_due_at", "2026-11-20") == at("2026-11-20 23:59:59")
    assert read("platform_due_at", "2026-11-20 17:00") == at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13800001001", "13800001001"),
        ("138 0000 1001", "13800001001"),
        ("138-0000-1001", "13800001001"),
        ("+86 13800001001", "13800001001"),
        ("１３８００００１００１", "13800001001"),
        ("021-62345678", "02162345678"),
        ("(021) 6234 5678", "02162345678"),
        ("62345678转801", "62345678-801"),
        ("021-62345678-801", "02162345678-801"),
        ("无", ""),
        ("匿名", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_phone_is_kept_in_one_form(raw: str, expected: str) -> None:
    assert read("phone", raw) == expected


@pytest.mark.parametrize("raw", ["1380000100", "138000010011", "电话不详细", "12345", "12800001001"])
def test_a_malformed_phone_is_told_without_repeating_it(raw: str) -> None:
    answer = read("phone", raw)
    assert isinstance(answer, Problem)
    assert raw not in answer.said


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        ("kind", "投诉", "投诉"),
        ("kind", "投诉类", "投诉"),
        ("kind", "建议", "意见建议"),
        ("kind", "咨 询", "咨询"),
        ("urgency", "一般", "普通"),
        ("urgency", "特急", "紧急"),
        ("source", "12345热线", "12345"),
        ("source", "一网通办", "其他"),
        ("supervised", "区督办", "区级"),
        ("supervised", "无", "否"),
        ("is_recheck", "是", True),
        ("is_recheck", "否", False),
        ("tags", "涉疫；群体反映, 扬言", ["疫情", "群体反映", "扬言"]),
        ("tags", "无", []),
        ("number", " 2026 1120 000101 ", "20261120000101"),
        ("number", "'20261120000101", "20261120000101"),
        ("number", '="20261120000101"', "20261120000101"),
        ("caller", "匿名", "匿名"),
    ],
)
def test_words_are_read_as_the_office_means_them(field: str, raw: str, expected: Any) -> None:
    assert read(field, raw) == expected


@pytest.mark.parametrize(
    ("field", "raw", "said"),
    [
        ("kind", "表扬", "类型「表扬」不在名单里，应为：投诉、求助、意见建议、咨询、信访。"),
        ("supervised", "是", "是否督办「是」不在名单里，应为：否、市级、区级。"),
        ("number", "2.02611E+13", "工单编号被表格软件改成了科学计数法，请在表格里把这一列设为文本后重新导出。"),
        ("number", "第一号", "工单编号应为6至40位数字或字母，请核对。"),
        ("is_recheck", "也许", "是否复核请写「是」或「否」。"),
        ("title", "长" * 201, "标题超过200字，请缩短。"),
    ],
)
def test_a_word_outside_its_list_is_a_sentence_and_never_a_guess(field: str, raw: str, said: str) -> None:
    assert read(field, raw) == Problem(said)


def test_a_ticket_must_say_its_number_its_kind_and_its_matter() -> None:
    _, problems = readable({"phone": "13800001001"})
    assert problems == (
        "缺少工单编号。",
        "缺少诉求类型，应为：投诉、求助、意见建议、咨询、信访。",
        "缺少标题和内容。",
    )


def test_moments_in_the_wrong_order_are_a_contradiction() -> None:
    _, problems = readable({**TICKET, "called_at": "2026-11-20 09:21"})
    assert problems == ("派单时间早于来电时间，请核对。",)


def test_what_lies_ahead_has_not_happened() -> None:
    values, _ = readable({**TICKET, "platform_dispatched_at": "2026-11-20 09:40"})
    assert not_yet(values, MORNING) == ["派单时间晚于现在，请核对。"]
    values, _ = readable({**TICKET, "platform_dispatched_at": "2026-11-20 09:34"})
    assert not_yet(values, MORNING) == []


def test_what_is_printed_is_read_back() -> None:
    values, problems = readable(
        {**TICKET, "tags": "重复来电；扬言", "is_recheck": "是", "platform_due_at": "2026-11-27"}
    )
    assert problems == ()
    again, _ = readable({field: printed(value) for field, value in values.items()})
    assert again == values
