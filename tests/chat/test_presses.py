"""Buttons: old, worn out, forged, pressed by two at once, by the wrong person."""

from dataclasses import replace

import pytest

from bot.chat.replies import Reply
from bot.rules.workflow import Act
from bot.work.press import ActPress, AnswerPress, PagePress, decode
from storage.tables import Draft, Event
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Stage

WORN_OUT = Reply("这个按钮已经失效，请用最新的卡片。", alert=True)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "a:accept:1",
        "a:accept:one:1:",
        "a:fly:1:1:",
        "a::1:1:",
        "a:accept:1:1::",
        "a:purpose:1:1:",
        "p:everything:0",
        "p:my:many",
        "d:1:1:unit",
        "乱七八糟",
        "a:accept:99999999999999999999:1:",
        "a:accept:-1:1:",
        "d:٣:1:unit:1",
        "a:" + "x" * 60,
    ],
)
def test_data_that_nobody_of_ours_drew_is_answered_politely(stage_at: At, data: str) -> None:
    stage = stage_at("dispatched")
    before = len(stage.rows(Event))
    reply = stage.phone(stage.cast.handler).press_data(data)
    assert reply.alert
    assert reply.toast.endswith("。") or reply.toast == "没有找到这张工单"
    assert len(stage.rows(Event)) == before


@pytest.mark.parametrize("press", [ActPress("accept", 1, 2, "x"), AnswerPress(3, 4, "unit", "12"), PagePress("my", 2)])
def test_a_press_survives_its_way_through_a_button(press: ActPress | AnswerPress | PagePress) -> None:
    assert decode(press.encode()) == press


def test_a_press_on_an_old_card_is_judged_by_what_is_now(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler, second = stage.phone(stage.cast.handler), stage.phone(stage.cast.second_handler)
    key = handler.key("接单")
    handler.press_data(*key)
    assert handler.press_data(*key) == Reply("已接单。")
    reply = second.press_data(*key)
    assert reply.alert
    assert reply.toast == "张三 09:30 已接单"
    assert sum(event.kind == "accepted" for event in stage.rows(Event)) == 1


def test_the_slower_of_two_clerks_loses_politely(stage_at: At) -> None:
    stage = stage_at("registered")
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("城建办")
    key = clerk.key("东片区")
    clerk.press_data(*key)
    reply = clerk.press_data(*key)
    assert reply.alert
    assert sum(event.kind == "dispatched" for event in stage.rows(Event)) == 1


def test_a_dialogue_whose_act_was_done_by_somebody_else_ends_with_who_was_faster(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, informant = stage.phone(stage.cast.handler), stage.phone(stage.cast.informant)
    informant.press("先行联系")
    for answer in ("先行联系", "电话", "刚才"):
        handler.press(answer)
    informant.press("电话")
    reply = informant.press("刚才")
    assert reply.alert
    assert reply.toast.startswith("张三 09:36 已先行联系")
    assert [draft.state for draft in stage.rows(Draft) if draft.kind == "first_contact"] == ["cancelled", "finished"]
    assert sum(event.kind == "first_contact" for event in stage.rows(Event)) == 1


@pytest.mark.parametrize("act", sorted(Act))
def test_a_press_for_an_act_that_is_somebody_elses_is_refused_with_a_reason(stage_at: At, act: str) -> None:
    stage = stage_at("accepted")
    before = len(stage.rows(Event))
    data = ActPress(act, playing.the_ticket(stage).id or 0, 1).encode()
    for person in (stage.cast.other_handler, stage.cast.other_informant, stage.cast.administrator):
        assert stage.phone(person).press_data(data) == Reply("没有找到这张工单", alert=True)
    leader = stage.phone(stage.cast.territory_leader)
    reply = leader.press_data(data)
    if act not in (Act.NOTE, Act.SHOW_EVIDENCE):
        assert reply.alert
        assert len(reply.toast) > 8
    assert len(stage.rows(Event)) == before


def test_a_refusal_tells_what_comes_next(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    reply = clerk.press_data(ActPress(Act.APPROVE, playing.the_ticket(stage).id or 0, 1).encode())
    told = "工单现在是「处置中」，不能审核通过；下一步由处置部门处置并提交办结报告。（依据：附件4 一）"
    assert reply == Reply(told, alert=True)


def test_every_button_on_every_phone_does_something(stage_at: At) -> None:
    """Press everything that hangs on any phone at each point of a ticket's life: an answer, never a fault."""
    for step in ("registered", "dispatched", "accepted", "handled", "previewed", "submitted", "signed", "approved"):
        stage = stage_at(step)
        for phone in list(stage.phones.values()):
            for message in list(phone.messages):
                for line in message.buttons:
                    for button in line:
                        reply = phone.press_data(button.data or "", message.message_id)
                        assert reply != WORN_OUT


def test_contact_data_is_asked_for_with_a_reason_protected_and_gone_after_a_minute(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.press("显示联系方式")
    assert "查看会留下记录，60秒后自动删除" in handler.answer.text
    handler.press("先行联系", handler.answer)
    shown = handler.last
    assert (shown.kind, shown.message.protected) == ("contact", True)
    for secret in ("王样英", "13800001001", "示例路118弄2号301室", "用途：先行联系"):
        assert secret in shown.text
    assert shown.buttons == ()
    stage.pass_time(seconds=61)
    assert shown not in handler.messages
    shown_events = [event for event in stage.rows(Event) if event.kind == "contact_shown"]
    assert [(event.person_id, event.text) for event in shown_events] == [(stage.cast.handler.id, "先行联系")]


def test_the_desk_looks_at_contact_data_for_the_desk_s_own_reasons(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/phone {playing.NUMBER}")
    assert clerk.answer.keys == ["联系来电人", "回访", "核对、更正工单", "取消"]
    clerk.say("先行联系")
    assert [event for event in stage.rows(Event) if event.kind == "contact_shown"] == []
    clerk.say("回访")
    assert any("用途：回访" in text for text in clerk.texts)
    assert [event.text for event in stage.rows(Event) if event.kind == "contact_shown"] == ["回访"]


def test_contact_data_is_not_for_leaders_nor_for_tickets_without_it(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED.replace("联系电话：13800001001", "联系电话：未留"))
    clerk.press("登记")
    clerk.press("城建办")
    clerk.press("东片区")
    handler = stage.phone(stage.cast.handler)
    assert "显示联系方式" not in handler.card().keys
    assert "（未留电话）" in handler.card().text
    handler.say(f"/phone {playing.NUMBER}")
    assert "没有留联系方式" in handler.answer.text
    head = stage.phone(stage.cast.head)
    head.say(f"/phone {playing.NUMBER}")
    assert "您在这张工单上不是这个角色" in head.answer.text


def test_an_office_may_keep_contact_data_out_of_the_chat(stage_at: At) -> None:
    stage = stage_at("accepted")
    offices = stage.cast.offices
    closed = {name: replace(info, shows_contact=False) for name, info in offices.entries.items()}
    stage.cast = replace(stage.cast, offices=replace(offices, entries=closed))
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/phone {playing.NUMBER}")
    assert handler.last.text == f"{playing.NUMBER} 本单位没有开放在这里查看联系方式，请到区平台查看。"
    handler.say(playing.NUMBER)
    assert "显示联系方式" not in handler.card().keys
