"""A reading transaction asks once; a writing one always sees what it has just written."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session

from storage import staff
from storage.database import Database
from storage.tables import Office, Person
from tests.people import MORNING


def enter(session: Session) -> None:
    session.add(Office(id="o", name="办公室"))
    session.add(Person(id=1, office_id="o", name="张三", bound_at=MORNING + timedelta(days=1)))


def test_the_same_question_is_put_once_in_a_reading_transaction(database: Database) -> None:
    database.write_now(enter)
    asked: list[str] = []

    def hear(*statement: object) -> None:
        asked.append(str(statement[2]))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        first, again = database.read_now(lambda session: (staff.posts(session, 1), staff.posts(session, 1)))
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert (first, again) == ([], [])
    assert sum("FROM post" in statement for statement in asked) == 1


def test_the_next_transaction_sees_what_has_changed(database: Database) -> None:
    database.write_now(enter)
    assert database.read_now(lambda session: getattr(staff.person(session, 1), "name", "")) == "张三"

    def rename(session: Session) -> str:
        person = staff.person(session, 1)
        assert person is not None
        person.name = "张珊"
        session.add(person)
        session.flush()
        session.expire_all()
        return getattr(staff.person(session, 1), "name", "")

    assert database.write_now(rename) == "张珊"
    assert database.read_now(lambda session: getattr(staff.person(session, 1), "name", "")) == "张珊"
