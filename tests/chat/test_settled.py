"""Messages that stay true: a reminder whose duty is done loses its key, a card is drawn anew when an alarm speaks."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select, update

from bot.alerts import settling
from bot.alerts.judging import MOST_FAULTS, GiveUp
from bot.alerts.limits import SendRules
from bot.work import notices
from storage import outbox, tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket
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


def test_the_card_of_who_owes_it_is_drawn_anew_when_an_alarm_of_its_ticket_speaks(stage_at: At) -> None:
    stage = stage_at("dispatched")
    card, informant = stage.phone(stage.cast.handler).card(), stage.phone(stage.cast.informant).card()
    before = card.text
    tick_until(stage, stage.now + timedelta(minutes=26))
    assert "接单" in before
    assert "还剩5分钟" in card.text
    assert informant.text.startswith("🟡")
    assert "还剩15分钟" in informant.text, "others hear of the light, not of every minute"


def changes_nothing(session: Session, now: datetime) -> list[OutboxRow]:
    """The ticket's next revision, in which nothing is new; returns the redraws that wait now."""
    session.execute(update(Ticket).values(revision=Ticket.revision + 1))
    ticket = session.exec(select(Ticket).execution_options(populate_existing=True)).one()
    notices.refresh_cards(session, ticket, now)
    return tickets.waiting_rows(session, id_of(ticket), "refresh")


def test_a_card_that_would_read_the_same_is_not_sent_again(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.now += timedelta(minutes=3)
    before, waited = edits(stage), stage.write(lambda session: len(changes_nothing(session, stage.now)))
    assert edits(stage) == before
    assert stage.ended == [("refresh", "卡片没有变化")] * waited
    stage.phone(stage.cast.handler).say("已电话了解。", reply_to=stage.phone(stage.cast.handler).card())
    assert "已电话了解" in stage.phone(stage.cast.clerk).card().text


def test_who_has_nothing_to_do_with_it_any_more_is_told_so_once(stage_at: At) -> None:
    stage = stage_at("dispatched")
    card, other = stage.phone(stage.cast.handler).card(), id_of(stage.cast.other_unit)
    stage.write(lambda session: session.execute(update(Ticket).values(unit_id=other, handler_id=None)))
    for _ in range(2):
        stage.write(lambda session: changes_nothing(session, stage.now))
        assert "已转由其他部门办理" in card.text
    mine = [row for row in stage.rows(OutboxRow) if row.kind == "refresh" and row.person_id == stage.cast.handler.id]
    assert [row.state for row in mine[-2:]] == ["sent", "obsolete"]


def test_a_second_try_does_not_rely_on_what_the_first_one_showed(stage_at: At) -> None:
    stage = stage_at("accepted")

    def tried_once(session: Session) -> int:
        rows = changes_nothing(session, stage.now)
        for row in rows:
            row.attempt = 1
        return len(rows)

    before, waited = edits(stage), stage.write(tried_once)
    assert edits(stage) == before + waited


@pytest.mark.parametrize("ending", ["given up", "stranded"])
def test_after_an_edit_without_an_answer_nobody_knows_what_stands_on_the_card(stage_at: At, ending: str) -> None:
    stage = stage_at("accepted")

    def lost_on_the_way(session: Session) -> int:
        rows = changes_nothing(session, stage.now)
        for row in rows:
            claimed = outbox.claim(session, id_of(row), row.chat_id, "test", stage.now, timedelta(minutes=1))
            assert claimed is not None
            if ending == "stranded":
                claimed.faults = MOST_FAULTS
                settling.stranded(session, claimed, stage.now)
            else:
                verdict = GiveUp("多次没有得到回答", tell_desk=False)
                settling.give_up(session, claimed, verdict, stage.now, SendRules(), lambda *_: None)
        return len(rows)

    before, lost = edits(stage), stage.write(lost_on_the_way)
    stage.write(lambda session: changes_nothing(session, stage.now))
    assert edits(stage) == before + lost


def test_while_somebody_works_the_cards_of_the_others_rest(stage_at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = stage_at("accepted")
    monkeypatch.setattr("bot.work.redrawing.REST", timedelta(seconds=10))
    handler, clerk = stage.phone(stage.cast.handler), stage.phone(stage.cast.clerk)
    before = len(drawn(stage, stage.cast.clerk)), len(drawn(stage, stage.cast.handler))
    for told in ("现场有油烟。", "商户在场。", "已责令清洗。"):
        handler.say(told, reply_to=handler.card())
        assert told.strip("。") in handler.card().text
    assert "商户在场" not in clerk.card().text
    stage.pass_time(seconds=10)
    assert "已责令清洗" in clerk.card().text
    assert len(drawn(stage, stage.cast.clerk)) == before[0] + 1
    assert len(drawn(stage, stage.cast.handler)) == before[1] + 3


def test_who_acts_sees_their_card_drawn_at_once_though_it_was_resting(
    stage_at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_at("accepted")
    monkeypatch.setattr("bot.work.redrawing.REST", timedelta(seconds=10))
    handler, informant = stage.phone(stage.cast.handler), stage.phone(stage.cast.informant)
    handler.say("现场有油烟。", reply_to=handler.card())
    informant.say("来电人说晚上最重。", reply_to=informant.card())
    assert "晚上最重" in informant.card().text


def drawn(stage: Stage, person: Person) -> list[OutboxRow]:
    rows = [row for row in stage.rows(OutboxRow) if row.kind == "refresh" and row.person_id == person.id]
    return [row for row in rows if row.state == "sent"]


def test_an_alarm_redraws_a_card_once(stage_at: At) -> None:
    stage = stage_at("dispatched")
    before = edits(stage)
    tick_until(stage, stage.now + timedelta(minutes=15, seconds=30))
    spoke = {row.alarm_id for row in stage.rows(OutboxRow) if row.alarm_id}
    cards = sum(any(message.kind == "card" for message in phone.messages) for phone in stage.phones.values())
    assert 0 < edits(stage) - before <= len(spoke) * cards


def test_a_mark_that_is_behind_gives_way_to_the_next_one(stage_at: At) -> None:
    stage = stage_at("handled")
    assert "2 个工作日未办结" in stage.phone(stage.cast.handler).card().text
    stage.now += timedelta(days=5)
    stage.phone(stage.cast.handler).say("等商户回话。", reply_to=stage.phone(stage.cast.handler).card())
    text = stage.phone(stage.cast.handler).card().text
    assert "2 个工作日未办结" not in text
    assert "4 个工作日未办结" in text
