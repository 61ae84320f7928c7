"""The whole path played by mouse and keyboard in a real browser, as a newcomer would; leaves the README's pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.tables import Ticket
from tests.browser import Phone, Table
from tests.chat.playing import NUMBER, PASTED
from tests.flows.played import Played

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = "HOTLINE_PICTURES"
"""Where the pictures go when somebody wants them: `make pictures` names docs/pictures."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in("林晓", "张三", "周敏", "吴刚", "郑华", "冯兰", "王正")
        yield played


@pytest.fixture
def table(office: Played, chromium: Browser) -> Iterator[Table]:
    table = Table(chromium, office.playground.address, 1920, 1080)
    yield table
    table.close()


def picture(table: Table, name: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get(PICTURES) or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    assert table.picture(folder / f"{name}.png").stat().st_size > 10_000


def test_a_newcomer_plays_a_ticket_from_pasted_text_to_closed(office: Played, table: Table, tmp_path: Path) -> None:
    def phone(name: str) -> Phone:
        return table.phone(office.people[name].id)

    def press(name: str, *labels: str) -> None:
        for label in labels:
            with table.heard():
                phone(name).press(label)
            office.settle()

    with table.heard():
        phone("林晓").say(PASTED)
    office.settle()
    press("林晓", "登记", "城建办", "东片区")
    press("张三", "接单")
    press("林晓", "联系来电人", "电话已告知")
    press("周敏", "先行联系", "电话联系上了", "刚才")
    phone("周敏").attach_sample("录音")
    with table.heard():
        phone("周敏").send()
    office.settle()
    table.button("跳到下一个提醒").click()
    office.settle()
    press("张三", "现场查看", "到现场看了", "刚才")
    phone("张三").attach_sample("照片")
    with table.heard():
        phone("张三").send()
    office.settle()
    phone("张三").reply("回复本条", "现场核实油烟净化器未按时清洗，油烟直排属实。")
    office.settle()
    phone("张三").say(f"/note {NUMBER} 已责令商户清洗净化器并改道排烟，当天完成。")
    office.settle()
    picture(table, "demo", tmp_path)
    press("张三", "写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意")
    phone("张三").say("021-60000000")
    office.settle()
    picture(table, "report", tmp_path)
    phone("张三").attach_sample("录音")
    with table.heard():
        phone("张三").send()
    office.settle()
    press("张三", "再检查一遍")
    press("张三", "提交")
    press("吴刚", "阅签报告", "同意", "确认同意")
    press("林晓", "审核报告", "通过并上报", "确认", "回访", "都做到了")
    assert office.read(lambda session: session.get(Ticket, 1)).state == "closed"
    phone("林晓").see("回访完成，工单已办结。")
    picture(table, "closed", tmp_path)
    assert table.broken == []


def test_leaders_read_their_digest_on_the_page(office: Played, table: Table, tmp_path: Path) -> None:
    clerk = table.phone(office.people["林晓"].id)
    clerk.say(PASTED)
    office.settle()
    for label in ("登记", "城建办", "东片区"):
        clerk.press(label)
        office.settle()
    table.jump_to("2026-11-24T17:00")
    office.settle()
    table.button("+10 分钟").click()
    office.settle()
    table.phone(office.people["郑华"].id).see("2 个工作日未办结")
    table.phone(office.people["冯兰"].id).see("2 个工作日未办结")
    picture(table, "escalation", tmp_path)
