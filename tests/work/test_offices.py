"""The law of a ticket is the one of its first day, whatever the rulebook says today."""

from datetime import date

from sqlmodel import Session, select

from bot.rulebooks.load import rulebook_text
from bot.work.offices import OfficeEntry, open_offices
from storage.tables import Day, Office, RulebookCopy
from tests.people import MORNING, OFFICE, Cast, later, read_law, register


def entry(text: str) -> OfficeEntry:
    return OfficeEntry(OFFICE, "宜川路街道", text)


def test_a_ticket_keeps_the_rulebook_it_was_born_under(session: Session, cast: Cast) -> None:
    ticket = register(session, cast, MORNING)
    changed = rulebook_text(OFFICE).replace('version = "2023-01-26"', 'version = "2027-01-01"')
    offices = open_offices(session, [entry(changed)], read_law, later(60))
    assert offices.law(ticket).rulebook.version == "2023-01-26"
    assert offices.present_law(OFFICE).rulebook.version == "2027-01-01"
    assert len(session.exec(select(RulebookCopy)).all()) == 2


def test_the_same_text_is_kept_once(session: Session, cast: Cast) -> None:
    open_offices(session, [entry(rulebook_text(OFFICE))], read_law, later(60))
    assert len(session.exec(select(RulebookCopy)).all()) == 1


def test_a_new_name_of_the_office_is_taken_over(session: Session, cast: Cast) -> None:
    renamed = OfficeEntry(OFFICE, "宜川路街道办事处", rulebook_text(OFFICE), shows_contact=False)
    offices = open_offices(session, [renamed], read_law, later(60))
    assert session.exec(select(Office.name)).all() == ["宜川路街道办事处"]
    assert not offices.office(OFFICE).shows_contact


def test_the_offices_own_days_are_in_its_calendar(session: Session, cast: Cast) -> None:
    day = date(2026, 11, 20)
    assert cast.offices.present_law(OFFICE).calendar.is_working(day)
    session.add(Day(office_id=OFFICE, day=day, is_working=False, status="override", name="街道活动日"))
    session.flush()
    offices = open_offices(session, [entry(rulebook_text(OFFICE))], read_law, later(60))
    assert not offices.present_law(OFFICE).calendar.is_working(day)
