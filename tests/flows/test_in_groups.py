"""Groups and privacy mode over HTTP: what arrives there, what is done with it, what becomes of messages and groups."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.playground.groups import Group as PlayedGroup
from bot.playground.model import Message
from bot.work import notices
from storage.tables import Event, Evidence, Group, InboxRow, OutboxRow, Ticket
from tests.chat.playing import NUMBER
from tests.flows.played import Played
from tests.flows.test_main_path import dispatched


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in()
        yield played


@pytest.fixture
def group(office: Played) -> PlayedGroup:
    """The office's group, into which the desk has brought the bot; privacy mode is on."""
    group = office.world.group("热线工作群", [office.people[name] for name in ("林晓", "张三", "周敏")])
    office.settle()
    assert said(group)[-1].startswith("已绑定为本单位工作群。")
    return group


def said(group: PlayedGroup) -> list[str]:
    """What the bot wrote in the group."""
    return [message.text for message in group.messages.values() if message.from_bot and message.text]


def speak(office: Played, name: str, group: PlayedGroup, text: str, reply_to: Message | None = None) -> Message:
    message = office.people[name].say(text, chat=group, reply_to=reply_to)
    office.settle()
    return message


def card_in(office: Played, group: PlayedGroup) -> Message:
    """A masked card posted in the group."""

    def post(session: Session) -> None:
        ticket = session.exec(select(Ticket)).one()
        now = office.clock.now()
        session.add(
            OutboxRow(
                dedupe_key=f"group card {now}", office_id=ticket.office_id, chat_id=group.id, ticket_id=ticket.id,
                kind="card", lane=3, payload={"reason": ""}, created_at=now, not_before=now,
            )
        )  # fmt: skip

    office.database.write_now(post)
    office.advance(seconds=1)
    return next(message for message in reversed(group.messages.values()) if message.from_bot)


def notes(office: Played) -> list[str]:
    query = select(Event).where(Event.kind == "note")
    return [event.text for event in office.read(lambda session: session.exec(query).all())]


def count(office: Played, table: type[Any]) -> int:
    return len(office.read(lambda session: session.exec(select(table)).all()))


def test_commands_with_and_without_the_bots_name_and_replies_to_its_cards_are_heard_and_nothing_else(
    office: Played, group: PlayedGroup
) -> None:
    dispatched(office)
    heard = count(office, InboxRow)
    chat = speak(office, "张三", group, f"{NUMBER} 谁去看看")
    speak(office, "周敏", group, "我去", reply_to=chat)
    speak(office, "张三", group, f"/accept@other_bot {NUMBER}")
    office.people["张三"].attach_photo(b"lunch", chat=group)
    office.settle()
    assert count(office, InboxRow) == heard
    speak(office, "张三", group, f"/accept {NUMBER}")
    assert said(group)[-1] == f"{NUMBER} 已接单。"
    speak(office, "张三", group, f"/why@Hotline_Test_Bot {NUMBER}")
    card = card_in(office, group)
    assert "王" not in card.text
    assert "138" not in card.text
    speak(office, "周敏", group, "居委已经到场", reply_to=card)
    assert notes(office) == ["居委已经到场"]
    assert count(office, InboxRow) == heard + 3


def test_where_the_bot_is_an_administrator_it_hears_everything_and_still_minds_its_own_business(
    office: Played, group: PlayedGroup
) -> None:
    dispatched(office)
    group.promote_bot()
    before = len(said(group))
    speak(office, "张三", group, f"{NUMBER} 谁去看看")
    speak(office, "张三", group, f"/accept@other_bot {NUMBER}")
    office.people["张三"].attach_photo(b"lunch", chat=group)
    office.people["张三"].forward(office.card("张三"), chat=group)
    office.settle()
    assert len(said(group)) == before
    assert office.read(lambda session: session.exec(select(Ticket)).one()).state == "dispatched"
    assert (notes(office), count(office, Evidence)) == ([], 0)


def test_an_album_that_replies_to_a_card_in_a_group_is_one_act(office: Played, group: PlayedGroup) -> None:
    dispatched(office)
    speak(office, "张三", group, f"/accept {NUMBER}")
    card = card_in(office, group)
    office.people["张三"].attach_album([b"one", b"two", b"three"], caption="清理后", chat=group, reply_to=card)
    office.settle()
    office.advance(seconds=5)
    kept = office.read(lambda session: session.exec(select(Evidence)).all())
    assert len(kept) == 3
    assert len({(one.album, one.purpose) for one in kept}) == 1
    told = [text for text in [*said(group), *office.texts("张三")] if "份照片" in text]
    assert len(told) == 1
    assert "3份照片" in told[0]


def test_an_edited_reply_in_a_group_counts_as_it_reads_now(office: Played, group: PlayedGroup) -> None:
    dispatched(office)
    card = card_in(office, group)
    reply = speak(office, "张三", group, "到场3人", reply_to=card)
    office.people["张三"].edit(reply, "到场5人")
    office.settle()
    assert notes(office) == ["到场3人", "到场5人"]
    assert said(group)[-1] == f"{NUMBER} 已更正，以修改后的为准。"
    chat = speak(office, "张三", group, "中午吃什么")
    office.people["张三"].edit(chat, "晚上吃什么")
    office.settle()
    assert len(notes(office)) == 2


def test_an_unknown_group_is_left_and_told_nothing(office: Played) -> None:
    stranger = office.world.person("路人")
    group = office.world.group("陌生群", [stranger, office.people["张三"]])
    office.settle()
    office.world.wait_for(lambda: group.bot_status == "left")
    assert said(group) == []
    assert count(office, Group) == 0


def test_a_group_that_moves_goes_on_under_its_new_number(office: Played, group: PlayedGroup) -> None:
    dispatched(office)
    old = card_in(office, group)
    heir = group.migrate()
    office.settle()
    assert [one.chat_id for one in office.read(lambda session: session.exec(select(Group)).all())] == [heir.id]
    speak(office, "张三", heir, f"/accept {NUMBER}")
    assert said(heir)[-1] == f"{NUMBER} 已接单。"
    assert card_in(office, heir).id != old.id or heir.id != group.id


def test_what_waits_for_a_group_that_moved_meanwhile_arrives_in_the_new_one(office: Played, group: PlayedGroup) -> None:
    office.go_down()
    heir = group.migrate()
    now = office.clock.now()
    office.database.write_now(lambda session: notices.say(session, group.id, "本周通报", [], now))
    office.come_back()
    office.advance(seconds=2)
    assert said(heir)[-1] == "本周通报"


def test_a_card_that_its_reader_deleted_comes_anew_with_the_next_change(office: Played) -> None:
    dispatched(office)
    card = office.card("张三")
    office.people["张三"].delete(card)
    office.press("林晓", "联系来电人")
    office.press("林晓", "短信已告知")
    office.settle()
    anew = office.card("张三")
    assert anew.id != card.id
    office.people["张三"].press(anew, "接单")
    office.settle()
    assert office.read(lambda session: session.exec(select(Ticket)).one()).state == "handling"
    assert len([message for message in office.messages("张三") if "回复本条" in message.text]) == 1


def test_a_bot_thrown_out_of_its_group_says_nothing_there_and_is_let_in_again(
    office: Played, group: PlayedGroup
) -> None:
    group.kick_bot()
    office.settle()
    now = office.clock.now()
    office.database.write_now(lambda session: notices.say(session, group.id, "本周通报", [], now))
    office.advance(seconds=2)
    assert "本周通报" not in said(group)
    group.add_bot()
    office.settle()
    assert [one.active for one in office.read(lambda session: session.exec(select(Group)).all())] == [True]
