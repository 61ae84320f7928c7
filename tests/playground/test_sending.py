"""sendMessage and its limits; who can be written to at all."""

from typing import Any

import pytest

from bot.playground.people import CannotDo, Person
from bot.playground.world import World
from tests.playground.conftest import Raw, updates


def test_a_sent_message_is_answered_whole_and_seen_by_the_person(raw: Raw, person: Person, world: World) -> None:
    question = person.say("多久办结？")
    sent = raw.call(
        "sendMessage",
        chat_id=person.id,
        text="<b>三天</b>",
        parse_mode="HTML",
        protect_content=True,
        disable_notification=True,
        reply_parameters={"message_id": question.id},
        link_preview_options={"is_disabled": True},
    )
    assert sent["from"]["is_bot"] is True
    assert sent["chat"] == {"id": person.id, "type": "private", "first_name": "张三"}
    assert sent["reply_to_message"]["text"] == "多久办结？"
    assert sent["has_protected_content"] is True
    assert sent["link_preview_options"] == {"is_disabled": True}
    (message,) = person.inbox
    assert (message.text, message.protected, message.silent, message.reply_to) == ("三天", True, True, question)
    with pytest.raises(CannotDo, match="转发"):
        person.forward(message)
    assert world.pending == 1


def test_entities_may_be_written_out_instead_of_html(raw: Raw, person: Person) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "url", "offset": 0, "length": 2}]
    sent = raw.call("sendMessage", chat_id=person.id, text="粗体", entities=entities)
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "长" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "长" * 11000}, "text is too long"),
        (
            {"text": "<b>x", "parse_mode": "html"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "*x*", "parse_mode": "Markup"}, "unsupported parse_mode"),
        ({"text": "x", "entities": [{"type": "bold"}]}, "can't parse MessageEntity: Can't find field \"offset\""),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "reply_parameters": 7}, "object expected as reply parameters"),
        ({"text": "x", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"text": "x", "link_preview_options": 7}, "object expected as link preview options"),
        ({"text": "x", "link_preview_options": "{"}, "can't parse link preview options JSON object"),
    ],
)
def test_texts_that_cannot_be_sent(fields: dict[str, Any], text: str, raw: Raw, person: Person) -> None:
    assert raw.refusal("sendMessage", chat_id=person.id, **fields) == (400, f"Bad Request: {text}")


def test_the_limit_holds_after_the_marks_are_taken_out(raw: Raw, person: Person) -> None:
    text = "<b>" + "长" * 4096 + "</b>"
    assert len(raw.call("sendMessage", chat_id=person.id, text=text, parse_mode="HTML")["text"]) == 4096


def test_a_reply_to_a_lost_message_is_sent_without_it_when_allowed(raw: Raw, person: Person) -> None:
    lost = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in raw.call("sendMessage", chat_id=person.id, text="x", reply_parameters=lost)


def test_only_people_who_started_the_bot_can_be_written_to(raw: Raw, world: World) -> None:
    stranger, colleague = world.person("陌生人"), world.person("同事")
    world.group("群", [colleague])
    assert raw.refusal("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")
    assert raw.refusal("sendMessage", chat_id=4711, text="x") == (400, "Bad Request: chat not found")
    assert raw.refusal("sendMessage", chat_id=stranger.id, text="x") == (400, "Bad Request: chat not found")
    never = (403, "Forbidden: bot can't initiate conversation with a user")
    assert raw.refusal("sendMessage", chat_id=colleague.id, text="x") == never
    stranger.start("invited")
    assert raw.call("sendMessage", chat_id=stranger.id, text="x")["text"] == "x"


def test_a_person_who_blocked_the_bot_is_lost_until_started_again(raw: Raw, person: Person) -> None:
    person.block()
    (change,) = updates(raw, "my_chat_member")
    assert [change[side]["status"] for side in ("old_chat_member", "new_chat_member")] == ["member", "kicked"]
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert raw.refusal("sendMessage", chat_id=person.id, text="x") == blocked
    assert raw.refusal("sendChatAction", chat_id=person.id, action="typing") == blocked
    person.start()
    assert raw.call("sendMessage", chat_id=person.id, text="x")["text"] == "x"


def test_a_chat_action_shows_on_the_page_and_an_unknown_one_is_refused(raw: Raw, person: Person, world: World) -> None:
    assert raw.call("sendChatAction", chat_id=person.id, action="typing") is True
    assert world.events.after(0)[-1]["kind"] == "typing"
    text = "Bad Request: wrong parameter action in request"
    assert raw.refusal("sendChatAction", chat_id=person.id, action="dancing") == (400, text)


def test_forwarding_and_copying(raw: Raw, person: Person, world: World) -> None:
    other = world.person("李四")
    other.start()
    said = person.say("原文")
    source = {"chat_id": other.id, "from_chat_id": person.id, "message_id": said.id}
    forwarded = raw.call("forwardMessage", **source)
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "张三"
    copied = raw.call("copyMessage", **source)
    assert copied == {"message_id": other.inbox[-1].id}
    assert [message.text for message in other.inbox] == ["原文", "原文"]
    source["message_id"] = 999
    assert raw.refusal("forwardMessage", **source)[1] == "Bad Request: message to forward not found"
    assert raw.refusal("copyMessage", **source)[1] == "Bad Request: message to copy not found"
    source["message_id"] = raw.call("sendMessage", chat_id=person.id, text="密", protect_content=True)["message_id"]
    protected = "Bad Request: message has protected content and can't be forwarded"
    assert raw.refusal("forwardMessage", **source)[1] == protected
    assert (
        raw.refusal("copyMessage", chat_id=other.id, message_id=1)[1]
        == 'Bad Request: parameter "from_chat_id" is required'
    )
