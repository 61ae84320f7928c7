"""Groups bound from inside, and the one masked card of a ticket in its unit's group."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.alerts.due import plan_due
from bot.chat.commands import GROUP_MENU
from bot.chat.replies import Reply
from storage import alarms
from storage.tables import Audit, Group, Unit
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.stage import Stage

OTHER = -1002


def bound(stage: Stage, words: str = "/bind 城建办", group: int = updates.GROUP) -> None:
    stage.in_group(stage.cast.administrator, group).say(words)


def test_a_group_is_bound_from_inside_by_the_desk_or_the_administrator(stage: Stage) -> None:
    bound(stage, "/bind@hotline_demo_bot")
    stage.in_group(stage.cast.clerk, OTHER).say("/bind 城建办")
    assert stage.in_group(stage.cast.clerk).last.text.startswith("已绑定为本单位工作群。")
    assert stage.in_group(stage.cast.clerk, OTHER).last.text.startswith("已绑定为城建办的群：")
    units = {unit.id: unit.name for unit in stage.rows(Unit)}
    found = [(group.chat_id, units.get(group.unit_id), group.active) for group in stage.rows(Group)]
    assert found == [(OTHER, "城建办", True), (updates.GROUP, None, True)]
    assert [audit.what for audit in stage.rows(Audit)][-2:] == ["group_bound", "group_bound"]


def test_a_handler_binds_nothing_and_the_unknown_group_is_left(stage: Stage) -> None:
    group = stage.in_group(stage.cast.handler)
    assert group.say("/bind 城建办") == Reply(leave_chat=updates.GROUP)
    assert group.messages == []
    assert stage.phone(stage.cast.handler).last.text == "群由本单位的管理员或受理人员绑定。"
    assert stage.rows(Group) == []


def test_a_unit_that_does_not_exist_is_told_in_private(stage: Stage) -> None:
    bound(stage, "/bind 食堂")
    assert stage.phone(stage.cast.administrator).last.text.startswith("本单位没有这个部门或片区")
    assert stage.rows(Group) == []


@pytest.mark.parametrize("said", ["/ 明天开会", "/开会通知 明天9点", "/weather"])
def test_talk_with_a_stroke_before_it_and_other_bots_commands_are_left_alone(stage: Stage, said: str) -> None:
    bound(stage)
    group = stage.in_group(stage.cast.handler)
    before = len(group.messages)
    group.say(said)
    assert len(group.messages) == before
    group.say("/weather@hotline_bot")
    assert group.last.text == "没有这个命令，发 /help 看看可以做什么。"


def test_another_offices_group_is_refused(stage: Stage) -> None:
    stage.write(lambda session: session.add(Group(chat_id=updates.GROUP, office_id="another")))
    bound(stage)
    assert stage.phone(stage.cast.administrator).last.text == "这个群不是本单位的，不能绑定。"
    assert stage.in_group(stage.cast.administrator).messages == []
    assert [(group.office_id, group.unit_id) for group in stage.rows(Group)] == [("another", None)]


def test_a_unit_has_one_group_the_one_named_last(stage: Stage) -> None:
    bound(stage)
    bound(stage, group=OTHER)
    assert {group.chat_id: group.active for group in stage.rows(Group)} == {updates.GROUP: False, OTHER: True}


def test_a_group_is_unbound_from_inside_and_left(stage: Stage) -> None:
    bound(stage)
    group = stage.in_group(stage.cast.administrator)
    assert group.say("/unbind") == Reply(leave_chat=updates.GROUP)
    assert stage.phone(stage.cast.administrator).last.text.startswith("已解除这个群的绑定")
    assert [group.active for group in stage.rows(Group)] == [False]
    assert group.say("/my") == Reply(leave_chat=updates.GROUP)


@pytest.mark.parametrize("said", ["/bind", "/unbind"])
def test_in_private_the_command_says_where_it_belongs(stage: Stage, said: str) -> None:
    stage.phone(stage.cast.administrator).say(said)
    assert "要在群里发" in stage.phone(stage.cast.administrator).last.text


def test_a_dispatched_ticket_stands_once_in_its_units_group_masked(stage_at: At) -> None:
    stage = stage_at("registered")
    bound(stage)
    bound(stage, "/bind 平安办", OTHER)
    playing.dispatch(stage)
    group = stage.in_group(stage.cast.handler)
    card = group.card()
    assert card.text.startswith("新派工单")
    assert playing.NUMBER in card.text
    for secret in ("王样英", "王**", "138", "301", "来电人："):
        assert secret not in card.text.replace(playing.NUMBER, "")
    assert card.keys == ["在私聊里打开"]
    assert [message.kind for message in stage.in_group(stage.cast.handler, OTHER).messages] == ["say"]
    playing.accept(stage)
    assert "处置中" in group.card().text
    assert [message.kind for message in group.messages].count("card") == 1


def test_the_key_in_the_group_opens_the_card_in_private_for_who_may_see_it(stage_at: At) -> None:
    stage = stage_at("registered")
    bound(stage)
    playing.dispatch(stage)
    handler = stage.phone(stage.cast.handler)
    handler.forget()
    assert stage.in_group(stage.cast.handler).press("在私聊里打开").toast == "卡片已发到与您的私聊。"
    assert playing.NUMBER in handler.card().text
    assert stage.in_group(stage.cast.other_handler).press("在私聊里打开").alert


def test_a_card_loses_its_words_in_the_group_of_a_unit_that_has_the_ticket_no_more(stage_at: At) -> None:
    stage = stage_at("registered")
    bound(stage)
    bound(stage, "/bind 平安办", OTHER)
    playing.dispatch(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/dispatch {playing.NUMBER}")
    clerk.press("平安办")
    clerk.press("东片区")
    assert stage.in_group(stage.cast.handler).card().text.endswith("已转由其他部门办理。")
    assert "新派工单" in stage.in_group(stage.cast.handler, OTHER).card().text


def test_what_is_overdue_appears_in_a_group_bound_later_and_is_redrawn_after(stage_at: At) -> None:
    stage = stage_at("accepted")
    bound(stage)
    group = stage.in_group(stage.cast.handler)
    assert [message.kind for message in group.messages] == ["say"]
    stage.now += timedelta(days=3)

    def tick(session: Session) -> None:
        while (due := alarms.next_moment(session)) is not None and due <= stage.now:
            plan_due(session, stage.cast.offices, stage.now)

    stage.write(tick)
    assert group.card().text.startswith("有事项超时")
    assert "🔴" in group.card().text
    stage.now += timedelta(days=1)
    stage.write(tick)
    assert [message.kind for message in group.messages].count("card") == 1


def test_groups_are_offered_the_few_commands_that_make_sense_there() -> None:
    assert [name for name, _ in GROUP_MENU] == ["ticket", "my", "due", "rules", "bind", "unbind", "help"]


def test_a_name_that_was_looked_for_in_a_group_is_not_repeated_there(stage_at: At) -> None:
    stage = stage_at("registered")
    bound(stage)
    group = stage.in_group(stage.cast.handler)
    group.say("/ticket 王样英")
    assert group.last.text == "没有找到有关的工单。"
