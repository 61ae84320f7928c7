"""Telegram's JSON becomes small values of our own, or nothing, or a fault without content."""

import pytest

from bot.chat.incoming import (
    Attachment,
    BadUpdate,
    Edited,
    MemberChanged,
    Migrated,
    Pressed,
    Started,
    Text,
    Unkept,
    Where,
    from_update,
)
from tests.chat import updates


def test_words_keep_their_place_and_what_they_reply_to() -> None:
    heard = from_update(updates.message(5, text="已到现场", reply_to=7, message_id=9))
    assert heard == Text(Where(chat_id=5, sender_id=5, message_id=9, reply_to=7), "已到现场")


def test_start_carries_the_payload_of_the_link() -> None:
    heard = from_update(updates.message(5, text="/start AbC-_9", message_id=1))
    assert heard == Started(Where(5, 5, message_id=1), "AbC-_9")
    assert isinstance(from_update(updates.message(5, text="/start@hotline_demo_bot")), Started)
    assert isinstance(from_update(updates.message(5, text="/started")), Text)


def test_a_photo_is_its_largest_size() -> None:
    heard = from_update(updates.photo(5, caption="东侧门洞", media_group_id="77"))
    assert isinstance(heard, Attachment)
    assert (heard.kind, heard.caption, heard.album) == ("photo", "东侧门洞", "77")
    assert heard.file_id.endswith("-800")


@pytest.mark.parametrize(
    ("field", "kind"),
    [("voice", "voice"), ("audio", "audio"), ("video", "video"), ("video_note", "video"), ("document", "document")],
)
def test_every_kind_of_file_is_an_attachment(field: str, kind: str) -> None:
    heard = from_update(updates.message(5, **{field: {"file_id": "f", "file_unique_id": "u", "file_size": 30_000_000}}))
    assert isinstance(heard, Attachment)
    assert (heard.kind, heard.file_id, heard.unique_id, heard.size) == (kind, "f", "u", 30_000_000)


def test_a_sticker_is_told_from_what_a_ticket_can_keep() -> None:
    heard = from_update(updates.message(5, sticker={"file_id": "s"}))
    assert isinstance(heard, Unkept)


def test_who_hides_behind_a_group_is_nobody() -> None:
    anonymous = updates.message(5, chat=updates.GROUP, text="同意", sender_chat={"id": updates.GROUP})
    heard = from_update(anonymous)
    assert isinstance(heard, Text)
    assert heard.where.in_group
    assert heard.where.sender_id is None


def test_a_press_names_its_message_and_its_presser() -> None:
    heard = from_update(updates.press(5, "a:accept:1:1:", message_id=8, chat=updates.GROUP))
    assert isinstance(heard, Pressed)
    assert heard.where == Where(updates.GROUP, 5, in_group=True, message_id=8)
    assert heard.data == "a:accept:1:1:"


def test_an_edit_keeps_the_reply_of_the_first_version() -> None:
    said = updates.message(5, text="已到", reply_to=7, message_id=9)
    assert from_update(updates.edited(said, "已到现场")) == Edited(Where(5, 5, message_id=9, reply_to=7), "已到现场")


@pytest.mark.parametrize(
    ("chat", "before", "after", "change"),
    [
        (None, "member", "kicked", "blocked"),
        (None, "kicked", "member", "unblocked"),
        (updates.GROUP, "left", "member", "added"),
        (updates.GROUP, "member", "administrator", None),
        (updates.GROUP, "administrator", "kicked", "removed"),
    ],
)
def test_blocking_and_joining_are_heard(chat: int | None, before: str, after: str, change: str | None) -> None:
    heard = from_update(updates.membership(5, before, after, chat, title="热线工作群"))
    assert (heard.change if isinstance(heard, MemberChanged) else None) == change


def test_a_group_that_moved_names_its_new_id() -> None:
    heard = from_update(updates.message(5, chat=-5, migrate_to_chat_id=-1005))
    assert isinstance(heard, Migrated)
    assert (heard.where.chat_id, heard.new_chat_id) == (-5, -1005)


@pytest.mark.parametrize("kind", ["channel_post", "poll", "inline_query", "message_reaction", "what_comes_in_2030"])
def test_what_is_not_for_us_is_nothing(kind: str) -> None:
    assert from_update({"update_id": 1, kind: {}}) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"message": None},
        {"message": {}},
        {"message": {"chat": {"id": "x", "type": "private"}, "message_id": 1, "text": "a"}},
        {"message": {"chat": {"id": 5, "type": "private"}, "message_id": 1, "from": {"id": 5}, "photo": []}},
        {"callback_query": {"id": "1", "message": {"message_id": 1}}},
        {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    ],
)
def test_a_broken_update_is_a_fault_that_repeats_no_content(broken: dict[str, object]) -> None:
    with pytest.raises(BadUpdate, match="while reading an update") as fault:
        from_update({"update_id": 1} | broken)
    assert fault.value.__cause__ is None


def test_what_no_database_can_keep_is_left_out_on_the_way_in() -> None:
    heard = from_update(updates.message(5, text="楼道\ud83d\x00堆物"))
    assert isinstance(heard, Text)
    assert heard.text == "楼道堆物"


def test_in_a_group_a_command_that_names_another_bot_is_not_for_us() -> None:
    def heard(text: str, chat: int | None = updates.GROUP) -> object:
        return from_update(updates.message(1, chat=chat, text=text), "Hotline_Bot")

    assert heard("/accept@other_bot 1") is None
    assert heard("/accept@other_bot") is None
    for ours in ("/accept@hotline_bot 1", "/accept 1", "你好 @other_bot", "/accept 1 @other_bot"):
        assert heard(ours) is not None, ours
    assert heard("/accept@other_bot 1", chat=None) is not None
    assert from_update(updates.message(1, chat=updates.GROUP, text="/accept@other_bot 1")) is not None
