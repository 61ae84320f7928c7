"""Editing, deleting, pinning and reacting."""

from typing import Any

import pytest

from bot.playground.people import Person
from bot.playground.world import World
from tests.playground.conftest import Raw, png, updates

KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def send(raw: Raw, person: Person, **fields: Any) -> dict[str, Any]:
    number = raw.call("sendMessage", chat_id=person.id, **{"text": "旧", **fields})["message_id"]
    return {"chat_id": person.id, "message_id": number}


def send_photo(raw: Raw, person: Person) -> dict[str, Any]:
    fields = {"chat_id": person.id, "caption": "旧"}
    answer = raw.client.post(f"{raw.base}/sendPhoto", data=fields, files={"photo": ("a.png", png())}).json()
    return {"chat_id": person.id, "message_id": answer["result"]["message_id"]}


def test_text_and_keyboard_change_in_place_and_an_edit_without_keys_removes_them(raw: Raw, person: Person) -> None:
    card = send(raw, person, reply_markup=KEYS)
    edited = raw.call("editMessageText", **card, text="<i>新</i>", parse_mode="HTML", reply_markup=KEYS)
    assert edited["edit_date"] >= edited["date"]
    assert (edited["text"], edited["reply_markup"]) == ("新", KEYS)
    assert "reply_markup" not in raw.call("editMessageText", **card, text="无键")
    assert raw.call("editMessageReplyMarkup", **card, reply_markup=KEYS)["reply_markup"] == KEYS
    assert len(person.inbox) == 1


def test_the_same_content_again_is_not_modified(raw: Raw, person: Person) -> None:
    card = send(raw, person, reply_markup=KEYS)
    assert raw.refusal("editMessageText", **card, text="旧", reply_markup=KEYS) == (400, NOT_MODIFIED)
    assert raw.refusal("editMessageReplyMarkup", **card, reply_markup=KEYS) == (400, NOT_MODIFIED)
    assert raw.call("editMessageText", **card, text="旧")["text"] == "旧"


def test_captions_belong_to_files_and_texts_to_messages(raw: Raw, person: Person) -> None:
    text, photo = send(raw, person), send_photo(raw, person)
    assert raw.call("editMessageCaption", **photo, caption="新")["caption"] == "新"
    assert raw.refusal("editMessageCaption", **text, caption="新")[1].endswith(
        "there is no caption in the message to edit"
    )
    assert raw.refusal("editMessageText", **photo, text="新")[1].endswith("there is no text in the message to edit")
    assert raw.refusal("editMessageCaption", **photo, caption="长" * 1025)[1] == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    assert raw.refusal("editMessageText", **text, text="长" * 4097)[1] == "Bad Request: MESSAGE_TOO_LONG"


def test_only_own_unforwarded_messages_that_exist_can_be_edited(raw: Raw, person: Person) -> None:
    forbidden = (400, "Bad Request: message can't be edited")
    chat = {"chat_id": person.id}
    said = person.say("我的话")
    assert raw.refusal("editMessageText", **chat, message_id=said.id, text="改") == forbidden
    forwarded = raw.call("forwardMessage", **chat, from_chat_id=person.id, message_id=said.id)["message_id"]
    assert raw.refusal("editMessageText", **chat, message_id=forwarded, text="改") == forbidden
    forced = send(raw, person, reply_markup={"force_reply": True})
    assert raw.refusal("editMessageText", **forced, text="改") == forbidden
    missing = (400, "Bad Request: message to edit not found")
    assert raw.refusal("editMessageText", **chat, message_id=999, text="改") == missing
    keys = {"reply_markup": {"force_reply": True}}
    expected = (400, "Bad Request: inline keyboard expected")
    assert raw.refusal("editMessageText", **send(raw, person), text="改", **keys) == expected


def test_an_edit_by_a_person_reaches_the_bot(raw: Raw, person: Person) -> None:
    person.edit(person.say("初稿"), "定稿")
    (edited,) = updates(raw, "edited_message")
    assert edited["text"] == "定稿"
    assert edited["edit_date"] >= edited["date"]


