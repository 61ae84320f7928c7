"""The page in a real browser: two people, a group, and a bot that the tests play by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.playground.groups import Group
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from bot.reports.painters.board import paint
from tests.browser import Phone, Table
from tests.playground.conftest import Raw
from tests.reports.boards import a_board

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CARD = "<b>工单 20261120000123</b>\n地点：试验新村\n先行联系：今日 17:00 前"
KEYS = [[{"text": "接单", "callback_data": "accept", "style": "success"}, {"text": "退单", "callback_data": "return"}]]


@dataclass
class Scene:
    """Everybody at the table."""

    clerk: Person
    handler: Person
    office: Group
    bot: Raw
    table: Table
    heard: int = 0

    def phone(self, person: Person) -> Phone:
        return self.table.phone(person.id)

    def hear(self, kind: str) -> Any:
        """The bot's next update of a kind."""
        for _ in range(20):
            for update in self.bot.call("getUpdates", offset=self.heard + 1, timeout=5):
                self.heard = update["update_id"]
                if kind in update:
                    return update[kind]
        raise AssertionError(f"the bot heard no {kind}")

    def forget(self) -> None:
        """The bot has read everything so far."""
        self.heard = self.bot.call("getUpdates", offset=-1)[0]["update_id"]

    def write(self, chat: int, text: str, **more: Any) -> Any:
        return self.bot.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **more)


@pytest.fixture
def scene(world: World, playground: Playground, raw: Raw, chromium: Browser) -> Iterator[Scene]:
    clerk, handler = world.person("周敏", "街道城运中心 值班员"), world.person("陈志强", "经办人")
    office = world.group("办公室工作群", [clerk, handler])
    office.promote_bot()
    clerk.start()
    handler.start()
    table = Table(chromium, playground.address)
    scene = Scene(clerk, handler, office, raw, table)
    scene.forget()
    yield scene
    assert table.broken == []
    table.close()


