"""/charts on the phones: which chart, of whom, of when, by keys and by words; who may see which."""

import pytest

from bot.chat.handlers.charts import NAMES
from tests.chat.conftest import At
from tests.chat.stage import Stage
from tests.people import STRANGER_CHAT

NOVEMBER = "20261101-20261130"


def _closed(stage_at: At) -> Stage:
    stage = stage_at("closed")
    for phone in stage.phones.values():
        phone.forget()
    return stage


@pytest.mark.parametrize("name", NAMES.values())
def test_every_chart_is_a_key_away_and_names_its_period_and_how_it_was_counted(stage_at: At, name: str) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/charts")
    assert "宜川路街道 · 图表" in clerk.answer.text
    assert clerk.press(name).toast == "图正在画，马上发来。"
    assert clerk.last.kind == "chart"
    assert "宜川路街道" in clerk.last.text
    assert "11月" in clerk.last.text


def test_the_chart_of_a_unit_and_a_time_is_asked_for_in_words(stage_at: At) -> None:
    stage = _closed(stage_at)
    leader = stage.phone(stage.cast.main_leader)
    leader.say("/charts 工单量 城建办 本月")
    assert "宜川路街道 · 城建办 · 每日工单量" in leader.last.text
    assert "收到 1张" in leader.last.text
    leader.say("热力图 上月")
    assert "来单时段热力图　2026年10月" in leader.last.text
    assert "没有数据。" in leader.last.text
    leader.say("/charts 今年的指标图")
    assert "各月指标" in leader.last.text
    assert "依据：先行联系率" in leader.last.text


def test_words_alone_open_the_choice_and_other_words_stay_what_they_were(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("图表")
    assert "宜川路街道 · 图表" in clerk.answer.text
    clerk.forget()
    clerk.say("红绿灯坏了，路口很危险")
    clerk.say("红绿灯 坏了")
    assert all(message.kind != "chart" for message in clerk.messages)


def test_time_and_unit_are_chosen_in_the_same_message(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/charts")
    clerk.press("上月")
    assert "2026年10月" in clerk.answer.text
    clerk.press("换部门")
    clerk.press("城建办")
    assert "城建办 · 图表\n2026年10月" in clerk.answer.text
    assert len(clerk.messages) == 1
    clerk.press("事项")
    assert "城建办 · 反映最多的事项　2026年10月" in clerk.last.text


def test_the_figures_lead_to_the_charts_of_the_same_unit_and_time(stage_at: At) -> None:
    stage = _closed(stage_at)
    handler = stage.phone(stage.cast.handler)
    handler.say("/figures 上月")
    handler.press("图表")
    assert "城建办 · 图表\n2026年10月" in handler.answer.text
    assert len(handler.messages) == 1


def test_below_a_picture_the_time_before_and_another_chart_are_sent_anew(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/charts 工单量")
    clerk.press("上一期", clerk.last)
    assert "每日工单量　2026年10月" in clerk.last.text
    clerk.press("换一幅图", clerk.last)
    assert clerk.last.kind == "say"
    assert [message.kind for message in clerk.messages] == ["chart", "chart", "say"]


def test_a_head_and_a_handler_have_their_own_unit_and_leaders_the_office(stage_at: At) -> None:
    stage = _closed(stage_at)
    head, handler = stage.phone(stage.cast.head), stage.phone(stage.cast.handler)
    head.say("/charts 工单量")
    assert "城建办 · 每日工单量" in head.last.text
    head.say("/charts 灯")
    assert "城建办 · 各部门的灯" in head.last.text
    head.say("/charts 灯 街道")
    assert "各部门的灯由受理方和各级领导查看" in head.answer.text
    head.say("/charts 工单量 平安办")
    assert "您只能看本部门的数据" in head.answer.text
    handler.say("/charts")
    assert "城建办 · 图表" in handler.answer.text
    handler.say("/charts 工单量 街道")
    assert "全单位的数据由受理方" in handler.answer.text
    handler.forget()
    assert "全单位的数据" in handler.press_data(f"p:ch.volume.0.{NOVEMBER}:0").toast
    assert handler.messages == []
    stage.phone(stage.cast.informant).say("/charts")
    assert "数据由受理方、各部门和各级领导查看" in stage.phone(stage.cast.informant).answer.text


def test_a_stranger_and_a_group_get_no_chart(stage_at: At) -> None:
    stage = _closed(stage_at)
    stranger = stage.phone(STRANGER_CHAT)
    stranger.say("/charts 工单量")
    stranger.say("热力图")
    assert all("工单量" not in text and "时段" not in text for text in stranger.texts)


def test_no_button_of_anybody_makes_a_fault(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    units = ("-1", "99999999999", "777")
    odd = ("", "volume", "pie.0", f"pie.0.{NOVEMBER}", "volume.0.20261301-20261130", f"volume.0.{NOVEMBER}.1")
    for which in (*odd, *(f"{code}.{unit}.{NOVEMBER}" for unit in units for code in ("volume", "menu", "units"))):
        reply = clerk.press_data(f"p:ch.{which}:0")
        assert reply.alert, which
    assert clerk.messages == []


def test_a_time_that_no_picture_could_hold_is_refused(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/charts 工单量 2001年1月1日到2099年12月31日")
    assert clerk.answer.text == "一幅图最长30年，请把时期缩短。"
    clerk.say("/charts 工单量 2001年1月1日到2030年12月31日")
    assert clerk.last.kind == "chart"


def test_what_is_not_understood_gets_one_sentence_with_what_can_be_asked(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/charts <b>天气</b> 13800001001")
    assert clerk.answer.text.startswith("没有看懂“<b>天气<b>138****1001”")
    assert "热力图" in clerk.answer.text
