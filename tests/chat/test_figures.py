"""/figures and /ask on the phones: numbers with their definition, each opening its tickets."""

from sqlalchemy import update

from storage.tables import Ticket
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Stage
from tests.people import STRANGER_CHAT


def _closed(stage_at: At) -> Stage:
    stage = stage_at("closed")
    for phone in stage.phones.values():
        phone.forget()
    return stage


def test_the_desk_sees_every_figure_of_the_office_with_its_numbers(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/figures")

    assert "宜川路街道 · 数据" in clerk.answer.text
    assert "2026年11月，截至11月20日" in clerk.answer.text
    for line in ("受理量 1张", "先行联系率 100.00%（1/1）", "市民满意率 100.00%（1/1）", "不属实率 0.00%（0/1）"):
        assert line in clerk.answer.text


def test_tickets_just_brought_in_by_a_table_are_said_to_be_counted_still(stage_at: At) -> None:
    stage = _closed(stage_at)
    stage.database.write_now(lambda session: session.execute(update(Ticket).values(matched_at=None)) and None)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/figures")

    assert "截至11月20日" in clerk.answer.text
    assert "刚导入的1件还在统计，稍后再看" in clerk.answer.text


def test_a_question_in_words_is_answered_with_definition_clause_and_what_is_assumed(stage_at: At) -> None:
    stage = _closed(stage_at)
    leader = stage.phone(stage.cast.main_leader)
    leader.say("/ask 城建办本月先联率")

    answer = leader.answer.text
    assert "城建办 · 先行联系率" in answer
    assert "100.00%（1/1）" in answer
    assert "算法：在时限内先行联系的工单÷到时须先行联系的工单，按收单时间归入时期" in answer
    assert "依据：二（四）1" in answer
    assert "暂按：文件没有公式" in answer
    assert "上期（2026年10月）：无数据" in answer


def test_a_metric_is_asked_for_without_a_command_and_everything_else_is_still_for_a_ticket(stage_at: At) -> None:
    stage = _closed(stage_at)
    head, handler = stage.phone(stage.cast.head), stage.phone(stage.cast.handler)
    head.say("城建办本月满意率是多少？")
    assert "城建办 · 市民满意率" in head.answer.text
    handler.say("满意率要问清楚")
    assert "没有找到和“满意率要问清楚”有关的工单" in handler.answer.text


def test_every_number_opens_the_list_of_its_tickets_and_comes_back(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/ask 满意率")
    clerk.press("计入的 1张")
    assert "市民满意率 · 计入的 · 宜川路街道 · 2026年11月" in clerk.answer.text
    assert playing.NUMBER in clerk.answer.text
    clerk.press("返回")
    clerk.press("没有计入的 0张")
    assert "没有这样的工单" in clerk.answer.text
    assert len(clerk.messages) == 1


def test_units_stand_side_by_side_for_who_may_see_them_all(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/ask 各部门满意率")

    assert "1. 城建办 100.00%（1/1）" in clerk.answer.text
    assert "2. 平安办 无数据（0/0）" in clerk.answer.text
    clerk.press("城建办")
    assert "城建办 · 市民满意率" in clerk.answer.text


def test_a_head_sees_the_own_unit_and_the_office_and_a_handler_the_own_unit_only(stage_at: At) -> None:
    stage = _closed(stage_at)
    head, handler = stage.phone(stage.cast.head), stage.phone(stage.cast.handler)
    head.say("/ask 满意率")
    assert "宜川路街道 · 市民满意率" in head.answer.text
    head.say("/ask 平安办满意率")
    assert "您只能看本部门的数据" in head.answer.text
    handler.say("/figures")
    assert "城建办 · 数据" in handler.answer.text
    handler.say("/ask 街道满意率")
    assert "全单位的数据由受理方" in handler.answer.text
    handler.press_data("p:fg.d.5.0.20261101-20261130:0")
    assert "100.00%" not in handler.answer.text


def test_a_leader_without_the_ticket_gets_the_number_and_no_card(stage_at: At) -> None:
    stage = _closed(stage_at)
    administrator = stage.phone(stage.cast.administrator)
    administrator.say("/ask 满意率")
    administrator.press("计入的 1张")

    assert "有1张，都不是您经手的工单" in administrator.answer.text
    assert playing.NUMBER not in administrator.answer.text


def test_what_is_not_understood_gets_one_sentence_with_what_can_be_asked(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/ask <b>幸福</b> 13800001001")

    assert clerk.answer.text.startswith("没有看懂“<b>幸福<b>138****1001”")
    assert "先行联系率" in clerk.answer.text
    assert "如：/ask 上月先行联系率" in clerk.answer.text


def test_a_stranger_learns_nothing_and_an_informant_is_told_who_sees_figures(stage_at: At) -> None:
    stage = _closed(stage_at)
    stage.phone(STRANGER_CHAT).say("/ask 满意率")
    assert all("满意率" not in text for text in stage.phone(STRANGER_CHAT).texts)
    informant = stage.phone(stage.cast.informant)
    informant.say("/figures")
    assert "数据由受理方、各部门和各级领导查看" in informant.answer.text


def test_no_button_of_anybody_makes_a_fault(stage_at: At) -> None:
    stage = _closed(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    month = "20261101-20261130"
    views = ("d.0.0", "d.99.0", "x.1.0", "o.1.0", "d.1.99999999999", "d.1.-1", "d.1")
    for data in ("fg.", "fg.d.1.0.20261301-20261130", *(f"fg.{view}.{month}" for view in views)):
        clerk.press_data(f"p:{data}:0")
    clerk.press_data("p:fg.d.1.777.20261101-20261130:0")
    assert not clerk.messages or "100" not in clerk.answer.text


def test_what_keeps_a_rate_down_is_told_with_its_tickets(stage_at: At) -> None:
    stage = stage_at("dispatched")
    clerk = stage.phone(stage.cast.clerk)
    stage.pass_time(days=10)
    clerk.say("/figures 本月")
    clerk.press("怎样能提高")
    assert "1张不在“按时办结的工单”之列：若都做到，按时办结率 0.00%→100.00%" in clerk.answer.text
    clerk.press("看按时办结率的工单")
    assert playing.NUMBER in clerk.answer.text
