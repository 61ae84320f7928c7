"""What is explained in writing by several parties, each for itself, and notices that come more than once."""

from datetime import datetime

import pytest
from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rules.workflow import Act, State
from bot.work import following_up
from bot.work.access import acts_for
from bot.work.outcome import Refused
from storage import tickets
from storage.rows import id_of
from storage.tables import DutyRow, Post
from tests.people import settle_under
from tests.work.world import Player, play, story


def asked(session: Session, office: str, rule: str) -> Player:
    player = play(session, settle_under(session, office))
    player.bring_to(State.HANDLING)
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id=rule, note="市局通报")
    return player


def offered(player: Player) -> tuple[bool, bool]:
    """Whether the desk, and whether the unit, is offered to explain."""
    people, offices = (player.cast.clerk, player.cast.handler), player.cast.offices
    desk, unit = (
        Act.FOLLOW_UP in acts_for(player.session, offices, one, player.ticket, player.clock) for one in people
    )
    return desk, unit


@pytest.mark.parametrize(("office", "rule"), [("putuo_justice", "PT-B3"), ("songjiang_civil", "SJ-3.3.3.V")])
def test_the_desk_and_the_unit_explain_each_for_itself(session: Session, office: str, rule: str) -> None:
    player = asked(session, office, rule)
    assert offered(player) == (True, True)
    player.do(following_up.follow_up, player.cast.handler, rule_id=rule, text="科室的原因和举措。")
    assert offered(player) == (True, False)
    twice = player.act(following_up.ask_follow_up, player.cast.clerk, rule_id=rule, note="再催")
    assert isinstance(twice, Refused), "the desk has not explained yet"
    player.do(following_up.follow_up, player.cast.clerk, rule_id=rule, text="办公室的原因和举措。")
    assert offered(player) == (False, False)
    assert story(session, player.ticket_id).count("follow_up_given") == 2


def test_while_the_units_explanation_waits_for_its_signatures_the_desk_writes_its_own(session: Session) -> None:
    player = asked(session, "putuo_justice", "PT-B2")
    player.do(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="科室的说明。")
    assert offered(player) == (True, False)
    assert (
        "等待业务分管领导签批"
        in player.do(following_up.follow_up, player.cast.clerk, rule_id="PT-B2", text="办公室的说明。").told
    )
    assert offered(player) == (False, False)


def test_whoever_is_both_explains_as_one_and_then_as_the_other(session: Session) -> None:
    player = asked(session, "putuo_justice", "PT-B3")
    both = player.cast.handler
    session.add(Post(office_id=both.office_id, person_id=id_of(both), role="desk", unit_id=player.cast.desk.id))
    session.flush()
    for text in ("第一份。", "第二份。"):
        player.do(following_up.follow_up, both, rule_id="PT-B3", text=text)
    assert offered(player) == (False, False)


def test_every_notice_is_answered_within_its_own_time(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    player.bring_to(State.CLOSED)
    for day, due in ((23, "2026-11-30"), (30, "2026-12-07")):
        player.clock = datetime(2026, 11, day, 10, 0, tzinfo=SHANGHAI)
        player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="NM-B3.r", note="专报点名")
        owed = _answer(player)
        assert (owed.due_at.astimezone(SHANGHAI).date().isoformat(), owed.met_at) == (due, None)
        player.do(following_up.follow_up, player.cast.handler, rule_id="NM-B3.r", text=f"{day}日的原因与措施。")
        assert _answer(player).met_at is not None


def _answer(player: Player) -> DutyRow:
    return next(row for row in tickets.duties(player.session, player.ticket_id) if row.key == "NM-T14")
