"""Messages that stay true: a reminder whose duty is done loses its key, a card is drawn anew when an alarm speaks."""

from datetime import timedelta

from sqlmodel import select

from storage.tables import OutboxRow
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Shown, Stage
from tests.chat.ticking import tick_until


def reminder(stage: Stage) -> Shown:
    return next(message for message in reversed(stage.phone(stage.cast.handler).messages) if message.kind == "reminder")


def edits(stage: Stage) -> int:
    rows = stage.read(lambda session: session.exec(select(OutboxRow).where(OutboxRow.kind == "refresh")).all())
    return sum(row.state == "sent" for row in rows)


def test_after_the_act_the_reminder_says_so_and_has_no_key_for_it(stage_at: At) -> None:
    stage = stage_at("dispatched")
    tick_until(stage, stage.now + timedelta(minutes=26))
    told = reminder(stage)
    assert told.keys[0] == "接单"
    stage.phone(stage.cast.handler).press("接单", told)
    assert told.text == f"{NUMBER}\n楼下面馆油烟扰民\n\n已完成：接单"
    assert told.keys == ["打开工单"]


def test_the_reminder_of_the_other_handler_says_so_as_well(stage_at: At) -> None:
    stage = stage_at("dispatched")
    tick_until(stage, stage.now + timedelta(minutes=16))
    second = stage.phone(stage.cast.second_handler)
    (told,) = [message for message in second.messages if message.kind == "reminder"]
    stage.phone(stage.cast.handler).press("接单")
    assert told.text.endswith("已完成：接单")


def test_what_is_still_owed_of_a_reminder_keeps_its_key(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    keys = ("YC-T08", "YC-T09")
    rows = [
        OutboxRow(
            dedupe_key=key, office_id="yichuan_road", person_id=stage.cast.handler.id, kind="reminder", lane=1,
            ticket_id=playing.the_ticket(stage).id, payload={"key": key, "rule": key, "stage": "due"},
            created_at=stage.now, not_before=stage.now,
        )
        for key in keys
    ]  # fmt: skip
    stage.write(lambda session: session.add_all(rows))
    told = reminder(stage)
    assert told.keys[:2] == ["现场查看", "写办结报告"]
    handler.press("现场查看", told)
    handler.press("到现场看了")
    handler.press("刚才")
    assert "已完成：现场查看并拍摄照片" in told.text
    assert "办结并反馈办结报告" in told.text
    assert told.keys[0] == "写办结报告"


def test_an_act_that_settles_nothing_leaves_the_reminder_alone(stage_at: At) -> None:
    stage = stage_at("dispatched")
    tick_until(stage, stage.now + timedelta(minutes=26))
    stage.phone(stage.cast.handler).press("接单", reminder(stage))
    settled, before = reminder(stage), edits(stage)
    html = settled.html
    stage.phone(stage.cast.handler).say("已电话了解。", reply_to=stage.phone(stage.cast.handler).card())
    cards = sum(any(m.kind == "card" for m in phone.messages) for phone in stage.phones.values())
    assert edits(stage) - before <= cards
    assert settled.html == html


def test_a_card_is_drawn_anew_when_an_alarm_of_its_ticket_speaks(stage_at: At) -> None:
    stage = stage_at("dispatched")
    card, informant = stage.phone(stage.cast.handler).card(), stage.phone(stage.cast.informant).card()
    before = card.text
    tick_until(stage, stage.now + timedelta(minutes=26))
    assert "接单" in before
    assert "还剩5分钟" in card.text
    assert "还剩5分钟" in informant.text


def test_an_alarm_redraws_a_card_once(stage_at: At) -> None:
    stage = stage_at("dispatched")
    before = edits(stage)
    tick_until(stage, stage.now + timedelta(minutes=15, seconds=30))
    spoke = {row.alarm_id for row in stage.rows(OutboxRow) if row.alarm_id}
    cards = sum(any(message.kind == "card" for message in phone.messages) for phone in stage.phones.values())
    assert 0 < edits(stage) - before <= len(spoke) * cards
