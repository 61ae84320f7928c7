"""What was never done and can be done no more shouts no longer; the story and the archive keep that it was not done."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.rules.moves import MOVES
from bot.rules.vocabulary import BEFORE_APPROVAL
from bot.rules.workflow import Act, State
from bot.work import archive_story, callback
from bot.work.card_view import card_view
from bot.work.chronicle import happenings
from bot.work.listing import due_today
from bot.work.planning import duties_of
from bot.work.story import story_of
from tests.work.world import Player, under

OFFICES = {"nanmatou_road": "先行简告", "yichuan_road": "联系来电人"}
"""Where the desk calls the caller itself, and what the document calls that."""


@pytest.fixture(params=OFFICES)
def player(session: Session, request: pytest.FixtureRequest) -> Player:
    """Nobody of the desk called, and the unit was slow: the desk's limit is long over."""
    player = under(session, request.param, State.HANDLING)
    player.clock += timedelta(hours=7)
    player.handle()
    player.submit(reply_at=player.clock.isoformat())
    player.sign()
    return player


def on_lists(player: Player) -> set[str]:
    view = card_view(player.session, player.cast.offices, player.ticket, player.cast.clerk, player.clock)
    rows = due_today(player.session, player.cast.offices, player.cast.clerk, player.clock)
    rules = {rule.id: rule.name for rule in player.rulebook.duty}
    return {line.name for line in view.duties} | {rules[row.rule] for _, row in rows if row is not None}


def test_a_call_of_the_desk_that_is_late_is_owed_until_the_report_is_approved(player: Player) -> None:
    name = OFFICES[player.rulebook.id]
    assert name in on_lists(player)
    player.approve()
    assert player.ticket.state == State.CALLING_BACK
    assert name not in on_lists(player)


def test_the_story_and_the_archive_keep_that_it_was_not_done(player: Player) -> None:
    player.approve()
    name, clause = OFFICES[player.rulebook.id], player.rulebook.acts["desk_contact"]
    lines = happenings(player.session, player.cast.offices, player.ticket, player.clock)
    (line,) = [one for one in lines if one.what.startswith(f"{name}：")]
    assert (line.sign, line.what) == ("⚠️", f"{name}：到期没有办，后来也没有补办（{clause}）")
    story = story_of(player.session, player.cast.offices, player.ticket)
    kept = json.loads(archive_story.as_json(player.session, player.cast.offices, story, {}))["duties"]
    assert [one["met_at"] for one in kept if one["name"] == name] == [None]


def test_a_ticket_that_comes_back_owes_it_again(player: Player) -> None:
    player.approve()
    well = {"reached": True, "contacted": True, "answered": True, "solved": False, "satisfied": "不满意"}
    player.do(callback.call_back, player.cast.clerk, **well, note="没有解决")
    assert player.ticket.state == State.HANDLING
    assert OFFICES[player.rulebook.id] in on_lists(player)


def test_it_counts_as_late_for_good(player: Player) -> None:
    player.approve()
    name = OFFICES[player.rulebook.id]
    (duty,) = [one for one in duties_of(player.session, player.cast.offices, player.ticket) if one.name == name]
    assert (duty.met_at, duty.is_open) == (None, False)


def test_after_the_approval_no_act_brings_about_what_counts_as_over_then() -> None:
    acts = {Act.DISPATCH, Act.ACCEPT, Act.DESK_CONTACT, Act.FIRST_CONTACT, Act.SITE_VISIT}
    after = (State.CALLING_BACK, State.UPLOADING, State.CLOSED)
    assert not [key for key in MOVES if key[0] in after and key[1] in acts]
    assert "replied" not in BEFORE_APPROVAL
