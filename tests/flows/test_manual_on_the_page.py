"""What the staff manual shows, played in a real browser; `make pictures` keeps each phone as a picture."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session

from storage.staff import unit_by_name
from tests.browser import Phone, Table
from tests.chat.playing import NUMBER, PASTED
from tests.flows.played import Played
from tests.flows.test_on_the_page import PICTURES
from tests.people import OFFICE
from tests.source_tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MANUAL = ROOT / "docs" / "手册.md"
CHARTS = {f"chart-{code}.png" for code in ("volume", "lights", "rates", "matters", "hours")}
OTHERS = {"report.png", "form-songjiang-civil-signing-sheet-1.png", *CHARTS}
"""Pictures in the manual that another walk takes, or that a form or a chart is drawn as."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in("林晓", "张三", "周敏", "吴刚", "郑华", "冯兰", "王正")
        played.database.write_now(_give_duties)
        yield played


def _give_duties(session: Session) -> None:
    unit = unit_by_name(session, OFFICE, "城建办")
    assert unit is not None
    unit.duties = "油烟 噪音 违章搭建 占道"


@pytest.fixture
def table(office: Played, chromium: Browser) -> Iterator[Table]:
    table = Table(chromium, office.playground.address, 1920, 1080)
    yield table
    table.close()


class Walk:
    """Somebody walks through the manual and takes its pictures."""

    def __init__(self, office: Played, table: Table, folder: Path) -> None:
        self.office, self.table, self.folder = office, table, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.taken: set[str] = set()

    def phone(self, name: str) -> Phone:
        return self.table.phone(self.office.people[name].id)

    def press(self, name: str, *labels: str) -> None:
        for label in labels:
            with self.table.heard():
                self.phone(name).press(label)
            self.office.settle()

    def say(self, name: str, text: str) -> None:
        with self.table.heard():
            self.phone(name).say(text)
        self.office.settle()

    def sample(self, name: str, kind: str) -> None:
        self.phone(name).attach_sample(kind)
        with self.table.heard():
            self.phone(name).send()
        self.office.settle()

    def picture(self, name: str, who: str, seen: str) -> None:
        """The phone of `who` once `seen` is on it."""
        self.phone(who).see(seen)
        self.phone(who).toast.wait_for(state="hidden")
        path = self.folder / f"{name}.png"
        self.phone(who).element.screenshot(path=path, animations="disabled")
        assert path.stat().st_size > 10_000
        self.taken.add(path.name)


def test_the_manual_shows_what_happens_on_the_phones(office: Played, table: Table, tmp_path: Path) -> None:
    walk = Walk(office, table, Path(os.environ.get(PICTURES) or tmp_path))
    walk.say("林晓", PASTED)
    walk.picture("manual-intake", "林晓", "楼下面馆油烟扰民")
    walk.press("林晓", "登记", "派单")
    walk.picture("manual-dispatch", "林晓", "派给哪个部门")
    walk.press("林晓", "城建办（建议）", "东片区")
    walk.picture("manual-card", "张三", "请城建办接单")
    walk.press("张三", "申请退单")
    walk.phone("张三").see("请写明理由")
    walk.say("张三", "油烟扰民由市场监管所处置，本部门没有执法权")
    walk.picture("manual-return", "张三", "还缺")
    walk.say("张三", "/cancel")
    walk.press("张三", "删掉草稿")
    _handle(walk)
    walk.press("吴刚", "阅签报告")
    walk.picture("manual-sign", "吴刚", "同意这份报告吗")
    walk.say("林晓", "/all")
    walk.picture("manual-all", "林晓", "全部")
    walk.say("林晓", f"/story {NUMBER}")
    walk.picture("manual-story", "林晓", "接单")
    walk.say("林晓", "/handover")
    walk.picture("manual-handover", "林晓", "交接")
    walk.say("林晓", "/board")
    walk.phone("林晓").element.locator(".row img, .row .photo").last.wait_for()
    walk.picture("manual-board", "林晓", "宜川路街道")
    assert table.broken == []
    wanted = set(re.findall(r"\(pictures/([^)]+)\)", MANUAL.read_text(encoding="utf-8")))
    assert wanted - OTHERS == walk.taken


def _handle(walk: Walk) -> None:
    """From acceptance to the report handed in."""
    walk.press("张三", "接单")
    walk.press("周敏", "先行联系", "电话联系上了", "刚才")
    walk.sample("周敏", "录音")
    walk.press("张三", "现场查看", "到现场看了", "刚才")
    walk.sample("张三", "照片")
    walk.press("张三", "发完了")
    walk.say("张三", f"/note {NUMBER} 现场核实油烟净化器未按时清洗，油烟直排属实。")
    walk.say("张三", f"/note {NUMBER} 已责令商户清洗净化器并改道排烟，当天完成。")
    walk.say("张三", f"/reply {NUMBER} 电话答复了 刚才")
    walk.sample("张三", "录音")
    walk.press("张三", "写办结报告", "属实", "诉求合理", "实际解决", "满意")
    walk.say("张三", "021-60000000")
    walk.phone("张三").see("核对无误后点")
    walk.press("张三", "提交")
    walk.phone("张三").see("办结报告已提交")
