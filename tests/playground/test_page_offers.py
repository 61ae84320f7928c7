"""Inline mode on the page: the bot's name typed in a phone's field."""

from pathlib import Path

from tests.browser import chromium
from tests.playground.test_page import Scene, scene

__all__ = ["chromium", "scene"]


def test_the_bots_name_and_words_in_the_field_show_offers_and_a_choice_goes_out_via_the_bot(
    scene: Scene, tmp_path: Path
) -> None:
    phone = scene.phone(scene.handler)
    phone.open_chat("办公室工作群")
    phone.field.press_sequentially("@hotline_test_bot 面馆")
    heard = scene.hear("inline_query")
    assert (heard["query"], heard["chat_type"]) == ("面馆", "group")
    content = {"message_text": "<b>工单</b> …000301", "parse_mode": "HTML"}
    offered = [
        {"type": "article", "id": str(number), "title": f"🟢 …00030{number}", "description": "处置中",
         "input_message_content": content}
        for number in (1, 2)
    ]  # fmt: skip
    button = {"text": "打开助手", "start_parameter": "ask"}
    scene.bot.call("answerInlineQuery", inline_query_id=heard["id"], results=offered, button=button)
    offers = phone.element.locator(".offers .offer")
    offers.nth(2).wait_for()
    assert offers.first.inner_text() == "打开助手"
    scene.table.picture(tmp_path / "offers.png")
    phone.field.press("ArrowDown")
    phone.field.press("ArrowDown")
    phone.field.press("Enter")
    row = phone.see("工单 …000301")
    assert row.locator(".forwarded").inner_text() == "经由 @hotline_test_bot"
    assert scene.hear("message")["via_bot"]["is_bot"] is True
    assert phone.field.input_value() == ""
    assert offers.count() == 0
