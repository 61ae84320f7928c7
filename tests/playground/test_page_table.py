"""The page around the phones: the clock, the roster, the layout, faults, a broken line, and hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.playground.clock import VirtualClock
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.browser import Table
from tests.playground.conftest import TOKEN, Raw

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CAST = [
    ("周敏", "街道城运中心 值班员"),
    ("陈志强", "处置部门 经办人"),
    ("吴晓燕", "片区信息员"),
    ("郑国平", "部门负责人"),
    ("林海", "部门分管领导"),
    ("何丽", "属地分管领导"),
    ("沈建国", "主要领导"),
]
MORNING = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
ALARM = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
CARD = """🟡 <b>工单 20261120000123</b>　投诉 · 普通
<b>小区垃圾桶满溢，异味扰民</b>
地点：试验新村 3 号楼旁垃圾厢房
来电人：王**（138****0001）

<b>先行联系</b>　今日 17:00 前　还有 7 小时 48 分
<i>二（四）1　上午接单，当日 17 时前</i>
<b>现场查看</b>　11月23日 周一 17:00 前
<b>办结</b>　11月27日 周五 23:59 前
<blockquote>11月21—22日为周六、周日，不计</blockquote>
经办：陈志强　信息员：吴晓燕"""
KEYS = [
    [("已联系上", "success"), ("未联系上", None)],
    [("现场已查看", "primary"), ("添加备注", None)],
    [("申请退单", "danger"), ("看全部时限", None)],
]


@pytest.fixture
def world() -> World:
    world = World(VirtualClock(MORNING, frozen=True), short_poll_penalty=False, flood="relaxed")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    return world


@pytest.fixture
def playground(world: World) -> Iterator[Playground]:
    def next_alarm() -> datetime | None:
        return ALARM if world.clock.now() < ALARM else None

    with Playground(world, next_alarm=next_alarm) as running:
        yield running


@pytest.fixture
def table(world: World, playground: Playground, chromium: Browser) -> Iterator[Table]:
    for name, title in CAST:
        world.person(name, title).start()
    world.group("办公室工作群", list(world.people.values()))
    table = Table(chromium, playground.address)
    yield table
    assert table.broken == []
    table.close()


def test_the_clock_jumps_by_buttons_to_a_given_time_and_to_the_next_alarm(table: Table, world: World) -> None:
    page = table.page
    page.get_by_text("2026年11月20日 周五 上海时间").wait_for()
    shown = page.locator("[data-clock]")
    assert shown.inner_text() == "09:12:00"
    table.button("+10 分钟").click()
    page.get_by_text("09:22:00").wait_for()
    table.button("+1 小时").click()
    page.get_by_text("10:22:00").wait_for()
    alarm = table.button("跳到下一个提醒")
    assert "11月20日 周五 16:30 · 还有 6 小时 8 分" in alarm.inner_text().replace("\n", " ")
    alarm.click()
    page.get_by_text("16:30:00").wait_for()
    page.get_by_text("暂无提醒").wait_for()
    assert alarm.is_disabled()
    table.button("到明天 9:00").click()
    page.get_by_text("2026年11月21日 周六").wait_for()
    assert world.clock.now() == MORNING.replace(day=21, hour=1, minute=0)
    table.jump_to("2026-11-23T17:00")
    page.get_by_text("2026年11月23日 周一").wait_for()
    assert world.clock.now() == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_time_in_the_past_is_refused_in_one_sentence(table: Table, world: World) -> None:
    table.jump_to("2026-11-19T17:00")
    assert table.page.get_by_role("alert").inner_text() == "时钟只能往前拨。"
    assert world.clock.now() == MORNING


def test_eight_phones_stand_side_by_side_and_long_cards_fit(
    table: Table, world: World, raw: Raw, tmp_path: Path
) -> None:
    keyboard = [
        [{"text": text, "callback_data": text, **({"style": style} if style else {})} for text, style in row]
        for row in KEYS
    ]
    for person in world.people.values():
        raw.call(
            "sendMessage", chat_id=person.id, text=CARD, parse_mode="HTML", reply_markup={"inline_keyboard": keyboard}
        )
    phones = table.page.locator(".phone")
    assert phones.count() == 8
    handler = table.phone(next(iter(world.people)))
    handler.see("20261120000123").locator(".key").nth(5).wait_for()
    for width, height in [(1440, 900), (1024, 768), (3840, 2160)]:
        table.page.set_viewport_size({"width": width, "height": height})
        table.picture(tmp_path / f"table-{width}.png")
        fits = table.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert fits, f"the page itself scrolls sideways at {width}"
        box = phones.first.bounding_box()
        assert box is not None
        assert box["width"] >= 320
        assert box["y"] + box["height"] <= height
        send = handler.element.get_by_label("发送", exact=True).bounding_box()
        assert send is not None
        assert send["x"] + send["width"] <= box["x"] + box["width"]
        assert all(
            key.evaluate("key => key.scrollWidth <= key.clientWidth") for key in handler.element.locator(".key").all()
        )


def test_a_phone_can_be_put_away_brought_back_and_looked_at_alone(table: Table) -> None:
    page = table.page
    page.locator(".chip", has_text="沈建国").hover()
    page.get_by_role("button", name="收起沈建国的手机").click()
    phone = page.get_by_label("沈建国（主要领导）")
    phone.wait_for(state="hidden")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert not phone.is_visible()
    page.get_by_role("button", name="显示沈建国的手机").first.click()
    phone.wait_for()
    phone.get_by_role("button", name="沈建国").click()
    assert page.locator(".phone:visible").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".phone:visible").count() == 8


def test_everything_can_be_done_from_the_keyboard(table: Table, world: World, raw: Raw) -> None:
    raw.call(
        "setMyCommands",
        commands=[{"command": "today", "description": "今日待办"}, {"command": "new", "description": "登记"}],
    )
    handler = list(world.people.values())[1]
    phone = table.phone(handler.id)
    table.page.keyboard.press("Alt+2")
    phone.element.get_by_label("命令", exact=True).wait_for()
    table.page.keyboard.type("/t")
    phone.element.get_by_role("option", name="/today").wait_for()
    table.page.keyboard.press("ArrowDown")
    table.page.keyboard.press("Enter")
    phone.see("/today")
    table.page.keyboard.type("马上办")
    table.page.keyboard.press("Enter")
    phone.see("马上办")
    table.page.keyboard.press("ArrowUp")
    assert phone.field.input_value() == "马上办"
    table.page.keyboard.press("Escape")
    assert phone.field.input_value() == ""


def test_what_happens_while_the_line_is_broken_is_shown_afterwards_toasts_included(
    table: Table, world: World, playground: Playground
) -> None:
    person = next(iter(world.people.values()))
    phone = table.phone(person.id)
    playground.unplug()
    table.page.get_by_text("连接断了").wait_for()
    person.say("断线时说的话")
    with world.changing():
        world.announce("answer", person=person.id, chat=person.id, text="断线时的应答", alert=False)
    playground.plug_in()
    phone.see("断线时说的话")
    phone.toast.filter(has_text="断线时的应答").wait_for()
    table.page.get_by_text("已连接").wait_for()
    assert phone.element.locator(".row", has_text="断线时说的话").count() == 1


def test_a_reader_who_scrolled_up_stays_there_and_sees_how_much_is_new(table: Table, world: World, raw: Raw) -> None:
    person = next(iter(world.people.values()))
    phone = table.phone(person.id)
    for number in range(40):
        raw.call("sendMessage", chat_id=person.id, text=f"第 {number} 条")
    phone.see("第 39 条")
    scroller = phone.element.locator(".scroller")
    assert scroller.evaluate("each => each.scrollHeight - each.scrollTop - each.clientHeight") < 2
    scroller.evaluate("each => { each.scrollTop = 0; }")
    down = phone.element.get_by_label("到最新消息")
    down.wait_for()
    raw.call("sendMessage", chat_id=person.id, text="新的消息")
    phone.see("新的消息")
    assert scroller.evaluate("each => each.scrollTop") == 0
    assert down.locator(".badge").inner_text() == "1"
    down.click()
    down.wait_for(state="hidden")
    assert scroller.evaluate("each => each.scrollHeight - each.scrollTop - each.clientHeight") < 2


def test_a_fault_ordered_in_the_drawer_hits_the_bot_once(table: Table, world: World, raw: Raw) -> None:
    person = next(iter(world.people.values()))
    table.button("故障").click()
    drawer = table.page.get_by_label("故障演练")
    drawer.get_by_label("哪种请求").select_option("sendMessage")
    drawer.get_by_label("哪个会话").select_option(str(person.id))
    drawer.get_by_role("button", name="制造故障").click()
    drawer.get_by_text("已安排 1 次").wait_for()
    status, _ = raw.refusal("sendMessage", chat_id=person.id, text="您好")
    assert status == 429
    raw.call("sendMessage", chat_id=person.id, text="您好")


def test_people_and_groups_can_be_added_at_the_table(table: Table, world: World) -> None:
    table.button("添加人员").click()
    dialog = table.page.get_by_role("dialog")
    dialog.get_by_label("姓名").fill("新来的")
    dialog.get_by_label("岗位").fill("片区信息员")
    dialog.get_by_role("button", name="确定").click()
    table.page.get_by_label("新来的（片区信息员）").wait_for()
    table.button("建群").click()
    dialog.get_by_label("群名").fill("片区群")
    dialog.get_by_label("新来的").check()
    dialog.get_by_role("button", name="确定").click()
    table.page.get_by_label("片区群（群聊 · 1 人）").wait_for()
    assert [group.title for group in world.groups.values()] == ["办公室工作群", "片区群"]


def test_html_that_telegram_does_not_know_is_taken_apart_before_it_is_shown(table: Table) -> None:
    shown = table.page.evaluate(
        """async () => {
            const { richText } = await import("/page/rich_text.js");
            const holder = document.createElement("div");
            holder.append(...richText(
                '<b onclick="x()">粗</b><img src=x onerror="window.hit=1"><script>window.hit=1</script>'
                + '<a href="javascript:x()">链接</a><blockquote>甲</blockquote><blockquote><b>乙</b></blockquote>',
                { openLink: () => false, sendCommand: () => {}, now: () => 0 }));
            return [holder.innerHTML, String(window.hit)];
        }"""
    )
    assert shown == ["<b>粗</b><span>链接</span><blockquote>甲<b>乙</b></blockquote>", "undefined"]


def test_the_moment_of_a_deadline_is_shown_in_shanghai_time(table: Table, world: World, raw: Raw) -> None:
    person = next(iter(world.people.values()))
    due = int((MORNING + timedelta(hours=7, minutes=48)).timestamp())
    raw.call(
        "sendMessage",
        chat_id=person.id,
        parse_mode="HTML",
        text=f'先行联系 <tg-time unix="{due}" format="wt">17:00</tg-time> 前',
    )
    moment = table.phone(person.id).see("先行联系").locator("time.moment")
    assert moment.inner_text() == "周五 17:00"
    assert moment.get_attribute("title") == "11月20日 周五 17:00（上海时间）"
