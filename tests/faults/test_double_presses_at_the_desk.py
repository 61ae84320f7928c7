"""Two clerks at once over what is no act on a ticket: one does it, the other hears that it is done. Both databases."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.periods import month_of
from bot.work import bulletin_desk, evaluating
from bot.work.outcome import Done, Refused
from storage import staff as people
from storage.database import Database
from storage.rows import id_of
from storage.tables import Audit, BulletinRow, Objection, OutboxRow, Person, ScoreClaim
from tests.people import MORNING, Cast, register, settle_under
from tests.work.at_once import at_once

EACH = 4
NOW = MORNING + timedelta(hours=1)
Pressing = Callable[[Session, Person, int], Done | Refused]


def take_back(session: Session, person: Person, number: int) -> Done | Refused:
    return evaluating.take_back(session, person, number, "登记重复了", NOW)


def answer(session: Session, person: Person, number: int) -> Done | Refused:
    return evaluating.answer(session, person, number, True, "经核对属实", NOW)


def give_up(session: Session, person: Person, number: int) -> Done | Refused:
    row = bulletin_desk.draft_of(session, person, number, NOW)
    return row if isinstance(row, Refused) else bulletin_desk.withdraw(session, person, row, "与上周重复", NOW)


def a_bonus(session: Session, cast: Cast) -> int:
    facts: dict[str, Any] = {"unit_id": id_of(cast.unit), "item": "NM-E.B1", "count": 1, "period": month_of(NOW.date())}
    entered = evaluating.enter(session, cast.offices, cast.clerk, reason="区简报第3期", now=NOW, **facts)
    assert isinstance(entered, Done)
    return max(id_of(row) for row in session.exec(select(ScoreClaim)))


def an_objection(session: Session, cast: Cast) -> int:
    facts: dict[str, Any] = {"unit_id": id_of(cast.unit), "about": "E2_timely", "period": month_of(NOW.date())}
    assert isinstance(
        evaluating.objecting(session, cast.offices, cast.head, text="已经按时办结", now=NOW, **facts), Done
    )
    return max(id_of(row) for row in session.exec(select(Objection)))


def a_draft(session: Session, cast: Cast) -> int:
    number = register(session, cast, MORNING).number
    row = bulletin_desk.begin(session, cast.offices, cast.clerk, "NM-B5", [number], NOW)
    assert isinstance(row, BulletinRow)
    return id_of(row)


RACES = {
    "take back a bonus": (a_bonus, take_back, "这一项已经撤回过了。"),
    "answer an objection": (an_objection, answer, "这个申诉已经答复过了。"),
    "give up a bulletin": (a_draft, give_up, "“督查通报”已经作废，不能再改。"),
}


def told_or_recorded(session: Session) -> int:
    """How often anybody was told of it, or it was put on record."""
    return len(session.exec(select(OutboxRow.id)).all()) + len(session.exec(select(Audit.id)).all())


@pytest.mark.parametrize(("prepare", "press", "lost"), RACES.values(), ids=RACES)
def test_one_of_two_clerks_does_it_and_the_other_hears_that_it_is_done(
    database: Database, prepare: Callable[[Session, Cast], int], press: Pressing, lost: str
) -> None:
    cast: Cast = database.write_now(lambda session: settle_under(session, "nanmatou_road"))

    def pressed(number: int) -> Done | Refused:
        def work(session: Session) -> Done | Refused:
            person = people.person(session, id_of(cast.clerk))
            assert person is not None
            return press(session, person, number)

        return database.write_now(work)

    for _ in range(EACH):
        number = database.write_now(lambda session: prepare(session, cast))
        before = database.read_now(told_or_recorded)
        answers = at_once(partial(pressed, number), partial(pressed, number))
        assert sorted(type(one).__name__ for one in answers) == ["Done", "Refused"]
        assert [one.reason for one in answers if isinstance(one, Refused)] == [lost]
        assert database.read_now(told_or_recorded) == before + 1
