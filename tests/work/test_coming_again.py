"""What must not outlive a recheck, a citizen's no or another unit; what decides that nothing need be asked."""

from datetime import timedelta

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import deciding, dispatch, evidence, floor, reopening, report, returning
from bot.work.drafts import ask, finish, open_draft
from bot.work.facts import facts_of
from bot.work.report_slots import SLOT, ReportFacts
from storage import requests
from storage.rows import id_of
from tests.people import MORNING, Cast
from tests.work.world import Player, item, play, shown_to


def prefilled(player: Player) -> dict[str, object]:
    return report.prefill(player.session, player.cast.offices, player.ticket, player.clock)


def returned(player: Player) -> None:
    """The unit visits, gives the ticket back, and the desk agrees."""
    player.dispatch()
    player.accept()
    player.visit()
    for purpose in ("basis", "photo_site", "reply_recording"):
        player.do(evidence.give, player.cast.handler, items=(item(purpose),), purpose=purpose)
    player.do(returning.apply_return, player.cast.handler, ground="非职责范围", reason="属平安办职责。")
    request = requests.pending(player.session, player.ticket_id)[0]
    player.do(deciding.grant, player.cast.clerk, request_id=id_of(request), answer={"then": returning.NEXT_UNIT})


def test_the_report_of_a_recheck_begins_without_what_was_found_and_told_before(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    player.do(reopening.recheck, cast.clerk, reason="回访不满意")
    known = prefilled(player)
    assert known["contact_phone"] == "021-60000000"
    assert not {"finding", "measures", "reply_at", "satisfaction"} & known.keys()
    rendered = report.render(session, cast.offices, player.ticket, known, player.clock)
    assert "先行联系录音1份" not in rendered.text


def test_after_a_citizens_no_the_reply_and_the_satisfaction_are_asked_anew(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CALLING_BACK)
    player.call_back(solved=False, note="又被占了。")
    known = prefilled(player)
    assert not {"reply_at", "satisfaction"} & known.keys()
    assert known["finding"] == "属实"
    assert "回访未解决：又被占了，请继续办理" in shown_to(session, cast.handler)


def test_another_unit_is_told_of_the_return_and_looks_at_the_site_itself(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    returned(player)
    assert facts_of(session, player.ticket).at("site_visit") is not None
    player.do(dispatch.dispatch, cast.clerk, unit_id=cast.other_unit.id, territory_id=cast.territory.id)
    assert any("城建办已退单：属平安办职责" in reason for reason in shown_to(session, cast.other_handler))
    facts = facts_of(session, player.ticket)
    assert facts.return_reason is None
    assert facts.at("return_applied") is None
    assert facts.at("site_visit") is None


def test_a_dialogue_that_follows_takes_the_floor_in_the_same_instant(session: Session, cast: Cast) -> None:
    at = MORNING + timedelta(minutes=1)
    earlier = open_draft(session, cast.handler, "material", None, {}, MORNING)
    ended = open_draft(session, cast.handler, "first_contact", None, {}, at)
    finish(session, ended, at)
    ask(session, earlier, "enough", at)
    assert floor.holder(session, cast.handler, at) == earlier


def test_nobody_is_asked_to_choose_a_finding_where_the_document_has_none(cast: Cast) -> None:
    rulebook = cast.offices.present_law(cast.handler.office_id).rulebook
    assert SLOT["finding"].needed({}, ReportFacts(rulebook, "投诉"))
    assert not SLOT["finding"].needed({}, ReportFacts(rulebook, "信访"))
