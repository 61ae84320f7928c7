"""The same dialogue by two client libraries nobody here wrote; aiogram's models judge every exchange."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import aiogram
import httpx
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import BufferedInputFile, ReplyParameters
from telegram import error as telegram_error

from bot.playground.methods import METHODS
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import TOKEN, png
from tests.playground.judge import Judge

HTML = (
    "<b>粗</b> <a href='https://example.com'>链</a> <tg-time unix='1790000000' format='wDT'>时</tg-time> <code>x</code>"
)


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def judged(world: World, judge: Judge) -> Iterator[Playground]:
    with Playground(world, witness=judge) as running:
        yield running
    judge.confirm()
    assert world.violations == []


def with_telegram(playground: Playground, play: Callable[[telegram.Bot], Awaitable[None]]) -> None:
    async def run() -> None:
        bot = telegram.Bot(TOKEN, base_url=playground.bot_url, base_file_url=playground.file_url)
        async with bot:
            await play(bot)

    asyncio.run(run())


def with_aiogram(playground: Playground, play: Callable[[aiogram.Bot], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        api = TelegramAPIServer.from_base(playground.address)
        bot = aiogram.Bot(TOKEN, session=AiohttpSession(api=api))
        async with bot.context():
            await play(bot)

    asyncio.run(run())


def keyboard(*labels: str) -> telegram.InlineKeyboardMarkup:
    keys = [telegram.InlineKeyboardButton(label, callback_data=label) for label in labels]
    return telegram.InlineKeyboardMarkup([keys])


def test_a_card_is_sent_pressed_answered_and_edited(judged: Playground, world: World) -> None:
    person = world.person("张三")
    person.start("abc_DEF-1")

    async def play(bot: telegram.Bot) -> None:
        (start,) = await bot.get_updates(timeout=5)
        assert start.message.text == "/start abc_DEF-1"
        assert start.message.entities[0].type == "bot_command"
        await bot.send_chat_action(person.id, "typing")
        card = await bot.send_message(
            person.id,
            HTML,
            parse_mode="HTML",
            reply_markup=keyboard("接单", "退单"),
            reply_parameters=telegram.ReplyParameters(start.message.message_id, allow_sending_without_reply=True),
            protect_content=True,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )
        assert [entity.type for entity in card.entities] == ["bold", "text_link", "date_time", "code"]
        person.press(person.inbox[-1], "接单")
        (press,) = await bot.get_updates(offset=start.update_id + 1, timeout=5)
        assert press.callback_query.message.message_id == card.message_id
        assert await press.callback_query.answer("已接单", show_alert=True)
        edited = await card.edit_text("已接单", reply_markup=keyboard("办结"))
        assert edited.text == "已接单"
        await card.edit_reply_markup(None)
        with pytest.raises(telegram_error.BadRequest, match="not modified"):
            await card.edit_reply_markup(None)
        await bot.set_message_reaction(person.id, start.message.message_id, "👍")
        await card.pin()
        await card.unpin()
        await card.delete()

    with_telegram(judged, play)


def test_files_go_both_ways(judged: Playground, world: World) -> None:
    person = world.person("张三")
    person.attach_voice(b"ogg", caption="录音")
    person.attach_album([png(), png()], caption="现场")

    async def play(bot: telegram.Bot) -> None:
        voice, first, second = await bot.get_updates(timeout=5)
        assert await (await voice.message.voice.get_file()).download_as_bytearray() == b"ogg"
        assert first.message.media_group_id == second.message.media_group_id
        photo = await bot.send_photo(person.id, png(), caption="<b>图</b>", parse_mode="HTML")
        assert photo.caption_entities[0].type == "bold"
        await photo.edit_caption("改")
        await bot.send_photo(person.id, photo.photo[-1].file_id)
        await bot.send_document(person.id, b"docx", filename="报告.docx")
        await bot.send_voice(person.id, b"ogg", duration=3)
        await bot.send_audio(person.id, b"mp3", title="来电", performer="市民", duration=3)
        await bot.send_video(person.id, b"mp4", width=640, height=480, supports_streaming=True)
        items = [telegram.InputMediaPhoto(png(), caption="前"), telegram.InputMediaVideo(b"mp4")]
        album = await bot.send_media_group(person.id, items)
        assert len({message.media_group_id for message in album}) == 1
        await bot.delete_messages(person.id, [message.message_id for message in album])

    with_telegram(judged, play)
    files = [message.media.file.name for message in person.inbox if message.media and message.media.kind == "document"]
    assert files == ["报告.docx"]


def test_chats_members_and_menus(judged: Playground, world: World) -> None:
    person, other = world.person("张三"), world.person("李四")
    person.start()
    group = world.group("工作群", [person, other])
    group.promote_bot()

    async def play(bot: telegram.Bot) -> None:
        assert bot.bot.can_read_all_group_messages is False
        updates = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query", "my_chat_member"])
        assert {"message", "my_chat_member"} == {
            next(iter(update.to_dict().keys() - {"update_id"})) for update in updates
        }
        await bot.set_my_commands([("list", "我的工单")], scope=telegram.BotCommandScopeChat(person.id))
        assert len(await bot.get_my_commands(scope=telegram.BotCommandScopeChat(person.id))) == 1
        await bot.set_chat_menu_button(person.id, telegram.MenuButtonCommands())
        assert (await bot.get_chat_menu_button(person.id)).type == "commands"
        assert (await bot.get_chat(group.id)).title == "工作群"
        assert (await bot.get_chat(person.id)).first_name == "张三"
        assert await bot.get_chat_member_count(group.id) == 3
        statuses = [member.status for member in await bot.get_chat_administrators(group.id)]
        assert statuses == ["creator", "administrator"]
        assert (await bot.get_chat_member(group.id, other.id)).status == "member"
        said = await bot.send_message(person.id, "原文")
        await said.forward(group.id)
        assert (await said.copy(group.id)).message_id > 0
        with pytest.raises(telegram_error.BadRequest, match="webhook"):
            await bot.set_webhook("https://example.com")

    with_telegram(judged, play)


def test_the_library_can_call_every_method_and_every_answer_is_judged(
    judged: Playground, world: World, judge: Judge
) -> None:
    person = world.person("张三")
    person.start()
    group = world.group("群", [person])
    chat = person.id

    async def play(bot: telegram.Bot) -> None:
        await bot.get_updates(timeout=5)
        text = await bot.send_message(chat, "x", reply_markup=keyboard("好"))
        photo = await bot.send_photo(chat, png())
        number = text.message_id
        press = person.press(person.visible()[-2], "好")
        for call in (
            bot.send_document(chat, b"x"),
            bot.send_voice(chat, b"x"),
            bot.send_audio(chat, b"x"),
            bot.send_video(chat, b"x"),
            bot.send_media_group(chat, [telegram.InputMediaPhoto(photo.photo[-1].file_id)] * 2),
            bot.send_chat_action(chat, "upload_photo"),
            bot.get_file(photo.photo[-1].file_id),
            bot.answer_callback_query(press.id),
            bot.answer_inline_query(person.ask("x").id, []),
            bot.edit_message_text("y", chat, number, reply_markup=keyboard("好")),
            bot.edit_message_reply_markup(chat, number, reply_markup=None),
            bot.edit_message_caption(chat, photo.message_id, caption="z"),
            bot.set_message_reaction(chat, number, "🔥"),
            bot.pin_chat_message(chat, number),
            bot.unpin_chat_message(chat, number),
            bot.forward_message(chat, chat, number),
            bot.copy_message(chat, chat, number),
            bot.delete_message(chat, number),
            bot.delete_messages(chat, [photo.message_id]),
            bot.set_my_commands([("a", "b")]),
            bot.get_my_commands(),
            bot.delete_my_commands(),
            bot.set_chat_menu_button(chat),
            bot.get_chat_menu_button(chat),
            bot.get_chat(group.id),
            bot.get_chat_member(group.id, bot.id),
            bot.get_chat_member_count(group.id),
            bot.get_chat_administrators(group.id),
            bot.leave_chat(group.id),
            bot.get_webhook_info(),
            bot.delete_webhook(),
            bot.set_webhook(""),
        ):
            assert await call

    with_telegram(judged, play)
    assert judge.seen == {method.name for method in METHODS.values()} | {"getUpdates"}


def test_refusals_become_the_exceptions_the_library_has_for_them(judged: Playground, world: World) -> None:
    person, stranger = world.person("张三"), world.person("外人")
    group = world.group("群", [person])
    heir = group.migrate()
    person.start()
    person.block()

    async def play(bot: telegram.Bot) -> None:
        with pytest.raises(telegram_error.Forbidden, match="blocked"):
            await bot.send_message(person.id, "x")
        with pytest.raises(telegram_error.BadRequest, match="Chat not found"):
            await bot.send_message(stranger.id, "x")
        with pytest.raises(telegram_error.ChatMigrated) as moved:
            await bot.send_message(group.id, "x")
        assert moved.value.new_chat_id == heir.id
        world.fail("429", retry_after=3)
        with pytest.raises(telegram_error.RetryAfter, match=r"3 seconds|0:00:03"):
            await bot.send_message(heir.id, "x")
        world.fail("drop", when="after", method="sendMessage")
        with pytest.raises(telegram_error.NetworkError):
            await bot.send_message(heir.id, "到了")
        world.fail("html502")
        with pytest.raises(telegram_error.NetworkError):
            await bot.send_message(heir.id, "x")

    with_telegram(judged, play)
    assert [message.text for message in heir.messages.values() if message.from_bot] == ["到了"]


def test_a_second_library_plays_the_same_dialogue(judged: Playground, world: World) -> None:
    person = world.person("张三")
    group = world.group("群", [person])
    heir = group.migrate()
    person.start("abc")

    async def play(bot: aiogram.Bot) -> None:
        assert (await bot.me()).username == "hotline_test_bot"
        updates = await bot.get_updates(timeout=5)
        assert updates[-1].message is not None
        keys = aiogram.types.InlineKeyboardMarkup(
            inline_keyboard=[[aiogram.types.InlineKeyboardButton(text="接单", callback_data="a:1")]]
        )
        replied = ReplyParameters(message_id=updates[-1].message.message_id)
        card = await bot.send_message(person.id, HTML, parse_mode="HTML", reply_markup=keys, reply_parameters=replied)
        assert card.html_text.startswith("<b>粗</b>")
        person.press(person.inbox[-1], "接单")
        (press,) = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
        assert press.callback_query is not None
        await bot.answer_callback_query(press.callback_query.id, "好")
        await bot.edit_message_text("改", chat_id=person.id, message_id=card.message_id)
        photo = await bot.send_photo(person.id, BufferedInputFile(png(), "a.png"), caption="图")
        media = [aiogram.types.InputMediaPhoto(media=BufferedInputFile(png(), name)) for name in ("a.png", "b.png")]
        assert len(await bot.send_media_group(person.id, media)) == 2  # type: ignore[arg-type]
        assert photo.photo is not None
        fetched = await bot.download(photo.photo[-1].file_id)
        assert fetched is not None
        assert fetched.read() == png()
        with pytest.raises(TelegramMigrateToChat) as moved:
            await bot.send_message(group.id, "x")
        assert moved.value.migrate_to_chat_id == heir.id
        world.fail("429", retry_after=3)
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(person.id, "x")
        person.block()
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(person.id, "x")

    with_aiogram(judged, play)


def test_a_press_by_somebody_in_a_group_and_poison_are_judged_rightly(judged: Playground, world: World) -> None:
    person = world.person("张三")
    group = world.group("群", [person])

    async def play(bot: telegram.Bot) -> None:
        await bot.send_message(group.id, "卡片", reply_markup=keyboard("好"))
        person.press(group.messages[max(group.messages)], "好")
        world.fail("poison_update")

    with_telegram(judged, play)
    batch = httpx.post(f"{judged.bot_url}{TOKEN}/getUpdates").json()["result"]
    assert [sorted(update.keys() - {"update_id"}) for update in batch] == [
        ["my_chat_member"],
        ["message"],
        ["callback_query"],
        ["message"],
    ]


def test_nobody_is_left_waiting(judged: Playground, world: World) -> None:
    person: Person = world.person("张三")

    async def play(bot: telegram.Bot) -> None:
        waiting = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.to_thread(world.wait_for, lambda: len(world.journal.requests("getUpdates")) == 1)
        await asyncio.to_thread(person.say, "你好")
        (update,) = await waiting
        assert update.message.text == "你好"

    with_telegram(judged, play)
