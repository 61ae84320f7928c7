"""Finding a ticket from any chat, and passing messages on, with the real application over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.playground.groups import Group as PlayedGroup
from bot.playground.model import Query
from storage.tables import Event, Evidence, InboxRow, Ticket
from tests.chat.playing import NUMBER, PASTED
from tests.flows.played import Played
from tests.flows.test_main_path import dispatched


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in()
        yield played


def ask(office: Played, name: str, words: str = "", chat: PlayedGroup | None = None) -> Query:
    person = office.people.get(name) or office.world.person(name)
    query = person.ask(words, chat)
    office.world.wait_for(lambda: query.answered)
    return query


def kept(office: Played, kind: str) -> list[tuple[str, Any, Any]]:
    events = office.read(lambda session: session.exec(select(Event).where(Event.kind == kind)).all())
    return [(event.text, event.data.get("forwarded"), event.data.get("author")) for event in events]


def test_a_handler_puts_a_ticket_into_a_strange_group_and_nothing_of_the_citizen_goes_with_it(office: Played) -> None:
    dispatched(office)
    neighbours = office.world.person("居委干部")
    group = office.world.group("居委联络群", [neighbours, office.people["张三"]])
    office.world.wait_for(lambda: group.bot_status == "left")
    query = ask(office, "张三", "面馆", group)
    (result,) = query.results
    assert result["description"].startswith("已派单") or "接单" in result["description"]
    posted = office.people["张三"].choose(query, result["id"], chat=group)
    assert NUMBER in posted.text
    for secret in ("王", "138", "301室", "118弄2号", "油烟直排"):
        assert secret not in posted.text, secret
    office.settle()
    heard = office.read(lambda session: session.exec(select(InboxRow.raw)).all())
    assert not [raw for raw in heard if "inline_query" in raw]
    assert "面馆" not in office.log.getvalue()


def test_without_words_it_is_what_is_in_hand_and_strangers_find_the_way_to_the_private_chat(office: Played) -> None:
    dispatched(office)
    assert len(ask(office, "张三").results) == 1
    stranger = ask(office, "路人", NUMBER)
    assert stranger.results == []
    assert stranger.button is not None
    person = next(one for one in office.world.people.values() if one.name == "路人")
    person.start(stranger.button["start_parameter"])
    office.settle()
    said = [message.text for message in person.visible(person.chat) if message.from_bot]
    assert said == ["这里只为已登记的工作人员服务。请向本单位管理员索取邀请链接。"]


def test_a_choice_in_the_private_chat_opens_the_card(office: Played) -> None:
    dispatched(office)
    query = ask(office, "张三", NUMBER[-6:])
    before = len(office.messages("张三"))
    office.people["张三"].choose(query, query.results[0]["id"])
    office.settle()
    (card,) = office.messages("张三")[before:]
    assert "接单" in card.labels


def test_a_colleagues_words_and_picture_are_passed_on_into_the_ticket(office: Played) -> None:
    dispatched(office)
    office.press("张三", "接单")
    zhang, zhou = office.people["张三"], office.people["周敏"]
    group = office.world.group("同事闲聊群", [zhou, zhang])
    office.world.wait_for(lambda: group.bot_status == "left")
    zhang.forward(zhou.say(f"{NUMBER} 居民说晚上七点后油烟最重", chat=group))
    office.settle()
    assert kept(office, "note") == [(f"{NUMBER} 居民说晚上七点后油烟最重", True, "周敏")]
    zhang.forward(zhou.attach_photo(b"smoke", chat=group, caption="七点拍的"))
    office.settle()
    office.press("张三", f"…{NUMBER[-6:]}")
    assert kept(office, "evidence") == [("七点拍的", True, "周敏")]
    zhou.hidden = True
    zhang.forward(zhou.say(f"{NUMBER} 再补充一句", chat=group))
    office.settle()
    assert kept(office, "note")[-1] == (f"{NUMBER} 再补充一句", True, None)
    assert len(office.read(lambda session: session.exec(select(Evidence)).all())) == 1


def test_the_platforms_text_and_the_bots_own_card_are_passed_on(office: Played) -> None:
    clerk, outsider = office.people["林晓"], office.world.person("区平台值班员")
    group = office.world.group("区平台派单群", [outsider, clerk])
    office.world.wait_for(lambda: group.bot_status == "left")
    clerk.forward(outsider.say(PASTED, chat=group))
    office.settle()
    office.press("林晓", "登记")
    assert office.read(lambda session: session.exec(select(Ticket)).one()).number == NUMBER
    office.press("林晓", "城建办")
    office.press("林晓", "东片区")
    before = len(office.messages("张三"))
    office.people["张三"].forward(office.card("张三"))
    office.settle()
    (again,) = office.messages("张三")[before:]
    assert "接单" in again.labels
    assert kept(office, "note") == []
