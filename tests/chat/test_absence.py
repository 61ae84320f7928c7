"""Going away in the chat: when, who stands in, what the deputy hears, and coming back."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.chat.reading import Misread
from bot.chat.reading_days import begins, ends
from bot.reports.moments import SHANGHAI, full
from storage.tables import Audit, Deputy, Event, Person
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Stage
from tests.people import MORNING


def deputies(stage: Stage) -> list[tuple[int, int, str, str]]:
    return [(row.person_id, row.deputy_id, full(row.starts_at), full(row.ends_at)) for row in stage.rows(Deputy)]


def test_a_handler_goes_away_by_buttons_and_the_other_handler_is_suggested(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, second = stage.phone(stage.cast.handler), stage.phone(stage.cast.second_handler)
    handler.say("/away")
    handler.press("现在")
    handler.press("明天")
    assert handler.answer.keys[0] == "李四（同部门）"
    handler.press("李四")
    assert handler.answer.text == "已登记：张三自今天 09:36至明天 24:00由李四代。"
    assert [text.splitlines()[0] for text in second.texts[-2:]] == [
        "您自今天 09:36至明天 24:00代张三办理工单，张三的提醒和卡片这段时间发给您。",
        "张三现在要办的工单：",
    ]
    assert playing.NUMBER in second.last.text
    assert deputies(stage)[0][:2] == (stage.cast.handler.id, stage.cast.second_handler.id)


def test_everything_goes_in_one_command(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say("/away 明天 到11月30日 李四")
    assert handler.answer.text == "已登记：张三自明天 00:00至11月30日（周一）24:00由李四代。"
    handler.say("/away 11月28日—12月2日 李四")
    assert [row[2:] for row in deputies(stage)] == [
        ("2026-11-21 00:00", "2026-11-28 00:00"),
        ("2026-11-28 00:00", "2026-12-02 23:59"),
    ]


def test_who_stands_in_has_the_tickets_and_the_reminders(stage_at: At) -> None:
    stage = stage_at("registered")
    stage.phone(stage.cast.handler).say("/away 现在 明天 钱进")
    playing.dispatch(stage)
    other = stage.phone(stage.cast.other_handler)
    other.press("接单")
    assert playing.the_ticket(stage).state == "handling"
    accepted = next(event for event in stage.rows(Event) if event.kind == "accepted")
    assert accepted.data["for_person_id"] == stage.cast.handler.id


def test_back_ends_the_absence_and_both_hear_of_it(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, second = stage.phone(stage.cast.handler), stage.phone(stage.cast.second_handler)
    handler.say("/away 现在 明天 李四")
    stage.now += timedelta(hours=2)
    handler.say("/back")
    assert "张三的外出已结束，消息重新发给本人。" in handler.texts
    assert second.last.text == "张三回来了，您的代班到此为止。"
    assert stage.rows(Deputy)[0].ends_at <= stage.now
    handler.say("/back")
    assert handler.last.text == "张三没有登记外出，不用结束。"
    assert [audit.what for audit in stage.rows(Audit)][-2:] == ["absence_entered", "absence_ended"]


def test_the_administrator_enters_and_ends_it_for_others(stage: Stage) -> None:
    phone = stage.phone(stage.cast.administrator)
    phone.say("/away 吴刚 现在 到11月30日 张三")
    assert phone.answer.text == "已登记：吴刚自今天 09:30至11月30日（周一）24:00由张三代。"
    assert stage.phone(stage.cast.head).last.text.startswith("已为您登记外出：")
    phone.say("/back 吴刚")
    assert phone.answer.text == "吴刚的外出已结束，消息重新发给本人。"


def test_nobody_else_does_it_for_others(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say("/back 吴刚")
    refused = "替别人登记外出的只能是管理员；部门负责人可以替本部门的经办人登记。"
    assert handler.last.text == refused
    handler.forget()
    handler.say("/away 吴刚 现在 明天 李四")
    assert handler.last.text == refused
    head = stage.phone(stage.cast.head)
    head.say("/away 钱进 现在 明天 李四")
    assert head.last.text == refused
    assert stage.rows(Deputy) == []


def test_the_head_finds_somebody_where_no_handler_of_the_unit_hears_and_the_ticket_gets_on(stage_at: At) -> None:
    stage = stage_at("registered")
    stage.write(lambda session: block(session, stage))
    playing.dispatch(stage)
    head, other = stage.phone(stage.cast.head), stage.phone(stage.cast.other_handler)
    assert "发“/away 张三”可以请人代班" in head.last.text
    head.say("/away 张三 现在 后天 钱进")
    assert head.answer.text == "已登记：张三自今天 09:30至后天 24:00由钱进代。"
    assert playing.NUMBER in other.last.text
    other.say(f"/accept {playing.NUMBER}")
    assert stage.ticket(playing.NUMBER).state == "handling"
    head.say("/back 张三")
    assert head.answer.text == "张三的外出已结束，消息重新发给本人。"


def block(session: Session, stage: Stage) -> None:
    for person in (stage.cast.handler, stage.cast.second_handler):
        session.get_one(Person, person.id).reachable = False


def test_a_deputy_who_is_away_too_is_refused_and_another_can_be_named(stage: Stage) -> None:
    stage.phone(stage.cast.second_handler).say("/away 现在 后天 吴刚")
    handler = stage.phone(stage.cast.handler)
    handler.say("/away 现在 明天 李四")
    assert handler.answer.text == "这位同事在这段时间里自己也外出，不能代班，请另选一人。"
    handler.press("改代班")
    handler.press("吴刚")
    assert handler.answer.text.endswith("由吴刚代。")


def test_a_deputy_of_a_deputy_is_one_step_only_and_said_so(stage: Stage) -> None:
    stage.phone(stage.cast.handler).say("/away 现在 后天 李四")
    second = stage.phone(stage.cast.second_handler)
    second.say("/away 明天 后天 吴刚")
    assert second.answer.text.endswith("注意：李四正代张三，代班不能再转，请为张三另选一人。")


def test_days_that_are_over_are_refused_and_nothing_is_kept(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say("/away")
    handler.say("11月1日")
    assert handler.answer.text == "这个日期已经过去了，请写今天以后的日期。"
    handler.say("后天")
    handler.say("明天")
    handler.say("李四")
    assert handler.answer.text == "结束的时间要在开始之后，请核对。"
    assert stage.rows(Deputy) == []


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("明天", "2026-11-21 00:00", "2026-11-21 23:59"),
        ("11月30日", "2026-11-30 00:00", "2026-11-30 23:59"),
        ("11-30 14:00", "2026-11-30 14:00", "2026-11-30 14:00"),
        ("下周一下午3点半", "2026-11-23 15:30", "2026-11-23 15:30"),
        ("周日", "2026-11-22 00:00", "2026-11-22 23:59"),
        ("1月5日", "2027-01-05 00:00", "2027-01-05 23:59"),
        ("2027年2月1日", "2027-02-01 00:00", "2027-02-01 23:59"),
    ],
)
def test_days_are_read_as_people_type_them(said: str, start: str, end: str) -> None:
    first, last = begins(said, MORNING), ends(f"到{said}", MORNING)
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    assert (full(first), full(last)) == (start, end)


@pytest.mark.parametrize("said", ["", "不知道", "2月30日", "13月1日", "昨天", "11月1日", "周一", "明天 25:00", "5"])
def test_what_is_no_day_to_come_is_misread(said: str) -> None:
    assert isinstance(ends(said, MORNING), Misread)


def test_now_is_now() -> None:
    assert begins("现在", MORNING) == MORNING
    assert MORNING.astimezone(SHANGHAI).hour == 9
