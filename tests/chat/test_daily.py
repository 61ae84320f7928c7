"""What is owed every day until closed (SJ-T17): reminded of every day, days off as well, reported in the chat."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.rulebooks.load import rulebook_text
from bot.rules.workflow import State
from bot.work import planning
from bot.work.offices import OfficeEntry, open_offices
from storage.tables import AlarmRow, DutyRow, Ticket
from tests.chat import playing
from tests.chat.stage import Stage
from tests.chat.ticking import tick_until
from tests.people import MORNING, OFFICE, read_law
from tests.rules.laws import at


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Songjiang's rulebook, and a ticket that may become a disturbance (涉稳), accepted on Friday 20 November."""

    def write(session: Session) -> None:
        entry = OfficeEntry(OFFICE, "松江区民政局", rulebook_text("songjiang_civil"))
        stage.cast = replace(stage.cast, offices=open_offices(session, [entry], read_law, MORNING))

    stage.write(write)
    playing.register(stage)
    stage.write(lambda session: tag(session, stage))
    playing.dispatch(stage)
    return stage


def tag(session: Session, stage: Stage) -> None:
    ticket = session.get_one(Ticket, playing.the_ticket(stage).id)
    ticket.tags = ["涉稳"]
    planning.replan(session, stage.cast.offices, ticket, stage.now)


def reminded(stage: Stage) -> list[str]:
    """The handler's reminders of the daily report that came since the phone was cleared."""
    return [text for text in stage.phone(stage.cast.handler).texts if "每日报送处置情况" in text and "请按时" in text]


def report(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.press("反馈进展")
    handler.say(f"{stage.now:%m月%d日}已回访当事人，情绪平稳。")


def due(stage: Stage) -> datetime:
    return next(row.due_at for row in stage.rows(DutyRow) if row.key == "SJ-T17")


def test_a_reminder_comes_every_day_with_the_key_to_report_and_moves_to_the_next_day(stage: Stage) -> None:
    playing.accept(stage)
    handler = stage.phone(stage.cast.handler)
    for day in range(20, 25):
        handler.forget()
        tick_until(stage, at(f"11-{day} 15:01"))
        (text,) = reminded(stage)
        assert "还剩1小时59分钟" in text or "还剩2小时" in text, text
        assert "反馈进展" in handler.last.keys
        report(stage)
        assert due(stage) == at(f"11-{day + 1} 17:00")


def test_a_missed_day_off_is_told_on_it_and_on_every_day_after_it(stage: Stage) -> None:
    playing.accept(stage)
    handler = stage.phone(stage.cast.handler)
    report(stage)
    handler.forget()
    told_at = []
    for row in sorted(stage.rows(AlarmRow), key=lambda row: row.fire_at):
        if row.key == "SJ-T17" and row.state == "waiting" and row.fire_at < at("11-25 00:00"):
            told_at.append((row.stage, f"{row.fire_at.astimezone(at('11-20 09:00').tzinfo):%a %H:%M}"))
    assert told_at == [
        ("2h before", "Sat 15:00"),
        ("due", "Sat 17:00"),
        ("overdue", "Sun 09:00"),
        ("due", "Sun 17:00"),
        ("due", "Mon 17:00"),
        ("due", "Tue 17:00"),
    ]
    tick_until(stage, at("11-22 17:01"))
    assert "每日报送处置情况：已超时" in handler.last.text
    report(stage)
    assert due(stage) == at("11-23 17:00")


def test_before_anybody_accepted_the_reminder_offers_to_accept(stage: Stage) -> None:
    tick_until(stage, at("11-20 15:01"))
    handler = stage.phone(stage.cast.handler)
    assert reminded(stage)
    assert handler.last.keys[0] == "接单"


def test_the_reports_end_with_the_ticket(stage: Stage) -> None:
    playing.accept(stage)
    report(stage)

    def close(session: Session) -> None:
        ticket = session.get_one(Ticket, playing.the_ticket(stage).id)
        ticket.state = State.CLOSED
        planning.replan(session, stage.cast.offices, ticket, stage.now)

    stage.write(close)
    stage.phone(stage.cast.handler).forget()
    tick_until(stage, stage.now + timedelta(days=3))
    assert stage.phone(stage.cast.handler).texts == []
    assert {row.state for row in stage.rows(AlarmRow)} <= {"fired", "folded", "obsolete"}


def test_the_same_words_on_another_day_are_another_report(stage: Stage) -> None:
    playing.accept(stage)
    handler = stage.phone(stage.cast.handler)
    for day in (20, 21):
        stage.now = at(f"11-{day} 16:00")
        handler.press("反馈进展")
        handler.say("情绪平稳，没有新情况。")
        assert due(stage) == at(f"11-{day + 1} 17:00")


@pytest.mark.parametrize("said", ["涉众", "标签 涉众", "涉众 扬言"])
def test_a_tag_is_added_by_its_name_behind_the_command(stage: Stage, said: str) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/classify {playing.NUMBER} {said}")
    assert stage.ticket(playing.NUMBER).tags == ["涉稳", *said.removeprefix("标签 ").split()]
    clerk.say(f"/classify {playing.NUMBER} 涉猫")
    assert "没有看懂" in clerk.answer.text
