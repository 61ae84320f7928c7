"""Cards as everybody reads them at each point of a ticket's life, and cards of poisonous tickets.

The expected texts lie in `golden/`. `GOLDEN=write pytest tests/chat/test_cards.py` writes them anew; read the diff.
"""

import os
from pathlib import Path

import pytest

from storage.tables import Ticket
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Shown, Stage, fits

GOLDEN = Path(__file__).parent / "golden"
READERS = {
    "registered": ("clerk",),
    "dispatched": ("clerk", "handler", "informant"),
    "accepted": ("handler", "informant"),
    "handled": ("handler",),
    "submitted": ("handler", "head"),
    "signed": ("clerk",),
    "approved": ("clerk", "handler"),
    "closed": ("clerk", "handler"),
}
CASES = [(step, who) for step, readers in READERS.items() for who in readers]
POISONS = {
    "markup": "<b>加粗</b> <a href='tg://user?id=1'>点我</a> &amp; <script>alert(1)</script>",
    "emoji": "😀🏚️👨‍👩‍👧" * 200,
    "long": "非常长" * 3334,
    "lines": "\n" * 5000 + "尾",
    "controls": "\x00\x1b[31m红\x7f\u202e反\u2066",
    "template": "{{ 7*7 }} {% raw %} {{ ''.__class__ }} {0} %s",
    "braces": "{number} {matter}",
    "stars": "*_`[x](y)~|",
}


def shown_whole(card: Shown) -> str:
    """The card with its keys; the one that stands out has a star."""
    stars = {"primary": "*"}
    lines = "\n".join(
        " | ".join(f"[{stars.get(button.style or '', '')}{button.text}]" for button in line) for line in card.buttons
    )
    return f"{card.html}\n\n{lines}\n"


@pytest.mark.parametrize(("step", "who"), CASES)
def test_a_card_reads_as_agreed(stage_at: At, step: str, who: str) -> None:
    stage = stage_at(step)
    phone = stage.phone(getattr(stage.cast, who))
    file = GOLDEN / f"{step}-{who}.txt"
    found = shown_whole(phone.card())
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("poison", sorted(POISONS))
def test_poison_in_a_ticket_breaks_no_message(stage_at: At, poison: str) -> None:
    """Whatever stands in a ticket, every message about it can be sent and shows no markup of its own."""
    stage = stage_at("handled")
    text = POISONS[poison]
    stage.write(lambda session: _poison(session.merge(playing.the_ticket(stage)), text))
    handler, clerk = stage.phone(stage.cast.handler), stage.phone(stage.cast.clerk)
    for phone in (handler, clerk):
        for said in (playing.NUMBER, "/my", "/due", f"/why {playing.NUMBER}", "/ticket 000301"):
            phone.say(said)
    handler.say("核对过了，没有新情况", reply_to=handler.card())
    handler.press("写办结报告", handler.card())
    for answer in ("属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    handler.say("021-60000000")
    handler.press("显示联系方式", handler.card())
    handler.press("先行联系", handler.answer)
    for phone in stage.phones.values():
        for message in phone.messages:
            fits(message.message)
            assert "<script" not in message.html
            assert "href" not in message.html or "&lt;a href" in message.html
            assert "\x1b" not in message.html


def test_a_lone_surrogate_never_reaches_a_card(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("楼道\ud83d堆物", reply_to=handler.card())
    assert "楼道堆物" in handler.card().text


def test_the_light_of_a_card_is_the_worst_of_its_duties(stage_at: At) -> None:
    stage = stage_at("accepted")
    assert _light(stage) == "🟢"
    stage.now = stage.now.replace(hour=2, minute=30)
    assert _light(stage) == "🟡"
    stage.now = stage.now.replace(hour=4)
    assert _light(stage) == "🔴"
    assert stage_at("closed").phone(stage.cast.handler).card().text.startswith("⚪")


def _light(stage: Stage) -> str:
    handler = stage.phone(stage.cast.handler)
    handler.say(playing.NUMBER)
    return handler.card().text[0]


def _poison(ticket: Ticket, text: str) -> None:
    ticket.title, ticket.address, ticket.content, ticket.caller = text, text, text, text
    ticket.tags, ticket.source = [text, "群体反映"], text