def test_deleting_own_messages_works_for_two_days(raw: Raw, person: Person, world: World) -> None:
    fresh, old = send(raw, person), send(raw, person)
    assert raw.call("deleteMessage", **fresh) is True
    assert raw.refusal("deleteMessage", **fresh) == (400, "Bad Request: message to delete not found")
    assert raw.refusal("editMessageText", **fresh, text="改")[1] == "Bad Request: message to edit not found"
    world.clock.advance(48 * 3600 + 1)
    assert raw.refusal("deleteMessage", **old) == (400, "Bad Request: message can't be deleted for everyone")
    assert [message.id for message in person.inbox] == [old["message_id"]]


def test_several_are_deleted_at_once_and_missing_ones_skipped(raw: Raw, person: Person) -> None:
    numbers = [send(raw, person)["message_id"] for _ in range(3)]
    said = person.say("删我")
    assert raw.call("deleteMessages", chat_id=person.id, message_ids=[*numbers[:2], said.id, 999]) is True
    assert [message.id for message in person.visible()][-1] == numbers[2]
    chat = {"chat_id": person.id}
    assert raw.refusal("deleteMessages", **chat)[1] == "Bad Request: message identifiers are not specified"
    assert raw.refusal("deleteMessages", **chat, message_ids={"a": 1})[1].endswith("an Array of message identifiers")
    assert raw.refusal("deleteMessages", **chat, message_ids=list(range(1, 102)))[1].startswith("Bad Request: too many")
    assert raw.refusal("deleteMessage", message_id=1)[1] == "Bad Request: chat identifier is not specified"
    assert raw.refusal("deleteMessage", **chat)[1] == "Bad Request: message identifier is not specified"


def test_pinning_leaves_a_note_and_the_last_pin_is_taken_first(raw: Raw, person: Person) -> None:
    first, second = send(raw, person), send(raw, person)
    for message in (first, second):
        assert raw.call("pinChatMessage", **message) is True
    assert [note["pinned_message"]["message_id"] for note in updates(raw, "message")] == [
        first["message_id"],
        second["message_id"],
    ]
    assert raw.call("getChat", chat_id=person.id)["pinned_message"]["message_id"] == second["message_id"]
    assert raw.call("unpinChatMessage", **first) is True
    assert raw.call("unpinChatMessage", chat_id=person.id) is True
    missing = "Bad Request: message to unpin not found"
    assert raw.refusal("unpinChatMessage", chat_id=person.id) == (400, missing)
    assert raw.refusal("pinChatMessage", chat_id=person.id, message_id=999)[1].endswith("message to pin not found")


def test_one_listed_emoji_may_be_set_as_a_reaction(raw: Raw, person: Person) -> None:
    said = person.say("办好了")
    target = {"chat_id": person.id, "message_id": said.id}
    thumb = {"type": "emoji", "emoji": "👍"}
    assert raw.call("setMessageReaction", **target, reaction=[thumb]) is True
    assert said.reactions == [thumb]
    assert raw.call("setMessageReaction", **target) is True
    assert said.reactions == []
    for reaction, text in [
        ([thumb, {"type": "emoji", "emoji": "🔥"}], "REACTIONS_TOO_MANY"),
        ([{"type": "emoji", "emoji": "🧨"}], "REACTION_INVALID"),
        ({"type": "emoji"}, "expected an Array of ReactionType"),
        ("[", "can't parse reaction types JSON object"),
    ]:
        assert raw.refusal("setMessageReaction", **target, reaction=reaction) == (400, f"Bad Request: {text}")
    target["message_id"] = 999
    assert raw.refusal("setMessageReaction", **target)[1] == "Bad Request: message to react not found"


@pytest.mark.parametrize("method", ["editMessageText", "deleteMessage", "pinChatMessage"])
def test_an_unknown_chat_is_told_first(method: str, raw: Raw) -> None:
    fields = {"text": "x"} if method == "editMessageText" else {}
    assert raw.refusal(method, chat_id=4711, message_id=1, **fields) == (400, "Bad Request: chat not found")
