"""A unit that helps and should not: it says why, the desk decides, and everybody concerned hears."""

import pytest

from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Stage


@pytest.fixture
def stage(stage_at: At) -> Stage:
    """城建办 leads, 平安办 helps."""
    stage = stage_at("registered")
    for key in ("＋协办部门", "平安办", "选好了"):
        stage.phone(stage.cast.clerk).press(key)
    playing.dispatch(stage)
    return stage


def decline(stage: Stage) -> None:
    helper = stage.phone(stage.cast.other_handler)
    helper.press("反馈协办情况")
    helper.press("不该由我们协办")
    helper.say("油烟不归平安办管，建议请市容所")


def test_the_desk_hears_why_and_the_unit_helps_on_until_it_has_decided(stage: Stage) -> None:
    decline(stage)
    helper, clerk = stage.phone(stage.cast.other_handler), stage.phone(stage.cast.clerk)
    assert helper.answer.text == f"{NUMBER} 已报街道城运中心，由街道城运中心决定；决定以前仍是协办部门。"
    assert clerk.last.text.startswith("平安办认为不该协办：油烟不归平安办管，建议请市容所（同意的，点「共同处置」改）")
    assert stage.ticket(NUMBER).co_unit_ids == [stage.cast.other_unit.id]


def test_the_desk_lets_it_go_and_the_lead_and_the_unit_are_told(stage: Stage) -> None:
    decline(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/join {NUMBER}")
    clerk.press("平安办（不再协办）")
    clerk.press("选好了")
    clerk.say("不属于平安办职责")
    assert clerk.answer.text == f"{NUMBER} 平安办不再协办。"
    assert stage.ticket(NUMBER).co_unit_ids == []
    told = f"工单 {NUMBER} 平安办不用再协办；已写的记录和材料都留在工单里。"
    assert told in stage.phone(stage.cast.other_handler).texts
    assert stage.phone(stage.cast.handler).card().text.startswith("平安办不再协办")
    stage.phone(stage.cast.other_handler).say(f"/cohandle {NUMBER} 还在办")
    assert "没有找到" in stage.phone(stage.cast.other_handler).last.text


def test_words_do_what_the_keys_do(stage: Stage) -> None:
    helper, clerk = stage.phone(stage.cast.other_handler), stage.phone(stage.cast.clerk)
    helper.say(f"/cohandle {NUMBER} 不该由我们协办")
    helper.say("油烟不归平安办管")
    assert "已报街道城运中心" in helper.answer.text
    clerk.say(f"/join {NUMBER}")
    clerk.say("平安办不再协办")
    clerk.say("不属于平安办职责")
    assert stage.ticket(NUMBER).co_unit_ids == []