def test_what_a_person_types_reaches_the_bot_and_its_answer_appears_with_its_formatting(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    phone.field.fill("第一行")
    phone.field.press("Shift+Enter")
    phone.field.press_sequentially("第二行")
    phone.field.press("Enter")
    assert scene.hear("message")["text"] == "第一行\n第二行"
    scene.write(scene.clerk.id, "<b>已收到</b> 今日办理 &lt;好&gt;\n<blockquote>依据 <b>二（四）1</b> 款</blockquote>")
    answer = phone.see("已收到")
    assert answer.locator(".text").inner_text().replace("\n\n", "\n") == "已收到 今日办理 <好>\n依据 二（四）1 款"
    assert answer.locator("b").first.inner_text() == "已收到"
    assert answer.locator("blockquote").count() == 1
    assert phone.field.input_value() == ""


def test_a_reply_carries_its_quote_and_a_click_on_it_leads_to_the_original(scene: Scene) -> None:
    phone = scene.phone(scene.handler)
    card = scene.write(scene.handler.id, CARD)
    for number in range(30):
        scene.write(scene.handler.id, f"第 {number} 条")
    phone.see("第 29 条")
    phone.element.locator(".scroller").evaluate("element => { element.scrollTop = 0; }")
    phone.reply("工单 20261120000123", "已联系来电人")
    heard = scene.hear("message")
    assert heard["text"] == "已联系来电人"
    assert heard["reply_to_message"]["message_id"] == card["message_id"]
    row = phone.see("已联系来电人")
    assert "工单 20261120000123" in row.locator(".quote").inner_text()
    row.locator(".quote").click()
    original = phone.element.locator(f'[data-message="{card["message_id"]}"]')
    assert "found" in (original.get_attribute("class") or "")
    assert original.locator(".bubble").is_visible()


def test_a_picture_that_the_bot_drew_and_uploaded_is_seen_with_its_line_below(scene: Scene) -> None:
    picture = BytesIO()
    paint(a_board()).save(picture, "PNG")
    answer = scene.bot.client.post(
        f"{scene.bot.base}/sendPhoto",
        data={"chat_id": str(scene.clerk.id), "caption": "<b>工单看板</b> 09:30", "parse_mode": "HTML"},
        files={"photo": ("board.png", picture.getvalue(), "image/png")},
    )
    assert answer.json()["ok"], answer.text
    image = scene.phone(scene.clerk).see("工单看板 09:30").locator("img")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1440


def test_several_photos_go_out_as_one_album_and_a_recording_as_a_voice_message(scene: Scene, tmp_path: Path) -> None:
    phone = scene.phone(scene.handler)
    phone.attach_sample("照片")
    phone.attach_sample("照片")
    phone.say("处理前后")
    photos = [scene.hear("message") for _ in range(2)]
    assert all("photo" in message for message in photos)
    assert [photo.get("caption") for photo in photos] == ["处理前后", None]
    assert photos[0]["media_group_id"] == photos[1]["media_group_id"]
    album = phone.see("处理前后").locator(".album img")
    assert album.count() == 2
    assert all(album.nth(each).evaluate("image => image.decode().then(() => image.naturalWidth)") for each in range(2))
    phone.attach_sample("录音")
    phone.send()
    assert scene.hear("message")["voice"]["file_size"] > 10_000
    recording = phone.element.locator(".recording")
    recording.get_by_text("0:02").wait_for()
    recording.get_by_label("播放").click()
    recording.get_by_label("暂停").wait_for()
    report = tmp_path / "办结报告.docx"
    report.write_bytes(b"report" * 1000)
    phone.attach("文件", report)
    phone.send()
    assert scene.hear("message")["document"]["file_name"] == "办结报告.docx"
    assert "5.9 KB" in phone.see("办结报告.docx").inner_text()


def test_a_press_shows_the_answer_and_the_card_changes_in_place(scene: Scene) -> None:
    phone = scene.phone(scene.handler)
    card = scene.write(scene.handler.id, CARD, reply_markup={"inline_keyboard": KEYS})
    scene.write(scene.handler.id, "后面的消息")
    phone.see("后面的消息")
    rows = phone.element.locator(".row").count()
    phone.press("接单", under="工单 20261120000123")
    press = scene.hear("callback_query")
    assert press["data"] == "accept"
    scene.bot.call("answerCallbackQuery", callback_query_id=press["id"], text="已接单")
    phone.toast.filter(has_text="已接单").wait_for()
    scene.bot.call(
        "editMessageText", chat_id=scene.handler.id, message_id=card["message_id"], text="工单 20261120000123 已接单"
    )
    row = phone.see("20261120000123 已接单")
    assert "已编辑" in row.inner_text()
    assert row.locator(".key").count() == 0
    assert phone.element.locator(".row").count() == rows


def test_an_alert_waits_until_it_is_closed_and_is_shown_to_the_presser_only(scene: Scene) -> None:
    phone = scene.phone(scene.handler)
    scene.write(scene.handler.id, CARD, reply_markup={"inline_keyboard": KEYS})
    phone.press("退单")
    press = scene.hear("callback_query")
    scene.bot.call("answerCallbackQuery", callback_query_id=press["id"], text="张三 09:12 已接单", show_alert=True)
    phone.alert.get_by_text("张三 09:12 已接单").wait_for()
    assert scene.phone(scene.clerk).alert.count() == 0
    phone.alert.get_by_role("button", name="好").click()
    assert phone.alert.count() == 0
    assert phone.element.locator(".key[aria-busy]").count() == 0


def test_an_own_message_can_be_changed_and_a_deleted_one_vanishes(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    phone.say("写错了字")
    phone.choose(phone.see("写错了字"), "修改")
    assert phone.field.input_value() == "写错了字"
    phone.say("写对了字")
    assert scene.hear("edited_message")["text"] == "写对了字"
    assert "已编辑" in phone.see("写对了字").inner_text()
    assert phone.message("写错了字").count() == 0
    phone.choose(phone.see("写对了字"), "删除")
    phone.message("写对了字").wait_for(state="detached")
    secret = scene.write(scene.clerk.id, "60 秒后删除")
    phone.see("60 秒后删除")
    scene.bot.call("deleteMessage", chat_id=scene.clerk.id, message_id=secret["message_id"])
    phone.message("60 秒后删除").wait_for(state="detached")


def test_blocking_the_bot_takes_the_text_field_away_until_it_is_let_in_again(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    phone.menu("停用机器人")
    allow = phone.element.get_by_role("button", name="启用机器人")
    allow.wait_for()
    assert not phone.field.is_visible()
    status, description = scene.bot.refusal("sendMessage", chat_id=scene.clerk.id, text="您好")
    assert (status, description) == (403, "Forbidden: bot was blocked by the user")
    allow.click()
    phone.field.wait_for()
    scene.write(scene.clerk.id, "欢迎回来")
    phone.see("欢迎回来")


def test_a_link_to_the_bot_starts_it_with_its_payload_pasted_or_clicked(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    phone.say("https://t.me/hotline_test_bot?start=invite-one")
    phone.see("/start invite-one")
    scene.write(scene.clerk.id, '请打开 <a href="https://t.me/hotline_test_bot?start=invite-two">邀请链接</a>')
    phone.see("请打开").get_by_role("link", name="邀请链接").click()
    phone.see("/start invite-two")
    assert [scene.hear("message")["text"] for _ in range(2)] == ["/start invite-one", "/start invite-two"]


def test_a_command_in_a_message_is_sent_by_a_click_and_a_message_can_be_passed_on(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    scene.write(scene.clerk.id, "发送 /today 查看今日待办")
    phone.see("查看今日待办").get_by_role("button", name="/today").click()
    assert scene.hear("message")["text"] == "/today"
    phone.choose(phone.see("查看今日待办"), "转发…")
    scene.table.page.get_by_role("menuitem", name="办公室工作群").click()
    passed_on = scene.table.group(scene.office.id).see("查看今日待办")
    assert "转发自 工单助手" in passed_on.inner_text()


def test_a_newcomer_begins_with_the_start_button_or_with_an_invitation_link(scene: Scene, world: World) -> None:
    first, second = world.person("吴晓燕", "片区信息员"), world.person("郑国平", "部门负责人")
    phone = scene.phone(first)
    phone.element.get_by_role("button", name="开始").click()
    phone.see("/start")
    phone.field.wait_for()
    phone = scene.phone(second)
    invitation = phone.element.get_by_label("邀请链接")
    invitation.fill("https://t.me/another_bot?start=x")
    invitation.press("Enter")
    phone.toast.filter(has_text="这不是本机器人的链接").wait_for()
    invitation.fill("https://t.me/hotline_test_bot?start=invited")
    invitation.press("Enter")
    phone.see("/start invited")


def test_a_group_is_a_tab_with_a_count_of_what_is_unread_and_a_phone_of_its_own(scene: Scene) -> None:
    clerk, handler, office = scene.phone(scene.clerk), scene.phone(scene.handler), scene.table.group(scene.office.id)
    clerk.open_chat("办公室工作群")
    clerk.say("下午两点现场见")
    office.see("下午两点现场见")
    assert handler.element.get_by_role("tab", name="办公室工作群").locator(".badge").inner_text() == "1"
    handler.open_chat("办公室工作群")
    handler.reply("下午两点现场见", "收到")
    assert handler.element.locator("[role=tab] .badge").count() == 0
    assert "下午两点现场见" in clerk.see("收到").locator(".quote").inner_text()
    office.element.get_by_label("以谁的身份").select_option(label="陈志强 · 经办人")
    office.say("我先出发")
    assert clerk.see("我先出发").locator(".sender, .bubble").first.is_visible()
    assert scene.office.messages[max(scene.office.messages)].sender is scene.handler


def test_a_refusal_is_told_in_one_chinese_sentence_and_the_text_comes_back(scene: Scene) -> None:
    phone = scene.phone(scene.clerk)
    scene.clerk.block()
    phone.element.get_by_role("button", name="启用机器人").wait_for()
    scene.table.page.evaluate(
        "document.querySelectorAll('.composer[hidden]').forEach((each) => { each.hidden = false; })"
    )
    phone.say("这句话不能丢")
    sentence = phone.element.locator(".toast.error").inner_text()
    assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
    scene.clerk.unblock()
    phone.element.get_by_role("button", name="启用机器人").wait_for(state="detached")
    assert phone.field.input_value() == "这句话不能丢"


def test_a_ready_text_is_filled_in_for_the_person_it_is_meant_for(world: World, scene: Scene) -> None:
    world.samples.append({"person": scene.clerk.id, "label": "示例工单", "text": "工单编号：20261120000123"})
    scene.table.page.reload()
    clerk = scene.phone(scene.clerk)
    clerk.fill_sample("示例工单")
    assert clerk.field.input_value() == "工单编号：20261120000123"
    scene.phone(scene.handler).element.get_by_label("添加附件").click()
    assert scene.table.page.get_by_role("menuitem", name="示例工单").count() == 0
