"""Times, numbers and labelled lines as people type them."""

from datetime import UTC, datetime

import pytest

from bot.chat.reading import Misread, labelled, numbers_in, only_number, past_moment, tells_beside_numbers
from bot.reports.moments import SHANGHAI, full

# 2026-11-20, a Friday, 16:00 in Shanghai.
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("刚才", "2026-11-20 16:00"),
        ("现在", "2026-11-20 16:00"),
        ("10:35", "2026-11-20 10:35"),
        ("10：35", "2026-11-20 10:35"),
        ("10点35", "2026-11-20 10:35"),
        ("10点35分", "2026-11-20 10:35"),
        ("上午10点", "2026-11-20 10:00"),
        ("下午3点半", "2026-11-20 15:30"),
        ("下午15:30", "2026-11-20 15:30"),
        ("中午12点一刻", "2026-11-20 12:15"),
        ("昨天16:20", "2026-11-19 16:20"),
        ("昨日 晚上8点", "2026-11-19 20:00"),
        ("前天9点", "2026-11-18 09:00"),
        ("11-19 16:20", "2026-11-19 16:20"),
        ("11月19日16点20分", "2026-11-19 16:20"),
        ("2026-11-19 16:20:59", "2026-11-19 16:20"),
        ("凌晨0点10分", "2026-11-20 00:10"),
        ("半小时前", "2026-11-20 15:30"),
        ("两个小时前", "2026-11-20 14:00"),
        ("20分钟前", "2026-11-20 15:40"),
        ("十分钟之前", "2026-11-20 15:50"),
        ("凌晨3点", "2026-11-20 03:00"),
        ("03:10", "2026-11-20 03:10"),
        ("5点", "2026-11-20 05:00"),
    ],
)
def test_a_time_is_read_as_staff_write_it(words: str, meant: str) -> None:
    read = past_moment(words, NOW)
    assert isinstance(read, datetime)
    assert full(read) == meant


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("一会儿", "没有看懂"),
        ("35", "没有看懂"),
        ("25:00", "没有“25:00”"),
        ("11月31日10点", "没有“11月31日10点”"),
        ("10:75", "没有“10:75”"),
        ("3点", "“3点”是上午还是下午？请写成“下午3点00分”或“03:00”"),
        ("昨天5:20", "请写成“昨天下午5点20分”或“昨天05:20”"),
        ("11-19 5:20", "请写成“11-19 下午5点20分”或“11-19 05:20”"),
        ("半分钟之后", "没有看懂"),
        ("17:30", "还没有到"),
        ("2026-01-05 10:00", "太久以前"),
    ],
)
def test_a_time_that_makes_no_sense_gets_one_sentence(words: str, reason: str) -> None:
    read = past_moment(words, NOW)
    assert isinstance(read, Misread)
    assert reason in read.told
    assert read.told.endswith("。")


def test_in_january_december_is_last_year() -> None:
    january = datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI)
    read = past_moment("12月31日10点", january)
    assert isinstance(read, datetime)
    assert full(read) == "2026-12-31 10:00"


def test_a_ticket_number_is_found_anywhere_and_a_mobile_number_is_none() -> None:
    assert numbers_in("20261110000101怎么样了？") == ["20261110000101"]
    assert numbers_in("请看SH20261110和20261110000102，20261110000102") == ["SH20261110", "20261110000102"]
    assert numbers_in("打13800001234没人接，15号502室") == []


def test_only_a_number_is_one_however_it_is_spaced_and_a_phone_or_a_day_is_none() -> None:
    assert only_number(" ２０２６ 1110-000101 ") == "20261110000101"
    assert [only_number(said) for said in ("138 0000 1234", "11-20 09:30", "20261110000101好了", "")] == [""] * 4


def test_what_is_asked_after_a_number_tells_nothing() -> None:
    asked = ("20261110000101", "20261110000101怎么样了", "请问20261110000101，谢谢", "麻烦查一下20261110000101")
    assert not any(map(tells_beside_numbers, asked))
    assert tells_beside_numbers("20261110000101 已清理")


def test_labelled_lines_are_told_from_prose() -> None:
    assert labelled("地址：样本路12号\n类型: 投诉") == [("地址", "样本路12号"), ("类型", "投诉")]
    assert labelled("处置过程：到场\n劝导商户\n结果：已清洗") == [("处置过程", "到场\n劝导商户"), ("结果", "已清洗")]
    assert labelled("已到现场，地址：样本路12号附近的一处工地旁边") == []
    assert labelled("10:35 到场") == []
    assert labelled("先说一句\n地址：样本路") == []
