"""/archive on the phones: who finds the archives of closed tickets, and who gets one."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.alerts.attaching import GONE, with_attachment
from bot.alerts.composition import Attached, Say
from bot.ports import Message
from bot.work import archive_asking
from storage import archives, tickets
from storage.archives import Made
from storage.rows import id_of
from storage.tables import Archive, Audit, Event, OutboxRow, Ticket
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Phone, Stage
from tests.people import STRANGER_CHAT


def made(stage: Stage, size: int = 1_200_000, missing: int = 0) -> None:
    """Everything asked for has been made."""

    def work(session: Session) -> None:
        for row in session.exec(select(Archive)):
            archives.made(session, id_of(row), Made(row.asked, "ab" * 32, size, missing), stage.now)

    stage.write(work)


def many(stage: Stage, count: int) -> None:
    """So many more closed tickets, archived one a month backwards."""

    def work(session: Session) -> None:
        (first,) = session.exec(select(Ticket))
        for place in range(count):
            values = first.model_dump(exclude={"id", "tags"}) | {"number": f"2025{place:06d}"}
            ticket = Ticket(**values)
            session.add(ticket)
            session.flush()
            archive_asking.ask(session, ticket, stage.now - timedelta(days=31 * place))

    stage.write(work)
    made(stage)


def sent_archives(phone: Phone) -> list[str]:
    return [message.text for message in phone.messages if message.kind == "archive"]


def test_closing_asks_for_the_archive_and_the_desk_finds_it_waiting_then_made(stage_at: At) -> None:
    stage = stage_at("closed")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/archive")
    assert "等材料存到本机后归档" in clerk.answer.text
    assert not [key for key in clerk.answer.keys if key.startswith("取")]
    made(stage, missing=1)
    clerk.say("/archive")
    assert NUMBER in clerk.answer.text
    assert "1.2 MB，⚠️ 缺1项" in clerk.answer.text


@pytest.mark.parametrize("who", ["clerk", "administrator"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda phone: (phone.say("/archive 11月"), phone.press("取 …000301")),
        lambda phone: phone.say(f"/archive {NUMBER}"),
        lambda phone: phone.say("/archive 000301"),
    ],
    ids=["button", "number", "end"],
)
def test_one_press_or_the_number_sends_it_and_the_story_tells_who_took_it(
    stage_at: At, who: str, ask: Callable[[Phone], object]
) -> None:
    stage = stage_at("closed")
    made(stage)
    person = getattr(stage.cast, who)
    ask(stage.phone(person))
    assert sent_archives(stage.phone(person)) == [f"{NUMBER} 归档包，SHA-256 abababababab…"]
    (taken,) = [event for event in stage.rows(Event) if event.kind == "archive_taken"]
    assert taken.person_id == person.id
    assert "archive_taken" in [row.what for row in stage.rows(Audit)]
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/story {NUMBER}")
    while "取走归档包" not in clerk.answer.text:
        clerk.press("下一页", clerk.answer)
    (row,) = stage.rows(Archive)
    assert row.state == "made"


@pytest.mark.parametrize("who", ["handler", "head", "unit_leader", "main_leader", "informant"])
def test_nobody_else_sees_or_takes_one(stage_at: At, who: str) -> None:
    stage = stage_at("closed")
    made(stage)
    phone = stage.phone(getattr(stage.cast, who))
    for words in ("/archive", f"/archive {NUMBER}", "/archive 2026-11"):
        phone.say(words)
        assert phone.answer.text.startswith("归档包由受理方和管理员查看、导出")
    assert phone.press_data(f"a:archive:{playing.the_ticket(stage).id}:1:").alert
    assert sent_archives(phone) == []


def test_a_stranger_and_another_office_learn_nothing(stage_at: At) -> None:
    stage = stage_at("closed")
    made(stage)
    stranger = stage.phone(STRANGER_CHAT)
    stranger.say(f"/archive {NUMBER}")
    assert NUMBER not in "".join(stranger.texts)

    def moved(session: Session) -> None:
        ticket = tickets.ticket(session, playing.the_ticket(stage).id or 0)
        assert ticket is not None
        ticket.office_id = "elsewhere"
        (row,) = session.exec(select(Archive))
        row.office_id = "elsewhere"
        session.add_all([ticket, row])

    stage.write(moved)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/archive {NUMBER}")
    assert clerk.answer.text.startswith("没有找到归档包")
    reply = clerk.press_data("a:archive:1:1:")
    assert reply.alert
    assert "没有找到这张工单" in reply.toast


def test_it_never_goes_to_a_group(stage_at: At) -> None:
    stage = stage_at("closed")
    made(stage)
    group = stage.in_group(stage.cast.clerk)
    stage.hear(updates.message(stage.cast.clerk.chat_id or 0, updates.GROUP, None, text="/bind"))
    group.say("/archive")
    assert group.texts[-1] == "归档包只在与我的私聊里查看，请在私聊发 /archive。"
    assert group.press_data("a:archive:1:1:").alert
    assert group.press_data("p:archive.:0").alert
    assert [row for row in stage.rows(OutboxRow) if row.kind == "archive"] == []


def test_the_list_is_turned_page_by_page_and_month_by_month(stage_at: At) -> None:
    stage = stage_at("closed")
    many(stage, 10)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/archive")
    shown = len(clerk.messages)
    assert "归档（共11份）" in clerk.answer.text
    clerk.press("下一页（1/2）", clerk.answer)
    assert "11. " in clerk.answer.text
    clerk.press("2026-10", clerk.answer)
    assert "归档 · 2026-10（共1份）" in clerk.answer.text
    clerk.press("全部月份", clerk.answer)
    assert "归档（共11份）" in clerk.answer.text
    assert len(clerk.messages) == shown
    clerk.say("/archive 2026年10月")
    assert "归档 · 2026-10（共1份）" in clerk.answer.text
    for words in ("/archive 13月", "/archive 面馆"):
        clerk.say(words)
        assert clerk.answer.text.startswith("用法：/archive")
    for data in ("p:archive.99-99:0", "p:archive.#%:0", "p:archive.x:0"):
        assert clerk.press_data(data).alert


def test_one_too_large_for_the_messenger_says_where_it_lies_and_the_command(stage_at: At) -> None:
    stage = stage_at("closed")
    made(stage, size=60_000_000)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/archive {NUMBER}")
    assert f"yichuan_road/2026-11/{NUMBER}.zip" in clerk.answer.text
    assert f"python -m bot archive --office yichuan_road --number {NUMBER} --to 文件夹" in clerk.answer.text
    assert sent_archives(clerk) == []


def test_the_file_is_read_on_the_way_out_and_its_absence_is_told(tmp_path: Path) -> None:
    say = Say(Message("归档包"), attached=Attached("a/1.zip", "1.zip"))
    gone = asyncio.run(with_attachment(tmp_path, say))
    assert (gone.message.html, gone.message.media) == (GONE, ())
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1.zip").write_bytes(b"PK")
    (media,) = asyncio.run(with_attachment(tmp_path, say)).message.media
    assert (media.kind, media.name, media.content) == ("document", "1.zip", b"PK")
    plain = replace(say, attached=None)
    assert asyncio.run(with_attachment(tmp_path, plain)) == plain
