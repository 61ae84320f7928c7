"""`python -m bot score`, as another program would call it."""

import io
import json
import sys
from argparse import ArgumentParser
from typing import Any

import pytest

from bot.commands import score

ASKED: dict[str, Any] = {
    "period": "monthly",
    "unit": "乙居民区",
    "input": {
        "volumes": {"甲居民区": 90, "乙居民区": 60, "丙居民区": 50, "丁居民区": 30},
        "due": 60,
        "on_time": 57,
        "first_contact_confirmed": 36,
        "first_contact_asked": 40,
        "outcomes": {"实际解决": 20, "解释说明": 10, "参考备案": 5, "诉求过高": 3, "未解决": 2},
        "satisfaction": {"满意": 22, "基本满意": 10, "一般": 5, "不满意": 3},
        "bonus": [{"item": "区热线办快报表扬", "points": 1, "count": 1, "period": "monthly"}],
        "deductions": [{"item": "NM-E.D4"}],
    },
}


def ask(value: Any, monkeypatch: pytest.MonkeyPatch, rulebook: str = "nanmatou_road") -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(value).encode())))
    parser = ArgumentParser()
    score.add_arguments(parser)
    return score.run(parser.parse_args(["--rulebook", rulebook]))


def test_an_answer_has_exactly_the_promised_fields(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(ASKED, monkeypatch) == 0
    answer = json.loads(capsys.readouterr().out)
    notes = answer.pop("notes")
    assert answer == {
        "E1_volume": 3.75,
        "E2_timely": 9.5,
        "E3_first_contact": 22.5,
        "E4_solved": 25.125,
        "E5_satisfied": 24.75,
        "base": 85.625,
        "bonus": 1,
        "deduction": 2,
        "total": 84.625,
        "total_display": "84.63",
    }
    assert notes[0].startswith("E1_volume 承办工单量：工单量 60，最高 90，最低 30，3.75 分")


def test_a_list_is_answered_in_its_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    units = ["丁居民区", "甲居民区"]
    assert ask([{**ASKED, "unit": unit} for unit in units], monkeypatch) == 0
    assert [one["E1_volume"] for one in json.loads(capsys.readouterr().out)] == [2.5, 5]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"period": "weekly"}, "period 没有“weekly”这一项，应是：monthly、annual"),
        ({"period": None}, "缺少 period"),
        ({"unit": ""}, "缺少 unit"),
        ({"unit": "戊"}, "volumes 里没有本单位“戊”"),
        ({"score": 3}, "不认识的字段 score"),
        ({"input": {"volumes": {"乙居民区": -1}}}, "input.volumes.乙居民区 应是不小于零的整数"),
        ({"input": {"volumes": {"乙居民区": 1}, "dues": 1}}, "不认识的字段 input.dues"),
        ({"input": {"volumes": {"乙居民区": 1}, "bonus": [{"points": 1}]}}, "缺少 input.bonus[0].item"),
        ({"input": {"volumes": {"乙居民区": 1}, "bonus": [{"item": "x", "points": -1}]}}, "points 应是不小于零的数"),
        ({"input": {"volumes": {"乙居民区": 1}, "bonus": [{"item": "x", "points": float("nan")}]}}, "不小于零的数"),
    ],
)
def test_bad_input_is_one_plain_sentence_and_status_2(
    changes: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask({**ASKED, **changes}, monkeypatch) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_an_office_without_a_scheme_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(ASKED, monkeypatch, "yichuan_road") == 2
    assert capsys.readouterr().err == "宜川路街道的规则书没有考核计分（[scoring]）。\n"
