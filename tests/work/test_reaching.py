"""Thresholds of the documents over one matter: told once, with the clause, brought up to date, taken back."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Redraw, Say
from bot.rules.workflow import Act
from bot.work import access, applying, dispatch, matters, reaching, special
from bot.work.acting import scene_of
from bot.work.outcome import Done, Refused
from storage.rows import id_of
from storage.tables import BulletinRow, Event, OutboxRow, Posted, Reached, Report, Signature, Ticket
from tests.people import MORNING, Cast, later, settle_under
from tests.work.test_matters import PHONES, call

HOUR = 60
KNOCKING = {
    "title": "楼上夜间敲击声",
    "content": "楼上夜间有敲击声。",
    "address": "虚构新村9号402室",
    "caller": "孙试样",
}


def repeat(session: Session, cast: Cast, number: int, **changes: str) -> Ticket:
    """The same caller with the same matter again."""
    return call(session, cast, number, number * HOUR, **{**KNOCKING, "phone": PHONES[0], **changes})


def notices(session: Session, rule: str) -> list[OutboxRow]:
    """Everything that tells of a threshold reached under this rule."""
    rows = session.exec(select(OutboxRow).where(OutboxRow.kind == "reached").order_by(col(OutboxRow.id)))
    ids = {row.id for row in session.exec(select(Reached).where(Reached.rule == rule))}
    return [row for row in rows if row.payload["reached_id"] in ids]


def said(session: Session, cast: Cast, row: OutboxRow) -> Say:
    composed = compose(session, cast.offices, row, [], later(600))
    assert isinstance(composed, Say), composed
    return composed


def keys(message: Any) -> list[str]:
    return [button.text for line in message.buttons for button in line]


def arrived(session: Session, row: OutboxRow, message_id: int) -> None:
    """The notice was sent and is on record as one of ours."""
    row.state = "sent"
    session.add(row)
    session.add(
        Posted(chat_id=5000 + message_id, message_id=message_id, ticket_id=row.ticket_id, person_id=row.person_id,
               kind="reached", at=MORNING, outbox_id=row.id)
    )  # fmt: skip
    session.flush()


def test_the_fifth_ticket_of_one_kind_accepted_on_one_day_is_told_to_the_branch_leaders_once(
    session: Session, cast: Cast
) -> None:
    for number in range(7):
        ticket = call(session, cast, number, number)
        places = {"unit_id": cast.unit.id, "territory_id": cast.territory.id}
        dispatch.dispatch(session, cast.offices, id_of(cast.clerk), id_of(ticket), **places, now=later(number + 60))
        dispatch.accept(session, cast.offices, id_of(cast.handler), id_of(ticket), now=later(number + 70))
        told = notices(session, "YC-T18")
        assert len(told) == (3 if number >= 4 else 0)
        if number == 4:
            arrived(session, told[0], 1)

    assert {row.person_id for row in told} == {cast.informant.id, cast.unit_leader.id, cast.territory_leader.id}
    (row,) = session.exec(select(Reached).where(Reached.rule == "YC-T18"))
    assert (row.count, row.day) == (7, "2026-11-20")
    text = said(session, cast, told[1]).message.plain
    assert text.startswith("⚠️ 同类案件集中受理：7件\n依据：三（六）\n暂按：")
    assert "20261120000006" in text
    assert "按规定：上报至相关分管领导处" in text
    updates = session.exec(
        select(OutboxRow).where(OutboxRow.kind == "refresh", OutboxRow.person_id == told[0].person_id)
    )
    redrawn = [compose(session, cast.offices, one, [], later(700)) for one in updates]
    assert any(isinstance(one, Redraw) and "：7件" in one.message.plain for one in redrawn)


def test_another_day_is_told_anew(session: Session, cast: Cast) -> None:
    for number in range(10):
        at = later(number + 24 * HOUR * 3 * (number // 5))
        ticket = call(session, cast, number, number + 24 * HOUR * 3 * (number // 5))
        places = {"unit_id": cast.unit.id, "territory_id": None}
        dispatch.dispatch(session, cast.offices, id_of(cast.clerk), id_of(ticket), **places, now=at)
        dispatch.accept(session, cast.offices, id_of(cast.handler), id_of(ticket), now=at)
    days = session.exec(select(Reached.day).where(Reached.rule == "YC-T18").order_by(col(Reached.id))).all()
    assert days == ["2026-11-20", "2026-11-23"]


def test_a_third_unsolved_repeat_is_told_to_the_desk_and_taken_back_when_it_was_none(
    session: Session, cast: Cast
) -> None:
    tickets = [repeat(session, cast, number) for number in range(3)]
    (told,) = notices(session, "YC-3.8.3")
    assert told.person_id == cast.clerk.id
    assert "纪委、督查介入" in said(session, cast, told).message.plain
    arrived(session, told, 1)

    done = matters.answer(
        session, cast.offices, id_of(cast.clerk), id_of(tickets[2]), same=False, numbers=(), now=later(300)
    )

    assert isinstance(done, Done)
    (row,) = session.exec(select(Reached).where(Reached.rule == "YC-3.8.3"))
    assert row.state == "taken_back"
    lines = [one.payload["plain"] for one in session.exec(select(OutboxRow).where(OutboxRow.kind == "say"))]
    assert lines == [
        f"更正：工单 {tickets[2].number} 所属事项没有达到“重复三次以上未实际解决”（三（八）3），"
        "受理方确认其中有不是同一事项的。"
    ]
    again = [tickets[0].number, tickets[1].number]
    matters.answer(
        session, cast.offices, id_of(cast.clerk), id_of(tickets[2]), same=True, numbers=again, now=later(310)
    )
    assert len(notices(session, "YC-3.8.3")) == 2


def test_what_was_taken_back_before_it_was_sent_is_never_sent(session: Session, cast: Cast) -> None:
    tickets = [repeat(session, cast, number) for number in range(3)]
    matters.answer(session, cast.offices, id_of(cast.clerk), id_of(tickets[2]), same=False, now=later(300))
    (told,) = notices(session, "YC-3.8.3")
    assert isinstance(compose(session, cast.offices, told, [], later(301)), Obsolete)
    assert session.exec(select(OutboxRow).where(OutboxRow.kind == "say")).all() == []


def test_ten_callers_in_a_week_are_told_to_the_leaders_with_a_draft_of_the_special_bulletin(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(9):
        call(session, cast, number, number * 12 * HOUR)
    assert notices(session, "NM-B4.5") == []

    call(session, cast, 9, 9 * 12 * HOUR)
    call(session, cast, 10, 9 * 12 * HOUR + 1)

    told = notices(session, "NM-B4.5")
    assert {row.person_id for row in told} >= {cast.clerk.id, cast.main_leader.id}
    text = said(session, cast, told[0]).message.plain
    assert text.startswith("⚠️ 一周内不同诉求人反映类似诉求十件以上：11人\n依据：附件3 二（一）5")
    assert "已起草民情专报" in text
    (draft,) = session.exec(select(BulletinRow))
    assert (draft.rule, draft.title, draft.content["facts"]["callers"], draft.state) == (
        "NM-B4", "关于“饭店油烟扰民”的民情专报", 11, "draft",
    )  # fmt: skip
    assert "共收到反映“饭店油烟扰民”的工单11件" in str(draft.content)
    assert not any(phone in str(draft.content) for phone in PHONES)


def test_nine_callers_within_the_week_and_one_before_it_are_no_wave_of_ten(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    call(session, cast, 0)
    for number in range(1, 10):
        call(session, cast, number, 8 * 24 * HOUR + number)
    assert notices(session, "NM-B4.5") == []


def test_the_fifth_unsolved_repeat_offers_the_supervision_and_the_special_bulletin(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    tickets = [repeat(session, cast, number) for number in range(5)]

    (supervised,) = [row for row in notices(session, "NM-R5.2") if row.person_id == cast.clerk.id]
    (judged,) = [row for row in notices(session, "NM-B4.4") if row.person_id == cast.clerk.id]

    assert keys(said(session, cast, supervised).message)[0] == "列入督办"
    assert "起草民情专报" in keys(said(session, cast, judged).message)
    assert session.exec(select(BulletinRow)).all() == []
    by_hand = special.draft_at_desk(session, cast.offices, id_of(cast.clerk), tickets[4], None, later(400))
    assert by_hand == Done("已起草：关于“楼上夜间敲击声”的民情专报，请核对后再发。", tickets[4].id)
    assert "起草民情专报" not in keys(said(session, cast, judged).message)
    refused = special.draft_at_desk(session, cast.offices, id_of(cast.handler), tickets[4], None, later(401))
    assert isinstance(refused, Refused)


def test_what_the_citizen_called_solved_is_no_unsolved_repeat(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(5):
        ticket = repeat(session, cast, number)
        if number == 0:
            _called_back(session, ticket)
    assert notices(session, "NM-R5.2") == []


def test_a_stored_call_is_offered_from_the_sixth_signed_form_on_and_then_told(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(6):
        ticket = repeat(session, cast, number)
        places = {"unit_id": cast.unit.id, "territory_id": None}
        dispatch.dispatch(session, cast.offices, id_of(cast.clerk), id_of(ticket), **places, now=later(400))
        dispatch.accept(session, cast.offices, id_of(cast.handler), id_of(ticket), now=later(401))
        offered = applying.rules_for(session, scene_of(session, cast.offices, cast.handler, ticket, later(402)))
        assert "NM-R9" not in [rule.id for rule in offered]
        _signed_untrue(session, cast, ticket)
    assert notices(session, "NM-R9") == []

    reaching.watch(session, cast.offices, ticket, later(500))

    told = {row.person_id: row for row in notices(session, "NM-R9")}
    assert set(told) == {cast.clerk.id, cast.handler.id}
    assert keys(said(session, cast, told[cast.handler.id]).message)[0] == "申请存电"
    assert Act.APPLY in access.acts_for(session, cast.offices, cast.handler, ticket, later(500))


def _signed_untrue(session: Session, cast: Cast, ticket: Ticket) -> None:
    report = Report(
        ticket_id=id_of(ticket), state="approved", text="不属实", sha256="0" * 64, finding="不属实",
        submitted_by=id_of(cast.handler), submitted_at=later(450),
    )  # fmt: skip
    session.add(report)
    session.flush()
    session.add(
        Signature(
            ticket_id=id_of(ticket), report_id=id_of(report), role="unit_branch_leader",
            person_id=id_of(cast.unit_leader), given=True, sha256="0" * 64, at=later(451),
        )
    )  # fmt: skip
    session.flush()


def _called_back(session: Session, ticket: Ticket) -> None:
    event = Event(ticket_id=id_of(ticket), kind="called_back", at=MORNING + timedelta(minutes=5), recorded_at=MORNING)
    event.data = {"reached": True, "solved": True}
    session.add(event)
    session.flush()
