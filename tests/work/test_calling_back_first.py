"""先回访、后结案: an office that calls back first reports nothing to the platform above before (NM-R8.9.2)."""

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import approval, uploading
from bot.work.outcome import Refused
from storage.rows import id_of
from tests.work.world import story, under


def test_nothing_is_reported_before_the_call_back_and_the_ticket_is_closed_with_the_upload(session: Session) -> None:
    player = under(session, "nanmatou_road", State.REVIEWING)
    clerk = player.cast.clerk
    early = player.act(approval.approve, clerk, report_id=id_of(player.report), uploaded=True)
    assert isinstance(early, Refused)
    assert "先回访、后结案" in early.reason
    player.approve()
    assert "completed" not in story(session, player.ticket_id)
    early = player.act(uploading.upload, clerk)
    assert isinstance(early, Refused)
    player.call_back()
    assert player.ticket.state == State.UPLOADING
    player.do(uploading.upload, clerk)
    assert player.ticket.state == State.CLOSED
    assert story(session, player.ticket_id)[-3:] == ["called_back", "completed", "closed"]


def test_elsewhere_the_result_goes_up_with_the_approval(session: Session) -> None:
    player = under(session, "putuo_justice", State.REVIEWING)
    player.approve()
    assert story(session, player.ticket_id)[-2:] == ["approved", "completed"]
