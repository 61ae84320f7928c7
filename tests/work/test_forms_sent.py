"""Word forms on their way to a phone: filled between composing and sending, and never holding up an act."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Papers, Say
from bot.alerts.papering import FormMaker, with_papers
from bot.ports import Message
from bot.reports.filling.filler import Filler
from bot.reports.pictures import Drawer
from bot.rules.workflow import State
from bot.work import sending_forms
from bot.work.form_values import FormSheet
from bot.work.outcome import Done, Refused
from storage.tables import OutboxRow, Person
from tests.people import TICKET
from tests.reports.forms import words_of
from tests.work.world import ANY_OFFICE, Player, under


def reported(session: Session, office: str) -> Player:
    """A ticket whose report was handed in."""
    player = under(session, office)
    player.handle()
    player.submit(**ANY_OFFICE)
    return player


def asked_for(player: Player, person: Person, form_id: str = sending_forms.EVERY) -> OutboxRow | Refused:
    answer = sending_forms.send(player.session, player.cast.offices, person, player.ticket, form_id, player.clock)
    if isinstance(answer, Refused):
        return answer
    assert isinstance(answer, Done)
    return last_row(player.session)


def last_row(session: Session) -> OutboxRow:
    return max((row for row in session.exec(select(OutboxRow)) if row.kind == "forms"), key=lambda row: row.id or 0)


def papered(what: Say) -> Say:
    async def work() -> Say:
        filler = Filler()
        try:
            return await with_papers(FormMaker(filler, Path()), Drawer(), what)
        finally:
            await filler.close()

    return asyncio.run(work())


def received(player: Player, row: OutboxRow) -> tuple[str, str]:
    """The name of the file and the words on it."""
    what = compose(player.session, player.cast.offices, row, (), player.clock)
    assert isinstance(what, Say)
    sent = papered(what)
    (media,) = sent.message.media
    assert media.content is not None
    return media.name or "", words_of(media.content)


@pytest.mark.parametrize(
    ("office", "words"),
    [
        ("yichuan_road", "办结报告"),
        ("beizhan", "转送单"),
        ("putuo_justice", "处理工单"),
        ("songjiang_civil", "领导签批表"),
    ],
)
def test_all_forms_of_a_ticket_arrive_as_one_file_without_a_citizens_data(
    session: Session, office: str, words: str
) -> None:
    player = reported(session, office)
    row = asked_for(player, player.cast.clerk)
    assert isinstance(row, OutboxRow)
    name, printed = received(player, row)
    assert name.startswith(player.ticket.number)
    assert words in printed
    assert player.ticket.number in printed
    for secret in (TICKET["caller"], TICKET["phone"]):
        assert secret not in printed + name


def test_the_form_comes_to_whoever_signs_it(session: Session) -> None:
    player = reported(session, "beizhan")
    signer = player.cast.unit_leader
    about = (session, player.cast.offices, signer, player.ticket, player.clock)
    sending_forms.send_to_sign(*about)
    row = last_row(session)
    assert row.person_id == signer.id
    _, printed = received(player, row)
    assert player.report.sha256[:12] in printed or "转送单" in printed


def test_who_may_not_have_a_form_is_told_and_nothing_is_sent(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    answer = asked_for(player, player.cast.clerk, "NM-1.1")
    assert answer == sending_forms.NOT_NOW


def test_a_form_that_is_gone_meanwhile_is_not_sent(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    row = asked_for(player, player.cast.clerk)
    assert isinstance(row, OutboxRow)
    row.payload = {"forms": ["gone"]}
    assert isinstance(compose(session, player.cast.offices, row, (), player.clock), Obsolete)


def test_a_form_that_cannot_be_filled_says_so_and_the_message_goes_all_the_same() -> None:
    sheet = FormSheet("XX", "自编表", "nowhere", "absent.docx", {})
    what = Say(Message(html="表单"), papers=Papers((sheet,), "表单.docx"))
    sent = papered(what)
    assert sent.papers is None
    assert sent.message.media == ()
    assert "表单没有生成" in sent.message.html


def test_the_statement_of_an_untrue_matter_is_made_by_the_bot_and_not_asked_for_again(session: Session) -> None:
    """NM-R8.9.1b: filled from the report and signed with it by the branch leader, it is there."""
    player = under(session, "nanmatou_road")
    player.handle()
    player.prove(["photo_after", "basis"])
    untrue = {"finding": "不属实", "appeal": "无政策依据", "outcome": "解释说明", "basis": "不存在占用车位的情况。"}
    player.submit(**{**ANY_OFFICE, **untrue})
    player.sign(player.cast.head)
    sending_forms.send_to_sign(session, player.cast.offices, player.cast.unit_leader, player.ticket, player.clock)
    _, printed = received(player, last_row(session))
    assert "事实认定“不属实”工单情况说明表" in printed
    assert "不存在占用车位的情况" in printed
