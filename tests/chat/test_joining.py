"""Strangers, invitations, blocking, groups."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.chat.replies import Reply
from bot.work import staff
from bot.work.reach import STRANGER
from storage.rows import id_of
from storage.tables import Audit, Draft, Event, Group, OutboxRow, Person
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.stage import Stage
from tests.people import STRANGER_CHAT


def invited(stage: Stage, person: Person) -> str:
    """A fresh invitation for somebody who is not bound."""

    def work(session: Session) -> str:
        found = session.get(Person, id_of(person))
        assert found is not None
        staff.unbind(session, found, stage.now)
        return staff.invite(session, found, stage.now)

    return str(stage.write(work))


@pytest.mark.parametrize("said", ["/start", "/my", "20261120000301", "您好", "/accept 20261120000301"])
def test_a_stranger_gets_one_sentence_and_learns_nothing(stage_at: At, said: str) -> None:
    stage = stage_at("dispatched")
    stranger = stage.phone(STRANGER_CHAT)
    stranger.say(said)
    stranger.say("有人吗")
    stranger.photo()
    assert stranger.texts == [STRANGER]
    assert stage.rows(Draft)[-1].kind == "dispatch"


def test_a_strangers_press_is_answered_and_changes_nothing(stage_at: At) -> None:
    stage = stage_at("dispatched")
    data, _ = stage.phone(stage.cast.handler).key("接单")
    assert stage.phone(STRANGER_CHAT).press_data(data) == Reply(STRANGER, alert=True)
    assert playing.the_ticket(stage).state == "dispatched"


def test_an_invitation_binds_and_greets_by_name(stage: Stage) -> None:
    secret = invited(stage, stage.cast.handler)
    new = stage.phone(STRANGER_CHAT)
    new.say(f"/start {secret}")
    assert new.last.text == "张三，您好！账号已绑定。发送 /help 查看可以做什么。"
    new.say("/my")
    assert new.last.text == "您手上现在没有要办的工单。"


@pytest.mark.parametrize("guess", ["abc", "a" * 64, "0", "张三", "'; drop table person; --"])
def test_a_wrong_invitation_gets_one_sentence(stage: Stage, guess: str) -> None:
    stranger = stage.phone(STRANGER_CHAT)
    stranger.say(f"/start {guess}")
    assert stranger.texts == ["邀请链接无效，请向管理员重新索取。"]


def test_an_invitation_works_once_and_ten_minutes(stage: Stage) -> None:
    secret = invited(stage, stage.cast.handler)
    stage.phone(STRANGER_CHAT).say(f"/start {secret}")
    second = stage.phone(STRANGER_CHAT + 1)
    second.say(f"/start {secret}")
    assert second.texts == ["这个邀请链接已经用过，请向管理员重新索取。"]
    late = invited(stage, stage.cast.head)
    stage.now += timedelta(minutes=11)
    third = stage.phone(STRANGER_CHAT + 2)
    third.say(f"/start {late}")
    assert third.texts == ["邀请链接已过期（10分钟内有效），请向管理员重新索取。"]


def test_start_greets_by_name_and_post_with_what_one_can_do(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say("/start")
    assert handler.last.text.startswith("张三，您好！您的岗位：城建办 经办人（A角）")
    assert "/accept 接单" in handler.last.text
    assert "/dispatch" not in handler.last.text
    leader = stage.phone(stage.cast.unit_leader)
    leader.say("/help")
    assert "/sign 签批报告" in leader.last.text
    assert "/accept" not in leader.last.text


def test_who_comes_back_after_blocking_gets_one_list(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    stage.hear(updates.membership(handler.owner, "member", "kicked"))
    assert not next(person for person in stage.rows(Person) if person.name == "张三").reachable
    handler.forget()
    stage.hear(updates.membership(handler.owner, "kicked", "member"))
    handler.say("/start")
    assert next(person for person in stage.rows(Person) if person.name == "张三").reachable
    assert handler.messages[0].text.startswith("等您处理的工单\n20261120000301")
    assert "王样英" not in "".join(handler.texts)
    assert [audit.what for audit in stage.rows(Audit)][-2:] == ["person_blocked", "person_back"]


def test_an_unknown_group_is_left_whatever_is_said_there(stage: Stage) -> None:
    group = stage.in_group(STRANGER_CHAT)
    assert stage.hear(updates.membership(STRANGER_CHAT, "left", "member", updates.GROUP)) == Reply(
        leave_chat=updates.GROUP
    )
    assert group.say("大家好").leave_chat == updates.GROUP
    assert stage.in_group(stage.cast.handler).say("/my").leave_chat == updates.GROUP
    assert stage.rows(OutboxRow) == []


def test_the_desk_brings_the_bot_into_the_offices_group(stage: Stage) -> None:
    clerk = stage.cast.clerk
    reply = stage.hear(updates.membership(clerk.chat_id or 0, "left", "member", updates.GROUP, title="热线工作群"))
    assert reply.leave_chat is None
    assert stage.in_group(clerk).last.text.startswith("已绑定为本单位工作群。")
    assert [(group.title, group.active) for group in stage.rows(Group)] == [("热线工作群", True)]
    stage.hear(updates.membership(clerk.chat_id or 0, "member", "left", updates.GROUP))
    assert [group.active for group in stage.rows(Group)] == [False]


def test_a_handler_cannot_bring_the_bot_into_a_group(stage: Stage) -> None:
    chat = stage.cast.handler.chat_id or 0
    assert stage.hear(updates.membership(chat, "left", "member", updates.GROUP)).leave_chat == updates.GROUP


def test_a_group_that_moved_keeps_its_office(stage_at: At) -> None:
    stage = grouped(stage_at)
    stage.hear(updates.message(stage.cast.clerk.chat_id or 0, chat=updates.GROUP, migrate_to_chat_id=-1007))
    assert [group.chat_id for group in stage.rows(Group)] == [-1007]
    assert stage.in_group(stage.cast.handler, -1007).say("/my").leave_chat is None


def grouped(stage_at: At) -> Stage:
    """The office with a group of its own and a dispatched ticket."""
    stage = stage_at("dispatched")
    stage.hear(updates.membership(stage.cast.clerk.chat_id or 0, "left", "member", updates.GROUP))
    return stage


def test_in_a_group_only_commands_and_replies_to_our_messages_are_heard(stage_at: At) -> None:
    stage = grouped(stage_at)
    group = stage.in_group(stage.cast.handler)
    said = len(group.messages)
    group.say("中午吃什么")
    group.say("20261120000301 谁去看看")
    group.photo()
    assert len(group.messages) == said
    group.say("/accept 20261120000301")
    assert group.last.text == f"{playing.NUMBER} 已接单。"
    assert playing.the_ticket(stage).state == "handling"


def test_a_dialogue_asked_for_in_a_group_goes_on_in_private(stage_at: At) -> None:
    stage = grouped(stage_at)
    stage.phone(stage.cast.handler).press("接单")
    group = stage.in_group(stage.cast.handler)
    group.say("/phone 20261120000301")
    assert group.last.text == "已在与您的私聊里继续。"
    assert "为什么要看联系方式？" in stage.phone(stage.cast.handler).answer.text


def test_nobody_acts_from_behind_the_groups_name(stage_at: At) -> None:
    stage = grouped(stage_at)
    group = stage.in_group(stage.cast.handler)
    group.say("/accept 20261120000301", sender_chat={"id": updates.GROUP, "type": "supergroup"})
    assert group.last.text == "请用个人身份操作，不要匿名或以群的名义。"
    assert playing.the_ticket(stage).state == "dispatched"
    assert not [event for event in stage.rows(Event) if event.kind == "accepted"]


def test_who_was_revoked_is_a_stranger_at_once(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    data, message = handler.key("接单")
    stage.write(lambda session: staff.revoke(session, session.merge(stage.cast.handler), stage.now))
    assert handler.press_data(data, message) == Reply(STRANGER, alert=True)
    handler.forget()
    handler.say("/my")
    assert handler.texts == [STRANGER]
