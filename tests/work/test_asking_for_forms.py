"""Who is sent which form, and when; with contact data only for print, with a reason, and to whom it is for."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from sqlmodel import Session, col, select

from bot.alerts import forms
from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Say
from bot.reports.render import RenderFault
from bot.rules.form_names import file_name
from bot.rules.workflow import State
from bot.work import dispatch, sending_forms
from bot.work.offices import Offices
from bot.work.outcome import Refused
from storage.rows import id_of
from storage.tables import OutboxRow
from tests.people import settle_under
from tests.work.world import ANY_OFFICE, Player, play, told, under


def last_row(session: Session, kind: str = "forms") -> OutboxRow | None:
    return session.exec(select(OutboxRow).where(OutboxRow.kind == kind).order_by(col(OutboxRow.id).desc())).first()


def said(player: Player, row: OutboxRow) -> Say | Obsolete:
    found = compose(player.session, player.cast.offices, row, (), player.clock)
    assert isinstance(found, Say | Obsolete)
    return found


def test_an_office_that_shows_no_contact_data_prints_none(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    offices = closed(player.cast.offices, player.ticket.office_id)
    facts = {"form_id": sending_forms.EVERY, "why": "打印后存档"}
    clerk = id_of(player.cast.clerk)
    answer = sending_forms.send_with_contact(session, offices, clerk, player.ticket_id, now=player.clock, **facts)
    assert "没有开放" in told(answer)
    assert last_row(session, "forms_with_contact") is None


def closed(offices: Offices, office_id: str) -> Offices:
    entries = {**offices.entries, office_id: replace(offices.entries[office_id], shows_contact=False)}
    return replace(offices, entries=MappingProxyType(entries))


def test_who_lost_the_right_meanwhile_gets_nothing_printed(session: Session) -> None:
    player = under(session, "yichuan_road", State.HANDLING)
    player.handle()
    player.submit()
    facts = {"form_id": sending_forms.EVERY, "why": "打印后请领导签字盖章"}
    player.do(sending_forms.send_with_contact, player.cast.handler, **facts)
    row = last_row(session, "forms_with_contact")
    assert row is not None
    assert isinstance(said(player, row), Say)
    player.ticket.unit_id, player.ticket.handler_id = player.cast.other_unit.id, None
    session.flush()
    assert isinstance(said(player, row), Obsolete)


def test_no_reason_no_print(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    answer = player.act(sending_forms.send_with_contact, player.cast.clerk, form_id="YC-F1", why="  ")
    assert answer == sending_forms.NO_REASON


def test_with_the_question_to_sign_comes_the_form_once_for_each_text(session: Session) -> None:
    player = under(session, "beizhan", State.HANDLING)
    player.handle()
    player.submit(**ANY_OFFICE)
    leader = player.cast.unit_leader
    for _ in range(2):
        sending_forms.send_to_sign(session, player.cast.offices, leader, player.ticket, player.clock)
    rows = session.exec(select(OutboxRow).where(OutboxRow.kind == "forms")).all()
    assert [(row.person_id, row.payload["forms"]) for row in rows] == [(leader.id, ["BZ-F2"])]
    assert rows[0].payload["text"] == player.report.sha256


def test_putuos_ticket_comes_as_a_form_when_it_is_registered(session: Session) -> None:
    player = play(session, settle_under(session, "putuo_justice"))
    sending_forms.send_on_registration(session, player.cast.offices, player.cast.clerk, player.ticket_id, player.clock)
    row = last_row(session)
    assert row is not None
    assert (row.person_id, row.payload["forms"]) == (player.cast.clerk.id, ["PT-1.1.F"])
    assert isinstance(said(player, row), Say)


def test_elsewhere_registration_sends_no_form(session: Session) -> None:
    player = play(session, settle_under(session, "beizhan"))
    sending_forms.send_on_registration(session, player.cast.offices, player.cast.clerk, player.ticket_id, player.clock)
    assert last_row(session) is None


def test_a_form_whose_words_cannot_be_made_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RenderFault("completion.j2: faulty")

    player = under(session, "yichuan_road", State.REVIEWING)
    answer = sending_forms.send(session, player.cast.offices, player.cast.clerk, player.ticket, "YC-F1", player.clock)
    assert not isinstance(answer, Refused)
    row = last_row(session)
    assert row is not None
    monkeypatch.setattr(forms, "form_sheet", broken)
    what = said(player, row)
    assert isinstance(what, Say)
    assert what.papers is None
    assert forms.NOT_WORDED in what.message.plain


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["浦东新区热线网格工单退单审核表"], "20261120000301-浦东新区热线网格工单退单审核表.docx"),
        (["“12345”市民服务热线转送单"], "20261120000301-12345市民服务热线转送单.docx"),
        (["甲", "乙"], "20261120000301-表单.docx"),
        (["../../etc/x\n"], "20261120000301-______etc_x_.docx"),
    ],
)
def test_a_file_is_called_by_number_and_title(titles: list[str], name: str) -> None:
    assert file_name("20261120000301", titles) == name


def test_what_was_dispatched_elsewhere_is_no_form_of_theirs(session: Session) -> None:
    player = under(session, "putuo_justice", State.HANDLING)
    player.do(dispatch.dispatch, player.cast.clerk, unit_id=player.cast.other_unit.id, territory_id=None)
    about = (session, player.cast.offices, player.cast.handler, player.ticket, "PT-1.1.F", player.clock)
    assert isinstance(sending_forms.send(*about), Refused)
