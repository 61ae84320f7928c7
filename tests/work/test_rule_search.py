"""Questions in everyday words find the office's own rule, or nothing."""

import time
from functools import cache

import pytest

from bot.rulebooks.load import built_in, load_rulebook
from bot.rules.articles import articles
from bot.rules.rulebook import Rulebook
from bot.work.rule_search import MOST_ANSWERS, MOST_LINES, answers, ways_of_asking


@cache
def book(office: str) -> Rulebook:
    return load_rulebook(office)


def found(office: str, question: str) -> list[str]:
    return [answer.article.id for answer in answers(book(office), question)]


@pytest.mark.parametrize(
    ("office", "question", "best"),
    [
        ("yichuan_road", "退单几天", "YC-T12"),
        ("yichuan_road", "不归我们管的单子多久可以退", "YC-T12"),
        ("yichuan_road", "接单要多少分钟", "YC-T07"),
        ("yichuan_road", "下午接单什么时候联系", "YC-T11"),
        ("yichuan_road", "上午接的单，先行联系到几点", "YC-T10"),
        ("yichuan_road", "打不通要打几次，间隔多久", "YC-T19"),
        ("yichuan_road", "两天没办完报谁", "YC-T15"),
        ("yichuan_road", "4天没办完通报谁？", "YC-T16"),
        ("yichuan_road", "不属实谁签字", "YC-A3.S"),
        ("yichuan_road", "退单谁签字", "YC-2.2.2"),
        ("yichuan_road", "同类 5 件", "YC-T18"),
        ("yichuan_road", "看现场多久", "YC-T08"),
        ("yichuan_road", "120分钟", "YC-T02"),
        ("yichuan_road", "两小时", "YC-T02"),
        ("yichuan_road", "报告被打回", "YC-T17"),
        ("yichuan_road", "yc-t14", "YC-T14"),
        ("nanmatou_road", "退单几天", "NM-T06"),
        ("nanmatou_road", "存电", "NM-R9"),
        ("nanmatou_road", "半夜的紧急工单几小时反馈", "NM-T03"),
        ("nanmatou_road", "复核单几天", "NM-T12"),
        ("beizhan", "咨询几天办结", "BZ-T02"),
        ("beizhan", "先行联系多久", "BZ-T01"),
        ("putuo_justice", "退单几天", "PT-T05"),
        ("putuo_justice", "随手拍几天", "PT-T15"),
        ("songjiang_civil", "扬言怎么办", "SJ-T09"),
        ("songjiang_civil", "随申拍几天办结", "SJ-T10"),
    ],
)
def test_a_question_finds_the_rule_that_answers_it_first(office: str, question: str, best: str) -> None:
    assert found(office, question)[0] == best


@pytest.mark.parametrize("question", ["明天天气怎么样", "你好", "", "？？", "存电", "红绿灯", "食堂几点开饭", "NM-T06"])
def test_what_the_rulebook_does_not_know_is_not_answered(question: str) -> None:
    assert found("yichuan_road", question) == []


def test_the_lines_that_speak_of_the_question_are_shown_and_the_others_counted() -> None:
    (answer,) = answers(book("yichuan_road"), "随申拍几天办结")
    assert any("来源为随申拍" in line and "3 个自然日" in line for line in answer.lines)
    assert len(answer.lines) == MOST_LINES
    assert answer.more == len(answer.article.lines) - MOST_LINES > 0


def test_an_answer_says_who_how_long_and_by_which_clause() -> None:
    article = answers(book("yichuan_road"), "退单几天")[0].article
    assert article.clause == "二（二）2"
    assert article.lines == (
        "责任：处置部门",
        "时限：从派单起，4 个工作日，起算当日不计",
        "过期即失，视作接收",
    )


def test_what_was_assumed_is_said_with_the_limit() -> None:
    lines = [line for answer in answers(book("yichuan_road"), "次紧急派单多久") for line in answer.article.lines]
    assert any("次紧急" in line and "推定：文件没有写次紧急" in line for line in lines)


def test_lights_are_told_with_their_days() -> None:
    lines = [line for answer in answers(book("beizhan"), "黄灯几天") for line in answer.article.lines]
    assert any(line.startswith("黄灯：满 ") for line in lines)


@pytest.mark.parametrize("office", built_in())
def test_every_article_can_be_found_by_its_id_and_says_something(office: str) -> None:
    rulebook = book(office)
    for article in articles(rulebook):
        assert article.id in found(office, article.id)
        assert article.lines
        assert all(line.strip() for line in article.lines)
    assert len(list(ways_of_asking(rulebook))) > 2


@pytest.mark.parametrize("office", built_in())
def test_few_answers_quickly_and_always_the_same(office: str) -> None:
    rulebook = book(office)
    first = answers(rulebook, "紧急工单周末收到要多久派单，联系不上怎么办")
    started = time.process_time()
    assert answers(rulebook, "紧急工单周末收到要多久派单，联系不上怎么办") == first
    assert time.process_time() - started < 0.05
    assert len(first) <= MOST_ANSWERS
    assert list(first) == sorted(first, key=lambda answer: -answer.score)


def test_a_very_long_question_ends() -> None:
    started = time.process_time()
    answers(book("yichuan_road"), "退单几天" * 10_000)
    assert time.process_time() - started < 0.5
