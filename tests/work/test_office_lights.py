"""An office with lights of its own: cards, lists and reminders show them and never count them as duties."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session, select

from bot.alerts.composition import Say
from bot.alerts.digests import escalations
from bot.alerts.reminders import Due, due_of
from bot.rulebooks.load import rulebook_text
from bot.work import explaining, listing
from bot.work.card_view import card_view
from bot.work.offices import OfficeEntry, open_offices
from storage.tables import AlarmRow, OutboxRow
from tests.people import MORNING, OFFICE, read_law
from tests.rules.laws import at
from tests.work.world import Cast, Player, play


@pytest.fixture
def consultation(session: Session, cast: Cast) -> Player:
    """A ticket under Beizhan's rulebook, sent by the platform on Friday morning and accepted."""
    entry = OfficeEntry(OFFICE, "北站街道", rulebook_text("beizhan"))
    offices = open_offices(session, [entry], read_law, MORNING)
    player = play(session, replace(cast, offices=offices), kind="咨询")
    player.dispatch()
    player.accept()
    return player


@pytest.mark.parametrize(
    ("now", "light"),
    [("11-20 16:00", "🟢"), ("11-23 10:00", "🔵"), ("11-25 10:00", "🟡"), ("11-27 10:00", "🔴"), ("11-28 10:00", "🔴")],
)
def test_the_card_turns_with_the_offices_lights_and_lists_each_duty_once(
    session: Session, consultation: Player, now: str, light: str
) -> None:
    cast = consultation.cast
    view = card_view(session, cast.offices, consultation.ticket, cast.handler, at(now))
    handling = [line for line in view.duties if line.key.startswith("BZ-T02")]
    assert [(line.key, line.light, line.due_at) for line in handling] == [("BZ-T02", light, at("11-27 23:59:59"))]


def test_the_list_shows_the_duty_and_not_its_lights(session: Session, consultation: Player) -> None:
    cast = consultation.cast
    consultation.session.flush()
    now = at("11-25 10:00")
    ((mine, row),) = listing.mine(session, cast.offices, cast.handler, now)
    entry = listing.entry_of(cast.offices, mine, now, row)
    assert (entry.duty, entry.light, entry.due_at) == ("办结咨询、建议", "🟡", at("11-27 23:59:59"))
    lines = explaining.explained(session, cast.offices, cast.handler, consultation.ticket, at("11-25 10:00"))
    assert [line.key for line in lines].count("BZ-T02") == 1
    assert not [line.key for line in lines if ":" in line.key]


def test_a_light_is_told_with_the_moment_of_the_duty_that_wears_it(session: Session, consultation: Player) -> None:
    cast = consultation.cast
    alarm = session.exec(select(AlarmRow).where(AlarmRow.key == "BZ-T02:yellow")).one()
    assert (alarm.stage, alarm.audience, local(alarm.fire_at)) == ("light", ["unit", "unit_head"], at("11-25 09:00"))
    row = OutboxRow(
        id=1, office_id=OFFICE, kind="reminder", ticket_id=consultation.ticket_id, payload={"key": "BZ-T02:yellow"}
    )
    due = due_of(session, cast.offices, row, cast.head, at("11-25 09:00"))
    assert isinstance(due, Due)
    assert (due.line.name, due.line.due_at, due.line.light) == ("黄灯：办结咨询、建议", at("11-27 23:59:59"), "🟡")


def local(moment: datetime) -> datetime:
    return moment.astimezone(at("11-25 09:00").tzinfo)


@pytest.mark.parametrize(
    ("now", "heading", "when"),
    [
        ("11-25 09:00", "<b>黄灯：办结咨询、建议</b>", "后天 24:00到期，还剩2天14小时"),
        ("11-28 10:00", "<b>办结咨询、建议超时</b>", "昨天 24:00起，已10小时"),
    ],
)
def test_a_leader_hears_of_a_light_by_when_its_duty_is_due_and_not_as_overdue(
    session: Session, consultation: Player, now: str, heading: str, when: str
) -> None:
    cast = consultation.cast
    row = OutboxRow(
        id=1, office_id=OFFICE, person_id=cast.head.id, kind="escalation", ticket_id=consultation.ticket_id,
        payload={"key": "BZ-T02:yellow"},
    )  # fmt: skip
    said = escalations(session, cast.offices, row, (), at(now))
    assert isinstance(said, Say)
    assert heading in said.message.html
    assert when in said.message.html
