"""A ticket from the platform's text to closed, over HTTP, under Yichuan's real rules."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.reports.moments import SHANGHAI
from storage.tables import Archive, Event, Evidence, Ticket
from tests.chat.playing import NUMBER, PASTED
from tests.flows.played import Played
from tests.flows.steps import nobody_hears_anything_more


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in()
        yield played


def ticket(session: Session) -> Ticket:
    return session.exec(select(Ticket)).one()


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=SHANGHAI)


def dispatched(office: Played) -> None:
    office.say("林晓", PASTED)
    office.press("林晓", "登记")
    office.press("林晓", "派单")
    office.press("林晓", "城建办")
    office.press("林晓", "东片区")


def handled(office: Played) -> None:
    office.press("林晓", "联系来电人")
    office.press("林晓", "短信已告知")
    office.press("张三", "接单")
    office.press("周敏", "先行联系")
    office.press("周敏", "电话联系上了")
    office.press("周敏", "刚才")
    office.voice("周敏")
    office.advance(minutes=30)
    office.press("张三", "现场查看")
    office.press("张三", "到现场看了")
    office.press("张三", "刚才")
    office.photo("张三")
    office.press("张三", "发完了")
    office.say("张三", "现场核实油烟净化器未按时清洗，油烟直排属实。", reply_to=office.card("张三"))
    office.say("张三", "已责令商户清洗净化器并改道排烟，当天完成。", reply_to=office.card("张三"))
    office.advance(minutes=20)
    office.voice("张三", reply_to=office.card("张三"))


def reported(office: Played) -> None:
    for answer in ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意"):
        office.press("张三", answer)
    office.say("张三", "021-60000000")
    office.press("张三", "提交")


def signed(office: Played) -> None:
    for answer in ("阅签报告", "同意", "确认同意"):
        office.press("吴刚", answer)


def closed(office: Played) -> None:
    for answer in ("审核报告", "通过", "确认", "回访", "都做到了"):
        office.press("林晓", answer)


def test_a_ticket_goes_from_the_platforms_text_to_closed(office: Played) -> None:
    dispatched(office)
    assert "请城建办接单" in office.card("张三").text
    handled(office)
    reported(office)
    signed(office)
    closed(office)
    assert office.read(ticket).state == "closed"
    kinds = {event.kind for event in office.read(lambda session: session.exec(select(Event)).all())}
    assert {
        "received", "registered", "dispatched", "desk_contact", "accepted", "first_contact", "site_visit", "note",
        "replied", "report_submitted", "signature_given", "completed", "called_back", "closed",
    } <= kinds  # fmt: skip
    nobody_hears_anything_more(office, days=7)
    assert {"办结报告（已通过）.txt", "全过程.txt", "材料/先行联系录音1.ogg", "清单.json"} <= set(archive_sent(office))


def archive_sent(office: Played) -> list[str]:
    """What is in the bundle that the desk has sent to itself."""

    def is_made() -> bool:
        row = office.read(lambda session: session.exec(select(Archive)).one())
        return row.state == "made"

    office.say("林晓", "/archive")
    office.world.wait_for(is_made, 10)
    office.say("林晓", f"/archive {NUMBER}")
    (message,) = [one for one in office.messages("林晓") if one.media is not None and "归档包" in one.text]
    assert message.media is not None
    assert message.media.file.name == f"{NUMBER}.zip"
    with zipfile.ZipFile(io.BytesIO(message.media.file.content or b"")) as bundle:
        assert bundle.testzip() is None
        return bundle.namelist()


def test_what_people_sent_is_on_this_machine_with_its_digest(office: Played, tmp_path: Path) -> None:
    dispatched(office)
    handled(office)
    office.world.wait_for(lambda: len(office.world.journal.requests("getFile")) >= 3, 10)
    office.restart()
    kept = office.read(lambda session: session.exec(select(Evidence)).all())
    assert len(kept) == 3
    assert all(piece.path and (tmp_path / "files" / piece.path).exists() for piece in kept if piece.stored_at)


def test_reminders_come_before_and_at_each_due_moment_and_a_notice_after_it(office: Played) -> None:
    dispatched(office)
    office.go_to(at(20, "10:01"))
    told = [text for text in office.texts("张三") if "接单" in text and "请按时办理" in text]
    assert len(told) == 3, told
    assert "还剩" in told[0]
    office.go_to(at(20, "10:40"))
    assert any("已超时" in text and "接单" in text for text in office.texts("张三"))


def test_leaders_hear_after_two_and_four_working_days(office: Played) -> None:
    dispatched(office)
    office.go_to(at(24, "16:59"))
    assert not any(NUMBER in text for name in ("郑华", "冯兰", "王正") for text in office.texts(name))
    office.go_to(at(24, "17:05"))
    for leader in ("郑华", "冯兰"):
        assert [text for text in office.texts(leader) if NUMBER in text], leader
    assert not [text for text in office.texts("王正") if NUMBER in text]
    office.go_to(at(26, "17:05"))
    assert [text for text in office.texts("王正") if NUMBER in text]


def test_between_two_and_four_working_days_closing_the_ticket_stops_the_escalation(office: Played) -> None:
    dispatched(office)
    office.go_to(at(25, "10:00"))
    assert [text for text in office.texts("郑华") if NUMBER in text]
    handled(office)
    reported(office)
    signed(office)
    closed(office)
    assert office.read(ticket).state == "closed"
    office.advance(days=7)
    assert not [text for text in office.texts("王正") if NUMBER in text]


def test_after_an_outage_one_notice_says_what_was_missed_and_why(office: Played) -> None:
    dispatched(office)
    office.go_to(at(20, "09:40"))
    before = len(office.messages("张三"))
    office.go_down()
    office.clock.jump_to(at(20, "11:00"))
    office.come_back()
    new = office.texts("张三")[before:]
    assert len(new) == 1, new
    assert "停机" in new[0]
    assert "已超时" in new[0]


def test_nothing_of_a_citizen_and_no_token_is_in_the_log_or_on_a_screen(office: Played) -> None:
    dispatched(office)
    office.world.fail("5xx", method="getFile")
    office.world.fail("html502", method="editMessageText")
    office.world.fail("truncated", method="sendMessage", count=2)
    handled(office)
    reported(office)
    office.advance(days=5)
    log = office.log.getvalue()
    assert "planned" in log
    assert "WARNING" in log
    said = "\n".join(text for name in office.people for text in office.texts(name))
    for secret in ("王样英", "13800001001", "301室"):
        assert secret not in log
        assert secret not in said
    assert "invented-for-tests" not in log


def test_the_board_arrives_on_the_phone_as_a_picture(office: Played) -> None:
    dispatched(office)
    office.say("林晓", "/board")
    message = office.messages("林晓")[-1]
    assert message.media is not None
    assert message.media.kind == "photo"
    assert (message.media.file.content or b"").startswith(b"\x89PNG")
    assert message.text.startswith("宜川路街道 · 工单看板")
