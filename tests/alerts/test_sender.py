"""The sender's own promises, each over a recording messenger."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.alerts.limits import Pace, SendRules
from bot.ports import PermanentFailure, Refusal, TemporaryFailure, UnknownOutcome
from storage.database import Database
from storage.tables import Person, Posted
from tests.alerts.rig import Rig
from tests.storage.staff import MORNING, open_ticket


@pytest.fixture
def rig(sqlite: Database) -> Rig:
    return Rig(sqlite)


@pytest.fixture
def rig_on_both(database: Database) -> Rig:
    """For what depends on the database: once on SQLite, once on PostgreSQL."""
    return Rig(database)


def _refused(refusal: Refusal, **more: Any) -> PermanentFailure:
    return PermanentFailure(refusal, f"Bad Request: {refusal}", **more)


def test_what_waits_is_sent_once_and_remembered_as_sent(rig_on_both: Rig) -> None:
    rig = rig_on_both
    zhang = rig.hire("张三", 101)
    row_id = rig.add("新工单", zhang)

    rig.play_once()

    row = rig.row(row_id)
    assert [(chat, message.html) for chat, message in rig.messenger.sent] == [(101, "新工单")]
    assert (row.state, row.message_id, row.attempt, row.ended_at) == ("sent", 1, 1, MORNING)
    assert rig.outcomes(row_id) == ["sent"]


def test_a_row_of_the_future_leaves_at_its_moment(rig: Rig) -> None:
    rig.add("later", chat_id=-7, not_before=MORNING + timedelta(minutes=5))

    async def scenario() -> None:
        await rig.later(minutes=4, seconds=59)
        assert rig.messenger.texts == []
        await rig.later(seconds=1)
        assert rig.messenger.texts == ["later"]

    rig.play(scenario)


def test_one_chat_hears_the_urgent_first_and_then_in_order(rig: Rig) -> None:
    for key, lane in (("routine 1", 3), ("routine 2", 3), ("urgent", 0), ("digest", 4)):
        rig.add(key, chat_id=-7, lane=lane)

    rig.play_once()

    assert rig.messenger.texts == ["urgent", "routine 1", "routine 2", "digest"]


def test_eight_chats_are_served_at_once_but_never_one_chat_twice(rig_on_both: Rig) -> None:
    rig = rig_on_both
    for chat_id in range(1, 13):
        rig.add(f"a{chat_id}", chat_id=chat_id)
        rig.add(f"b{chat_id}", chat_id=chat_id)
    rig.messenger.gate.clear()

    async def scenario() -> None:
        await rig.until(lambda: len(rig.messenger.asked) == 8)
        await asyncio.sleep(0.02)
        assert len(rig.messenger.asked) == 8
        rig.messenger.gate.set()
        await rig.settled()

    rig.play(scenario)

    assert len(rig.messenger.sent) == 24
    assert (rig.messenger.at_once, rig.messenger.at_once_per_chat) == (8, 1)


def test_nothing_is_asked_of_the_messenger_before_the_claim_is_on_disk(rig_on_both: Rig) -> None:
    rig = rig_on_both
    row_id = rig.add("claimed", chat_id=-7)
    rig.messenger.gate.clear()

    async def scenario() -> None:
        await asyncio.wait_for(rig.messenger.arrived.wait(), 5)
        on_wire = rig.row(row_id)
        assert (on_wire.state, on_wire.boot_id, on_wire.claim_no, on_wire.claimed_chat) == (
            "sending", "this run", 1, -7,
        )  # fmt: skip
        rig.messenger.gate.set()
        await rig.settled()

    rig.play(scenario)


def test_what_is_no_longer_worth_saying_ends_with_its_reason_and_costs_no_message(rig: Rig) -> None:
    over = rig.add("over", chat_id=-7, payload={"over": "工单已了结"})
    late = rig.add("late", chat_id=-7, useless_after=MORNING)

    rig.play_once()

    assert [(rig.row(one).state, rig.row(one).reason) for one in (over, late)] == [
        ("obsolete", "工单已了结"),
        ("obsolete", "已过时"),
    ]
    assert rig.messenger.asked == []


def test_a_message_about_a_ticket_is_remembered_for_replies(rig_on_both: Rig) -> None:
    rig = rig_on_both
    zhang, ticket = rig.hire("张三", 101), rig.database.write_now(open_ticket)
    rig.add("新工单", zhang, ticket_id=ticket, kind="card")
    rig.add("你好", zhang)

    rig.play_once()

    (posted,) = rig.database.read_now(lambda session: session.exec(select(Posted)).all())
    assert (posted.chat_id, posted.message_id, posted.ticket_id, posted.person_id, posted.kind) == (
        101, 1, ticket, zhang, "card",
    )  # fmt: skip


def test_a_card_that_is_gone_is_sent_anew_and_remembered_in_its_place(rig: Rig) -> None:
    zhang, ticket = rig.hire("张三", 101), rig.database.write_now(open_ticket)
    card = rig.add("新工单", zhang, ticket_id=ticket, kind="card")
    rig.play_once()
    (old,) = rig.database.read_now(lambda session: session.exec(select(Posted)).all())
    redraw = {"posted_id": old.id, "message_id": old.message_id, "html": "卡片"}
    rig.add("refresh", zhang, chat_id=101, ticket_id=ticket, kind="refresh", payload=redraw)
    rig.messenger.script[101] = [_refused(Refusal.MESSAGE_GONE)]

    rig.sender = rig.new_sender()
    rig.play_once()

    (new,) = rig.database.read_now(lambda session: session.exec(select(Posted)).all())
    assert rig.messenger.texts == ["新工单", "卡片"]
    assert rig.row(card).message_id == old.message_id
    assert (new.message_id, new.kind) == (2, "card")
    assert old.outbox_id == new.outbox_id == card


def test_a_refused_connection_spends_no_attempt_and_is_tried_by_one_message_at_a_time(rig: Rig) -> None:
    rows = [rig.add(f"{chat}", chat_id=chat) for chat in (1, 2, 3)]
    for chat in (1, 2, 3):
        rig.messenger.script[chat] = [TemporaryFailure("ConnectError")] * 9

    async def scenario() -> None:
        await rig.until(lambda: rig.messenger.asked and not rig.sender.under_way)
        for _ in range(4):
            asked = len(rig.messenger.asked)
            rig.clock.advance(15)
            rig.sender.wake()
            await rig.until(lambda asked=asked: len(rig.messenger.asked) > asked and not rig.sender.under_way)
            assert len(rig.messenger.asked) == asked + 1
        rig.messenger.script.clear()
        await rig.later(seconds=15)

    rig.play(scenario)

    assert sorted(rig.messenger.texts) == ["1", "2", "3"]
    assert [rig.row(row).attempt for row in rows] == [1, 1, 1]


def test_one_chat_told_to_wait_waits_alone_and_exactly_that_long(rig: Rig) -> None:
    rig.messenger.script[1] = [TemporaryFailure("too many requests", 30)]
    rig.add("slow", chat_id=1)
    rig.add("other", chat_id=2)

    async def scenario() -> None:
        await rig.settled()
        await rig.later(seconds=29)
        assert rig.messenger.texts == ["other"]
        await rig.later(seconds=1)
        assert rig.messenger.texts == ["other", "slow"]

    rig.play(scenario)


def test_an_unanswered_message_is_sent_once_more_after_twenty_seconds_and_marked(rig_on_both: Rig) -> None:
    rig = rig_on_both
    rig.messenger.script[-7] = [UnknownOutcome("ReadTimeout")]
    row_id = rig.add("提醒", chat_id=-7, kind="reminder")

    async def scenario() -> None:
        await rig.settled()
        await rig.later(seconds=19)
        assert len(rig.messenger.asked) == 1
        await rig.later(seconds=1)

    rig.play(scenario)

    assert rig.messenger.texts == ["〔补发〕提醒"]
    assert (rig.row(row_id).state, rig.row(row_id).unknown_count, rig.outcomes(row_id)) == (
        "sent", 1, ["unknown", "sent"],
    )  # fmt: skip


def test_after_a_second_silence_the_next_person_is_told_and_the_desk_knows(rig: Rig) -> None:
    zhang, li = rig.hire("张三", 101), rig.hire("李四", 102)
    rig.hire("林晓", 103, "desk")
    rig.next_receiver = lambda session, row, now: session.get(Person, li)
    rig.messenger.script[101] = [UnknownOutcome("ReadTimeout"), UnknownOutcome("ReadTimeout")]
    row_id = rig.add("提醒", zhang, kind="reminder")

    async def scenario() -> None:
        await rig.settled()
        await rig.later(seconds=20)

    rig.play(scenario)

    row = rig.row(row_id)
    assert (row.state, row.given_to, row.reason) == ("undeliverable", li, "两次都没有得到回答，可能已送达")
    heard = {chat: message.html for chat, message in rig.messenger.sent}
    assert heard[102] == "提醒"
    assert "给 「张三」 的一条消息没有送到" in heard[103]
    assert "已改发给「李四」" in heard[103]
    assert len([chat for _, chat in rig.messenger.asked if chat == 101]) == 2


def test_contact_data_that_may_have_arrived_is_never_sent_again(rig: Rig) -> None:
    rig.messenger.script[-7] = [UnknownOutcome("ReadTimeout")]
    row_id = rig.add("13800000001", chat_id=-7, kind="contact")

    async def scenario() -> None:
        await rig.settled()
        await rig.later(minutes=10)

    rig.play(scenario)

    assert rig.row(row_id).state == "undeliverable"
    assert len(rig.messenger.asked) == 1


def test_shown_contact_data_is_deleted_a_minute_later(rig: Rig) -> None:
    rig.add("13800000001", chat_id=-7, kind="contact")

    async def scenario() -> None:
        await rig.later(seconds=59)
        await rig.later(seconds=59)
        assert rig.messenger.deleted == []
        await rig.later(seconds=1)

    rig.play(scenario)

    assert rig.messenger.deleted == [(-7, 1)]


def test_an_unanswered_edit_is_repeated_without_a_mark(rig: Rig) -> None:
    rig.messenger.script[-7] = [UnknownOutcome("ReadTimeout")] * 2
    row_id = rig.add("card", chat_id=-7, kind="refresh", payload={"message_id": 5, "html": "卡片"})

    async def scenario() -> None:
        await rig.settled()
        await rig.later(seconds=20)
        await rig.later(seconds=40)

    rig.play(scenario)

    assert [(chat, number, message.html) for chat, number, message in rig.messenger.edited] == [(-7, 5, "卡片")]
    assert rig.row(row_id).state == "sent"


def test_an_edit_that_changes_nothing_is_fine(rig: Rig) -> None:
    rig.messenger.script[-7] = [_refused(Refusal.NOT_MODIFIED)]
    row_id = rig.add("card", chat_id=-7, kind="refresh", payload={"message_id": 5, "html": "卡片"})

    rig.play_once()

    assert rig.row(row_id).state == "sent"


def test_deleting_what_is_gone_is_fine(rig: Rig) -> None:
    rig.messenger.script[-7] = [_refused(Refusal.MESSAGE_GONE)]
    row_id = rig.add("gone", chat_id=-7, kind="delete", payload={"message_id": 5})

    rig.play_once()

    assert rig.row(row_id).state == "sent"


def test_markup_that_is_refused_leaves_as_plain_words(rig: Rig) -> None:
    rig.messenger.script[-7] = [_refused(Refusal.MARKUP)]
    rig.add("x", chat_id=-7, payload={"html": "<b>风 < 雨", "plain": "风 < 雨"})

    rig.play_once()

    assert rig.messenger.texts == ["风 &lt; 雨"]


def test_a_text_that_is_too_long_is_cut_and_not_lost(rig: Rig) -> None:
    rig.messenger.script[-7] = [_refused(Refusal.TOO_LONG)]
    rig.add("x", chat_id=-7, payload={"html": "长" * 5000, "plain": "长" * 5000})

    rig.play_once()

    (text,) = rig.messenger.texts
    assert text.startswith("长长长")
    assert text.endswith("…")
    assert 3000 < len(text) < 4096


def test_an_odd_refusal_is_tried_three_times_and_then_told_to_the_desk(rig: Rig) -> None:
    zhang = rig.hire("张三", 101)
    rig.hire("林晓", 103, "desk")
    rig.messenger.script[101] = [_refused(Refusal.OTHER) for _ in range(3)]
    row_id = rig.add("提醒", zhang, kind="reminder")

    async def scenario() -> None:
        for _ in range(3):
            await rig.later(minutes=1)

    rig.play(scenario)

    assert (rig.row(row_id).state, len(rig.messenger.asked)) == ("undeliverable", 4)
    assert ["没有送到" in text for text in rig.messenger.texts] == [True]


def test_a_blocked_bot_hands_over_at_once_and_the_desk_is_told_once(rig_on_both: Rig) -> None:
    rig = rig_on_both
    zhang, li = rig.hire("张三", 101), rig.hire("李四", 102)
    rig.hire("林晓", 103, "desk")
    rig.next_receiver = lambda session, row, now: session.get(Person, li)
    rig.messenger.script[101] = [_refused(Refusal.BLOCKED) for _ in range(9)]
    rows = [rig.add(f"提醒 {n}", zhang, kind="reminder") for n in range(3)]

    rig.play_once()

    assert [(rig.row(row).state, rig.row(row).given_to) for row in rows] == [("undeliverable", li)] * 3
    heard = [(chat, message.html) for chat, message in rig.messenger.sent]
    assert sorted(text for chat, text in heard if chat == 102) == ["提醒 0", "提醒 1", "提醒 2"]
    assert len([text for chat, text in heard if chat == 103]) == 1
    assert [chat for _, chat in rig.messenger.asked].count(101) == 1
    assert not rig.database.read_now(lambda session: session.get_one(Person, zhang)).reachable


def test_who_was_passed_over_does_not_get_it_back(rig: Rig) -> None:
    zhang, li = rig.hire("张三", 101), rig.hire("李四", 102)
    others = {zhang: li, li: zhang}

    def each_other(session: Session, row: Any, now: Any) -> Person | None:
        return session.get(Person, others[row.person_id])

    rig.next_receiver = each_other
    for chat in (101, 102):
        rig.messenger.script[chat] = [UnknownOutcome("ReadTimeout")] * 9
    rig.add("提醒", zhang, kind="reminder")

    async def scenario() -> None:
        await rig.settled()
        for _ in range(6):
            await rig.later(seconds=20)

    rig.play(scenario)

    assert [(row.person_id, row.state, row.given_to) for row in rig.rows()] == [
        (zhang, "undeliverable", li),
        (li, "undeliverable", None),
    ]


def test_an_answer_to_a_speaker_is_nobody_elses(rig: Rig) -> None:
    zhang, li = rig.hire("张三", 101), rig.hire("李四", 102)
    rig.next_receiver = lambda session, row, now: session.get(Person, li)
    rig.messenger.script[101] = [_refused(Refusal.BLOCKED)]
    row_id = rig.add("已接单", zhang, lane=0)

    rig.play_once()

    assert (rig.row(row_id).state, rig.row(row_id).given_to) == ("undeliverable", None)
    assert rig.messenger.sent == []


def test_a_revoked_person_hears_nothing_and_the_next_one_does(rig: Rig) -> None:
    zhang, li = rig.hire("张三", 101), rig.hire("李四", 102)
    rig.next_receiver = lambda session, row, now: session.get(Person, li)
    rig.add("提醒", zhang, kind="reminder")

    def revoke(session: Session) -> None:
        session.get_one(Person, zhang).active = False

    rig.database.write_now(revoke)
    rig.play_once()

    assert [chat for chat, _ in rig.messenger.sent] == [102]


def test_a_poisoned_row_says_something_built_in_and_holds_up_nobody(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    poisoned = rig.add("bad", chat_id=-7, kind="reminder", payload={"poison": "样英 13800000001"})
    rig.add("good", chat_id=-8)

    async def scenario() -> None:
        await rig.settled()
        assert rig.messenger.texts == ["good"]
        await rig.later(seconds=10)
        await rig.later(seconds=10)

    rig.play(scenario)

    assert rig.messenger.texts == ["good", "有一条提醒，请打开 /my 查看。"]
    assert rig.row(poisoned).state == "sent"
    assert "样英" not in caplog.text
    assert "KeyError" in caplog.text


def test_a_poisoned_redraw_ends_without_words(rig: Rig) -> None:
    row_id = rig.add("bad", chat_id=-7, kind="refresh", payload={"poison": "?"})

    async def scenario() -> None:
        for _ in range(3):
            await rig.later(seconds=10)

    rig.play(scenario)

    assert (rig.row(row_id).state, rig.messenger.asked) == ("undeliverable", [])


def test_forty_escalations_to_one_leader_are_two_pushes_that_list_all_forty(rig_on_both: Rig) -> None:
    rig = rig_on_both
    leader = rig.hire("王正", 101)
    start = timedelta(seconds=30)

    async def scenario() -> None:
        for number in range(40):
            now = rig.clock.now()
            sent = [row for row in rig.rows() if row.state == "sent"]
            hold = max([now + start, *[row.ended_at + timedelta(minutes=10) for row in sent if row.ended_at]])
            rig.add(f"esc {number}", leader, kind="escalation", payload={"item": f"{number:02}"}, not_before=hold)
            await rig.later(seconds=7.5)
        await rig.later(minutes=20)

    rig.play(scenario)

    assert len(rig.messenger.sent) <= 2
    listed = [line.removeprefix("· ") for text in rig.messenger.texts for line in text.split("\n")]
    assert sorted(listed) == [f"{number:02}" for number in range(40)]
    assert {row.state for row in rig.rows()} == {"sent", "folded"}


def test_a_leader_gets_no_second_push_within_ten_minutes(rig: Rig) -> None:
    leader = rig.hire("王正", 101)
    rig.add("first", leader, kind="escalation", payload={"item": "1"})

    async def scenario() -> None:
        rig.add("second", leader, kind="escalation", payload={"item": "2"}, not_before=MORNING + timedelta(seconds=40))
        await rig.later(seconds=39)
        rig.add("third", leader, kind="escalation", payload={"item": "3"}, not_before=MORNING + timedelta(minutes=20))
        await rig.later(minutes=9)
        assert len(rig.messenger.sent) == 1
        await rig.later(minutes=11)

    rig.play(scenario)

    assert rig.messenger.texts[0] == "· 1\n· 2"


def test_a_row_claimed_by_a_crashed_run_is_sent_again_and_marked(rig_on_both: Rig) -> None:
    rig = rig_on_both
    crashed = {"state": "sending", "boot_id": "crashed run", "claim_no": 1, "leased_until": MORNING}
    reminder = rig.add("提醒", chat_id=1, claimed_chat=1, **crashed)
    card = rig.add("c", chat_id=2, claimed_chat=2, kind="refresh", payload={"message_id": 5, "html": "卡"}, **crashed)
    contact = rig.add("13800000001", chat_id=3, claimed_chat=3, kind="contact", **crashed)
    rig.clock.advance(1)

    rig.play_once()

    assert rig.messenger.texts == ["〔补发〕提醒"]
    assert [message.html for _, _, message in rig.messenger.edited] == ["卡"]
    assert [rig.row(one).state for one in (reminder, card, contact)] == ["sent", "sent", "undeliverable"]


def test_a_drain_starts_nothing_and_waits_for_what_is_on_the_wire(rig_on_both: Rig) -> None:
    rig = rig_on_both
    rig.pace = Pace()
    rows = [rig.add(f"{n}", chat_id=n) for n in range(1, 21)]
    rig.sender = rig.new_sender()
    rig.messenger.gate.clear()

    async def scenario() -> None:
        task = asyncio.create_task(rig.sender.run())
        await rig.until(lambda: len(rig.messenger.asked) == 8)
        drain = asyncio.create_task(rig.sender.drain())
        await asyncio.sleep(0)
        rig.messenger.gate.set()
        assert await drain == 0
        await task

    asyncio.run(scenario())

    states = [rig.row(row).state for row in rows]
    assert (states.count("sent"), states.count("waiting")) == (8, 12)


def test_a_drain_gives_up_on_what_never_ends(rig: Rig) -> None:
    rig.rules = SendRules(drain=timedelta(milliseconds=50))
    rig.sender = rig.new_sender()
    rig.add("stuck", chat_id=1)
    rig.messenger.gate.clear()

    async def scenario() -> int:
        task = asyncio.create_task(rig.sender.run())
        await asyncio.wait_for(rig.messenger.arrived.wait(), 5)
        left = await rig.sender.drain()
        await task
        return left

    assert asyncio.run(scenario()) == 1
