"""The desk takes tickets in: pasted or as a table, put right, registered whole or not at all."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.work import intake
from bot.work.outcome import Done
from storage.rows import id_of
from storage.tables import Draft, Post, Ticket
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Stage

NOT_A_TICKET = (
    "各位同事：请于本周五下午两点到三楼会议室参加热线工作例会，会议将通报上月工单办理情况，请各部门联络员准时参加，"
    "并带好上月未办结工单的情况说明。因疫情防控需要，请佩戴口罩，按座位牌就座，会议期间请将手机调至静音状态，谢谢大家的配合与支持！收到请回复，如有特殊情况请提前向办公室请假。"
)


def test_a_pasted_ticket_is_shown_masked_before_it_is_registered(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    shown = clerk.last.text
    assert "工单编号：20261120000301" in shown
    assert "诉求人：王**" in shown
    assert "联系电话：138****1001" in shown
    assert "301室" not in shown
    assert clerk.last.keys == ["登记", "修改某项", "取消"]
    assert stage.rows(Ticket) == []


def test_a_line_with_a_label_puts_one_field_right(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    clerk.say("地址：样本路66号\n电话：13800001234")
    assert "诉求地址：样本路**号" in clerk.last.text
    assert "138****1234" in clerk.last.text
    clerk.press("登记")
    assert (playing.the_ticket(stage).address, playing.the_ticket(stage).phone) == ("样本路66号", "13800001234")


def test_a_field_is_put_right_by_buttons(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    clerk.press("修改某项")
    clerk.press("改标题")
    clerk.say("面馆油烟直排")
    assert "标题：面馆油烟直排" in clerk.last.text
    clerk.press("登记")
    assert playing.the_ticket(stage).title == "面馆油烟直排"


@pytest.mark.parametrize(
    ("wrong", "right", "said", "correction"),
    [
        ("工单编号：20261120000301\n", "", "缺少工单编号。", "工单编号：20261120000301"),
        (
            "来电时间：2026-11-20 08:12:00",
            "来电时间：2026-11-31 08:12",
            "不是真实存在的时间",
            "来电时间：2026-11-20 08:12",
        ),
        ("联系电话：13800001001", "联系电话：1380000", "联系电话不像电话号码", "联系电话：13800001001"),
        ("类型：投诉", "类型：表白", "不在名单里", "类型：投诉"),
        ("派单时间：2026-11-20 09:20:00", "派单时间：2026-12-20 09:20", "晚于现在", "派单时间：2026-11-20 09:20"),
    ],
)
def test_a_faulty_ticket_cannot_be_registered_until_it_is_put_right(
    stage: Stage, wrong: str, right: str, said: str, correction: str
) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED.replace(wrong, right))
    assert "还不能登记" in clerk.last.text
    assert said in clerk.last.text
    assert "登记" not in clerk.last.keys
    clerk.say(correction)
    assert "还不能登记" not in clerk.last.text
    clerk.press("登记")
    assert playing.the_ticket(stage).state == "registered"


def test_a_correction_that_makes_no_sense_gets_one_sentence_and_the_draft_stays(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    clerk.say("来电时间：明年春天")
    assert "来电时间" in clerk.last.text
    assert clerk.last.text.count("。") == 1
    clerk.say("天气：晴")
    clerk.press("登记")
    assert playing.the_ticket(stage).state == "registered"


def test_a_text_that_is_no_ticket_gets_one_clear_sentence(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(NOT_A_TICKET)
    assert len(clerk.messages) == 1
    assert clerk.last.text.startswith("没有认出工单。")
    assert stage.rows(Ticket) == []
    assert stage.rows(Draft) == []


def test_a_known_number_is_told_where_it_stands(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    assert clerk.last.text == "工单 20261120000301 已经登记过，没有重复登记：处置中，在城建办 张三。"
    assert clerk.last.keys == ["打开工单"]
    assert len(stage.rows(Ticket)) == 1


def test_two_tickets_in_one_text_are_registered_with_one_tap(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"{playing.PASTED}\n\n{playing.PASTED.replace('000301', '000302')}")
    assert clerk.last.text.startswith("可以登记2张工单")
    clerk.press("登记这2张")
    assert {ticket.number for ticket in stage.rows(Ticket)} == {"20261120000301", "20261120000302"}


def test_of_several_tickets_the_faulty_one_is_asked_about_after_the_others(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    faulty = playing.PASTED.replace("000301", "000302").replace("类型：投诉", "类型：表白")
    clerk.say(f"{playing.PASTED}\n\n{faulty}")
    clerk.press("登记这1张")
    assert "已登记1张工单" in clerk.answer.text
    assert "还不能登记" in clerk.answer.text
    clerk.say("类型：咨询")
    clerk.press("登记")
    assert stage.ticket("20261120000302").kind == "咨询"


def test_a_second_text_waits_until_the_first_is_registered(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    clerk.say(playing.PASTED.replace("000301", "000302"))
    assert "先把这张登记完" in clerk.answer.text
    clerk.press("登记")
    assert "20261120000302" in clerk.answer.text
    clerk.press("登记")
    assert len(stage.rows(Ticket)) == 2


def test_the_first_of_two_clerks_registers_and_the_other_is_told(stage: Stage) -> None:
    first = stage.phone(stage.cast.clerk)
    first.say(playing.PASTED)
    first.say(playing.PASTED.replace("000301", "000302"))
    stage.write(lambda session: _register(session, stage))
    reply = first.press("登记")
    assert reply.alert
    assert "已登记工单20261120000301，没有重复登记" in reply.toast
    assert len(stage.rows(Ticket)) == 1
    assert "20261120000302" in first.answer.text
    first.press("登记")
    assert len(stage.rows(Ticket)) == 2


def test_a_ticket_that_arrives_in_two_messages_is_put_together(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    whole = playing.PASTED + "长" * 4500
    clerk.say(whole[:4096])
    clerk.say(whole[4096:])
    assert clerk.last.text.startswith("后半段已接在内容后面。")
    clerk.press("登记")
    assert playing.the_ticket(stage).content.endswith("长" * 4500)


def test_what_follows_later_is_not_taken_for_the_second_half(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say((playing.PASTED + "长" * 4500)[:4096])
    stage.now += timedelta(minutes=5)
    clerk.say("这个工单有点长啊")
    clerk.press("登记")
    assert "有点长" not in playing.the_ticket(stage).content


def test_only_the_desk_takes_tickets_in(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    handler.say(playing.PASTED.replace("000301", "000302"))
    assert len(stage.rows(Ticket)) == 1
    assert "登记" not in handler.last.keys


def test_an_intake_given_up_leaves_nothing_behind(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED)
    clerk.say("/cancel")
    assert clerk.last.text == "已取消登记工单，没有登记任何内容。"
    assert stage.rows(Ticket) == []
    assert [draft.state for draft in stage.rows(Draft)] == ["cancelled"]


def _register(session: Session, stage: Stage) -> None:
    """Another clerk was faster."""
    other = stage.cast.administrator
    session.add(Post(office_id=other.office_id, person_id=id_of(other), role="desk", unit_id=stage.cast.desk.id))
    session.flush()
    fields = intake.parse_text(playing.PASTED)[0].fields
    assert isinstance(intake.register(session, stage.cast.offices, id_of(other), fields, stage.now), Done)
