"""Debian's Chromium, and what a person's hands do on the playground's page."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = "HOTLINE_REQUIRE_BROWSER"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
WAIT_MILLISECONDS = 10_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module. Not for the session: while it runs, asyncio.run fails in the main thread."""
    if not CHROMIUM.exists():
        absent = f"{CHROMIUM} is missing: apt-get install chromium fonts-wqy-microhei fonts-noto-color-emoji"
        pytest.fail(absent) if os.environ.get(REQUIRED) == "1" else pytest.skip(absent)
    from playwright.sync_api import sync_playwright  # a quarter of a second that only these tests should pay

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Table:
    """The page opened once, with a phone for each person and each group. `broken` lists what its scripts threw."""

    def __init__(self, browser: Browser, address: str, width: int = 1440, height: int = 900) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        self.page.set_default_timeout(WAIT_MILLISECONDS)
        self.broken: list[str] = []
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_selector("body[data-ready]")
        self.page.wait_for_selector("[data-connection=open]")

    def phone(self, person: int) -> Phone:
        return Phone(self.page, self.page.locator(f'[data-person="{person}"]'))

    def group(self, chat: int) -> Phone:
        return Phone(self.page, self.page.locator(f'[data-group="{chat}"]'))

    def button(self, name: str) -> Locator:
        """A button of the page around the phones, by its beginning."""
        return self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))

    def jump_to(self, moment: str) -> None:
        """Set the virtual clock; `moment` as 2026-11-23T17:00, Shanghai time."""
        field = self.page.get_by_label("日期和时间")
        field.focus()  # it turns into a field for dates
        field.fill(moment)
        self.button("跳转").click()

    def heard(self) -> AbstractContextManager[object]:
        """What is done inside has reached the server afterwards."""
        return self.page.expect_response(lambda response: response.request.method == "POST")

    def picture(self, path: Path) -> Path:
        """What is to be seen now, saved as PNG."""
        self.page.screenshot(path=path, animations="disabled")
        return path

    def close(self) -> None:
        self.page.close()


class Phone:
    """One phone and what its owner does with it."""

    def __init__(self, page: Page, element: Locator) -> None:
        self.page = page
        self.element = element
        self.field = element.get_by_label("输入消息")
        self.toast = element.locator(".toast")
        self.alert = element.get_by_role("alertdialog")

    def message(self, text: str) -> Locator:
        """The newest row that contains `text`."""
        return self.element.locator(".row", has_text=text).last

    def see(self, text: str) -> Locator:
        """Wait until such a message is there."""
        found = self.message(text)
        found.wait_for()
        return found

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def reply(self, to: str, text: str) -> None:
        """Answer the newest message that contains `to`."""
        row = self.see(to)
        row.hover()
        row.get_by_label("回复", exact=True).click()
        self.say(text)

    def press(self, label: str, under: str = "") -> None:
        """Tap the newest key whose words begin so, or the one under the newest message that contains `under`."""
        place = self.see(under) if under else self.element
        place.locator(".key", has_text=re.compile(f"^{re.escape(label)}")).last.click()

    def choose(self, row: Locator, act: str) -> None:
        """Pick 修改, 删除 and so on from the menu of a message."""
        row.click(button="right")
        self.page.get_by_role("menuitem", name=act).click()

    def attach(self, kind: str, *files: Path) -> None:
        """Stage files of a kind as the menu names it (照片, 语音, 音频, 视频, 文件); sent with the next text."""
        with self.page.expect_file_chooser() as chooser:
            self._attachment(f"{kind}…")
        chooser.value.set_files(files)
        self.element.locator(".staged li").nth(len(files) - 1).wait_for()

    def attach_sample(self, kind: str) -> None:
        """Stage a drawn 照片 or a short 录音."""
        staged = self.element.locator(".staged li")
        before = staged.count()
        self._attachment(f"示例{kind}")
        staged.nth(before).wait_for()

    def fill_sample(self, label: str) -> None:
        """Put one of the offered texts into the field."""
        self._attachment(label)

    def send(self) -> None:
        self.element.get_by_label("发送", exact=True).click()

    def open_chat(self, title: str) -> None:
        self.element.get_by_role("tab", name=title).click()

    def menu(self, act: str) -> None:
        """Pick from the phone's own menu, such as 停用机器人."""
        self.element.get_by_label("手机菜单").click()
        self.page.get_by_role("menuitem", name=act).click()

    def _attachment(self, name: str) -> None:
        self.element.get_by_label("添加附件").click()
        self.page.get_by_role("menuitem", name=name).click()
