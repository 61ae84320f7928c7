"""Groups: what the bot sees and may do there, and how groups move."""

import pytest

from bot.playground.groups import Group
from bot.playground.people import CannotDo, Person
from bot.playground.world import World
from tests.playground.conftest import Raw, updates

BOT_ID = 7000000001


@pytest.fixture
def group(world: World, person: Person, raw: Raw) -> Group:
    group = world.group("办公室", [person])
    (joined,) = [each for each in raw.call("getUpdates") if "my_chat_member" in each]
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert [message["group_chat_created"] for message in updates(raw, "message")] == [True]
    return group


def heard(raw: Raw) -> list[str]:
    return [message.get("text", "") for message in updates(raw, "message")]


def test_in_privacy_mode_the_bot_hears_commands_and_answers_to_itself_only(
    raw: Raw, person: Person, group: Group
) -> None:
    raw.call("sendMessage", chat_id=group.id, text="早上好")
    said = person.say("闲聊", chat=group)
    person.say("/status", chat=group)
    person.say("/status@Hotline_Test_Bot", chat=group)
    person.say("/status@other_bot", chat=group)
    person.say("回复同事", chat=group, reply_to=said)
    person.say("收到", chat=group, reply_to=group.messages[max(group.messages) - 5])
    assert heard(raw) == ["/status", "/status@Hotline_Test_Bot", "收到"]
    assert raw.call("getMe")["can_read_all_group_messages"] is False


def test_an_administrator_hears_everything_and_may_pin_and_delete(raw: Raw, person: Person, group: Group) -> None:
    sent = raw.call("sendMessage", chat_id=group.id, text="通报")["message_id"]
    rights = "Bad Request: not enough rights to manage pinned messages in the chat"
    assert raw.refusal("pinChatMessage", chat_id=group.id, message_id=sent) == (400, rights)
    said = person.say("闲聊", chat=group)
    forbidden = "Bad Request: message can't be deleted"
    assert raw.refusal("deleteMessage", chat_id=group.id, message_id=said.id) == (400, forbidden)
    group.promote_bot()
    assert raw.call("pinChatMessage", chat_id=group.id, message_id=sent) is True
    assert raw.call("deleteMessage", chat_id=group.id, message_id=said.id) is True
    updates(raw, "message")
    person.say("闲聊", chat=group)
    assert heard(raw) == ["闲聊"]


def test_members_and_their_standing_can_be_asked(raw: Raw, person: Person, group: Group, world: World) -> None:
    colleague, stranger = world.person("李四"), world.person("外人")
    group.add(colleague)
    assert updates(raw, "message")[0]["new_chat_members"][0]["first_name"] == "李四"

    def standing(number: int) -> str:
        return str(raw.call("getChatMember", chat_id=group.id, user_id=number)["status"])

    assert [standing(each) for each in (person.id, colleague.id, stranger.id, BOT_ID)] == [
        "creator",
        "member",
        "left",
        "member",
    ]
    assert raw.call("getChatMemberCount", chat_id=group.id) == 3
    assert [each["status"] for each in raw.call("getChatAdministrators", chat_id=group.id)] == ["creator"]
    group.promote_bot()
    assert [each["status"] for each in raw.call("getChatAdministrators", chat_id=group.id)] == [
        "creator",
        "administrator",
    ]
    full = raw.call("getChat", chat_id=group.id)
    assert (full["title"], full["type"]) == ("办公室", "group")
    group.remove(colleague)
    assert updates(raw, "message")[0]["left_chat_member"]["id"] == colleague.id
    with pytest.raises(CannotDo):
        colleague.say("还在吗", chat=group)
    assert raw.refusal("getChatMember", chat_id=group.id, user_id=0)[1] == "Bad Request: invalid user_id specified"
    assert raw.refusal("getChatMember", chat_id=group.id, user_id=4711)[1] == "Bad Request: member not found"


def test_an_administrator_who_asked_hears_of_members_coming_and_going(
    raw: Raw, person: Person, group: Group, world: World
) -> None:
    raw.call("getUpdates", allowed_updates=["chat_member"])
    colleague = world.person("李四")
    group.add(colleague)
    assert updates(raw, "chat_member") == []
    group.promote_bot()
    group.remove(colleague)
    (change,) = updates(raw, "chat_member")
    assert [change[side]["status"] for side in ("old_chat_member", "new_chat_member")] == ["member", "left"]


def test_private_chats_have_two_members_and_no_administrators(raw: Raw, person: Person) -> None:
    assert raw.call("getChatMemberCount", chat_id=person.id) == 2
    assert raw.call("getChatMember", chat_id=person.id, user_id=person.id)["status"] == "member"
    assert raw.refusal("getChatMember", chat_id=person.id, user_id=4711)[1] == "Bad Request: member not found"
    text = "Bad Request: there are no administrators in the private chat"
    assert raw.refusal("getChatAdministrators", chat_id=person.id) == (400, text)
    text = "Bad Request: chat member status can't be changed in private chats"
    assert raw.refusal("leaveChat", chat_id=person.id) == (400, text)


@pytest.mark.parametrize(("moved", "kind"), [(False, "group"), (True, "supergroup")])
def test_a_bot_thrown_out_or_gone_is_refused(moved: bool, kind: str, raw: Raw, group: Group) -> None:
    place = group.migrate() if moved else group
    assert raw.call("leaveChat", chat_id=place.id) is True
    left = (403, f"Forbidden: bot is not a member of the {kind} chat")
    assert raw.refusal("sendMessage", chat_id=place.id, text="x") == left
    place.add_bot()
    assert raw.call("sendMessage", chat_id=place.id, text="x")["text"] == "x"
    place.kick_bot()
    kicked = (403, f"Forbidden: bot was kicked from the {kind} chat")
    assert raw.refusal("sendMessage", chat_id=place.id, text="x") == kicked
    statuses = [change["new_chat_member"]["status"] for change in updates(raw, "my_chat_member")]
    assert statuses == ["left", "member", "kicked"]


def test_a_group_that_became_a_supergroup_names_its_new_id(raw: Raw, person: Person, group: Group) -> None:
    card = raw.call("sendMessage", chat_id=group.id, text="卡片")["message_id"]
    heir = group.migrate()
    out, into = updates(raw, "message")
    assert (out["chat"]["id"], out["migrate_to_chat_id"]) == (group.id, heir.id)
    assert (into["chat"]["id"], into["migrate_from_chat_id"]) == (heir.id, group.id)
    assert str(heir.id).startswith("-100")
    answer = raw.post("sendMessage", chat_id=group.id, text="x").json()
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": heir.id}
    for method in ("deleteMessage", "getChatMemberCount"):
        fields = {"message_id": card} if method == "deleteMessage" else {}
        assert raw.post(method, chat_id=group.id, **fields).json()["parameters"] == {"migrate_to_chat_id": heir.id}
    assert raw.refusal("editMessageText", chat_id=group.id, message_id=card, text="x")[1].endswith("can't be edited")
    assert raw.refusal("editMessageText", chat_id=heir.id, message_id=card + 50, text="x")[1].endswith("not found")
    assert raw.call("sendMessage", chat_id=heir.id, text="x")["chat"]["type"] == "supergroup"
    with pytest.raises(CannotDo):
        person.say("旧群", chat=group)
    person.say("/新群", chat=heir)
