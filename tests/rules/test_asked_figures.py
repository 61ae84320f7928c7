"""What is asked of the figures in plain words, and what is no question at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rulebooks.load import load_rulebook
from bot.rules.asked_figures import NotUnderstood, Question, question
from bot.rules.periods import month_of, quarter_of, week_of, year_of

TODAY = date(2026, 11, 20)
UNITS = {"城建办": 1, "平安办": 2, "社区管理办公室": 3, "社区服务办公室": 4}
METRICS = load_rulebook("yichuan_road").metric
NOW, LAST = month_of(TODAY), month_of(TODAY).before()


def _asked(said: str) -> Question | NotUnderstood:
    return question(said, UNITS, METRICS, TODAY)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("", Question(NOW)),
        ("城建办 上月满意率", Question(LAST, "YC-Q5", 1)),
        ("城建办上月的市民满意率是多少？", Question(LAST, "YC-Q5", 1)),
        ("上月 城建办 先联率", Question(LAST, "YC-Q2", 1)),
        ("平安 本周 及时率", Question(week_of(TODAY), "YC-Q3", 2)),
        ("社区管理 今年 解决率", Question(year_of(TODAY), "YC-Q4", 3)),
        ("社区管理办公室三季度工单量", Question(quarter_of(date(2026, 8, 1)), "YC-Q1", 3)),
        ("各部门上月满意率排名", Question(LAST, "YC-Q5", None, every_unit=True)),
        ("街道上个月有多少张工单", Question(LAST, "YC-Q1", None, whole_office=True)),
        ("请问一下城建办10月的数据怎么样", Question(LAST, "", 1)),
    ],
)
def test_a_question_is_understood(said: str, asked: Question) -> None:
    assert _asked(said) == asked


@pytest.mark.parametrize(
    "said",
    [
        "城建办 幸福率",
        "城管中队 上月满意率",
        "社区 上月满意率",
        "'; DROP TABLE ticket; --",
        "<b>满意率</b>",
        "13800001001",
    ],
)
def test_what_is_not_understood_is_said_and_not_guessed(said: str) -> None:
    assert isinstance(_asked(said), NotUnderstood)


@given(some.text(max_size=300))
def test_no_words_are_too_odd(said: str) -> None:
    assert isinstance(_asked(said), Question | NotUnderstood)
