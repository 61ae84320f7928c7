"""The gateway against the playground's server: what leaves, and what every failure is taken for."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.chat.gateway import TelegramMessenger
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from bot.ports import Button, Media, Message, PermanentFailure, Refusal, TemporaryFailure, UnknownOutcome
from tests.playground.conftest import png
from tests.served import TOKEN, play, playground, world

__all__ = ["play", "playground", "world"]

HELLO = Message("<b>您好</b>", "您好")


@pytest.fixture
def zhang(world: World) -> Person:
    person = world.person("张三")
    person.start()
    return person


def _failure(play: Any, chat_id: int, message: Message = HELLO) -> Exception:
    async def send(messenger: TelegramMessenger) -> Exception:
        try:
            await messenger.send(chat_id, message)
        except (TemporaryFailure, PermanentFailure, UnknownOutcome) as failure:
            return failure
        raise AssertionError("the message was accepted")

    found: Exception = play(send)
    return found


def _refusal(play: Any, chat_id: int, message: Message = HELLO) -> Refusal:
    failure = _failure(play, chat_id, message)
    assert isinstance(failure, PermanentFailure), failure
    return failure.refusal


def test_a_message_arrives_with_its_markup_and_keys(play: Any, zhang: Person) -> None:
    keys = ((Button("接单", data="a:accept:1:1:", style="primary"), Button("编号", copy="20260001")),)

    sent = play(lambda messenger: messenger.send(zhang.id, Message("<b>新工单</b> 请看", buttons=keys)))

    message = zhang.chat.messages[sent.message_id]
    assert (message.text, message.entities[0]["type"]) == ("新工单 请看", "bold")
    assert [(key.text, key.data, key.copy) for key in message.buttons[0]] == [
        ("接单", "a:accept:1:1:", None),
        ("编号", None, "20260001"),
    ]


def test_a_reply_whose_message_is_gone_arrives_all_the_same(play: Any, zhang: Person) -> None:
    sent = play(lambda messenger: messenger.send(zhang.id, Message("收到", reply_to=999)))

    assert zhang.chat.messages[sent.message_id].reply_to is None


def test_protected_and_silent_are_passed_on(play: Any, zhang: Person) -> None:
    sent = play(lambda messenger: messenger.send(zhang.id, Message("x", protected=True, silent=True)))

    message = zhang.chat.messages[sent.message_id]
    assert (message.protected, message.silent) == (True, True)


def test_a_file_known_to_telegram_is_sent_by_its_id_with_the_words_under_it(play: Any, zhang: Person) -> None:
    photo = zhang.attach_photo(png())
    assert photo.media is not None
    known = Media("photo", file_id=photo.media.file.file_id)

    sent = play(lambda messenger: messenger.send(zhang.id, Message("现场照片", media=(known,))))

    message = zhang.chat.messages[sent.message_id]
    assert (message.text, message.media is not None) == ("现场照片", True)


def test_a_file_on_disk_is_uploaded_under_its_name(play: Any, zhang: Person, tmp_path: Path) -> None:
    (tmp_path / "stored").write_bytes(b"report")
    file = Media("document", path=str(tmp_path / "stored"), name="办结报告.docx")

    sent = play(lambda messenger: messenger.send(zhang.id, Message("报告", media=(file,))))

    media = zhang.chat.messages[sent.message_id].media
    assert media is not None
    assert (media.file.name, media.file.content) == ("办结报告.docx", b"report")


def test_a_picture_at_hand_is_uploaded(play: Any, zhang: Person) -> None:
    drawn = Media("photo", content=png(), name="board.png")
    sent = play(lambda messenger: messenger.send(zhang.id, Message("<b>看板</b>", media=(drawn,))))
    message = zhang.chat.messages[sent.message_id]
    assert message.media is not None
    assert (message.text, message.media.kind, message.media.file.content) == ("看板", "photo", png())


def test_files_that_may_not_share_an_album_leave_in_several(play: Any, zhang: Person) -> None:
    photos = [zhang.attach_photo(png()) for _ in range(11)]
    voice = zhang.attach_voice(b"OggS")
    media = tuple(Media(one.media.kind, file_id=one.media.file.file_id) for one in [*photos, voice] if one.media)
    before = len(zhang.chat.messages)

    play(lambda messenger: messenger.send(zhang.id, Message("证据", media=media)))

    sent = list(zhang.chat.messages.values())[before:]
    assert [message.text for message in sent] == ["证据", *[""] * 11]
    assert len({message.group_key for message in sent[:10]}) == 1
    assert [message.group_key for message in sent[10:]] == [None, None]


def test_an_edit_changes_the_message_and_an_unchanged_one_is_told_apart(play: Any, zhang: Person) -> None:
    async def edit_twice(messenger: TelegramMessenger) -> Refusal:
        sent = await messenger.send(zhang.id, HELLO)
        await messenger.edit(zhang.id, sent.message_id, Message("改过"))
        try:
            await messenger.edit(zhang.id, sent.message_id, Message("改过"))
        except PermanentFailure as failure:
            return failure.refusal
        raise AssertionError("the edit was accepted")

    assert play(edit_twice) is Refusal.NOT_MODIFIED
    assert [message.text for message in zhang.chat.messages.values() if message.from_bot] == ["改过"]


def test_editing_or_deleting_what_is_gone_says_so(play: Any, zhang: Person) -> None:
    async def both(messenger: TelegramMessenger) -> list[Refusal]:
        found = []
        for attempt in (messenger.edit(zhang.id, 999, HELLO), messenger.delete(zhang.id, 999)):
            try:
                await attempt
            except PermanentFailure as failure:
                found.append(failure.refusal)
        return found

    assert play(both) == [Refusal.MESSAGE_GONE, Refusal.MESSAGE_GONE]


def test_a_press_is_answered_with_words_cut_to_what_fits(play: Any, zhang: Person) -> None:
    sent = play(lambda m: m.send(zhang.id, Message("卡片", buttons=((Button("接单", data="a"),),))))
    press = zhang.press(zhang.chat.messages[sent.message_id], "接单")

    play(lambda messenger: messenger.answer(press.id, "好" * 300, alert=True))

    assert (press.answer, press.alert) == ("好" * 200, True)


def test_a_file_is_downloaded(play: Any, zhang: Person) -> None:
    document = zhang.attach_document("编号,标题".encode())
    assert document.media is not None
    file_id = document.media.file.file_id

    assert play(lambda messenger: messenger.download(file_id)) == "编号,标题".encode()


def test_a_file_over_twenty_megabytes_is_refused(play: Any, zhang: Person) -> None:
    document = zhang.attach_document(b"", size=21 << 20)
    assert document.media is not None
    file_id = document.media.file.file_id

    with pytest.raises(PermanentFailure, match="too big"):
        play(lambda messenger: messenger.download(file_id))


def test_updates_come_raw_and_confirm_what_was_before(play: Any, world: World, zhang: Person) -> None:
    zhang.say("收到")
    world.fail("poison_update")

    async def two_rounds(messenger: TelegramMessenger) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        first = await messenger.updates(None, 0)
        return first, await messenger.updates(first[1]["update_id"] + 1, 0)

    first, second = play(two_rounds)

    assert [update["message"].get("text") for update in first] == ["/start", "收到", None]
    assert second == first[2:]


def test_commands_are_announced_and_the_bot_knows_its_name(play: Any, world: World) -> None:
    async def both(messenger: TelegramMessenger) -> str:
        await messenger.announce_commands((("my", "我的工单"),))
        return await messenger.username()

    assert play(both) == "hotline_test_bot"
    assert list(world.commands.values()) == [[{"command": "my", "description": "我的工单"}]]


def test_the_bot_leaves_a_group(play: Any, world: World, zhang: Person) -> None:
    group = world.group("不认识的群", [zhang])

    play(lambda messenger: messenger.leave(group.id))

    assert group.bot_status == "left"


def test_whoever_blocked_the_bot_or_never_opened_it_is_told_apart(play: Any, world: World, zhang: Person) -> None:
    stranger = world.person("李四")
    zhang.block()

    assert _refusal(play, zhang.id) is Refusal.BLOCKED
    assert _refusal(play, stranger.id) is Refusal.NOT_CONNECTED
    assert _refusal(play, 424242) is Refusal.NOT_CONNECTED


def test_a_group_without_the_bot_is_closed_and_a_moved_one_names_its_new_id(
    play: Any, world: World, zhang: Person
) -> None:
    closed, moved = world.group("一", [zhang]), world.group("二", [zhang])
    closed.kick_bot()
    heir = moved.migrate()

    assert _refusal(play, closed.id) is Refusal.BLOCKED
    failure = _failure(play, moved.id)
    assert isinstance(failure, PermanentFailure)
    assert (failure.refusal, failure.new_chat_id) == (Refusal.MIGRATED, heir.id)


def test_bad_markup_and_too_long_a_text_are_told_apart_from_other_refusals(play: Any, zhang: Person) -> None:
    assert _refusal(play, zhang.id, Message("<b>没有关上")) is Refusal.MARKUP
    assert _refusal(play, zhang.id, Message("长" * 5000)) is Refusal.TOO_LONG
    assert _refusal(play, zhang.id, Message("")) is Refusal.OTHER


def test_too_many_requests_name_the_time_to_wait(play: Any, world: World, zhang: Person) -> None:
    world.fail("429", method="sendMessage", retry_after=7)

    failure = _failure(play, zhang.id)

    assert isinstance(failure, TemporaryFailure)
    assert failure.retry_after == 7


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("5xx", {"status": 500}),
        ("5xx", {"status": 504}),
        ("html502", {}),
        ("truncated", {}),
        ("drop", {"when": "before"}),
        ("drop", {"when": "after"}),
    ],
)
def test_an_answer_that_tells_nothing_leaves_the_outcome_unknown(
    play: Any, world: World, zhang: Person, kind: str, details: dict[str, Any]
) -> None:
    world.fail(kind, method="sendMessage", **details)

    assert isinstance(_failure(play, zhang.id), UnknownOutcome)


@pytest.mark.parametrize("kind", ["401", "404"])
def test_a_gateway_that_knows_no_bot_surely_sent_nothing(play: Any, world: World, zhang: Person, kind: str) -> None:
    world.fail(kind, method="sendMessage")

    assert isinstance(_failure(play, zhang.id), TemporaryFailure)


def test_a_refused_connection_surely_sent_nothing(play: Any, playground: Playground, zhang: Person) -> None:
    playground.unplug()

    failure = _failure(play, zhang.id)

    assert isinstance(failure, TemporaryFailure)
    assert failure.retry_after is None


def test_an_unknown_403_is_not_taken_for_a_closed_door(zhang: Person) -> None:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"ok":false,"error_code":403,"description":"Forbidden: something new"}'
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    async def send() -> PermanentFailure:
        listening = await asyncio.start_server(server, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        messenger = TelegramMessenger(TOKEN, f"http://127.0.0.1:{port}")
        with pytest.raises(PermanentFailure) as caught:
            await messenger.send(zhang.id, HELLO)
        await messenger.close()
        listening.close()
        return caught.value

    assert asyncio.run(send()).refusal is Refusal.OTHER


def test_no_failure_repeats_the_token(play: Any, playground: Playground, world: World, zhang: Person) -> None:
    words = []
    for kind in ("5xx", "html502", "truncated", "401", "404"):
        world.fail(kind, method="sendMessage")
        words.append(str(_failure(play, zhang.id)))
    playground.unplug()
    words.append(str(_failure(play, zhang.id)))

    assert not [said for said in words if TOKEN in said or "invented" in said]
