import json
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from storage import inbox
from storage.database import Database
from storage.tables import InboxRow
from tests.storage.staff import MORNING


def _update(number: int, text: str = "收到") -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": 101}, "text": text}}


def _keep(database: Database, *updates: dict[str, Any]) -> None:
    database.write_now(lambda session: inbox.keep(session, updates, MORNING))


def _unhandled(database: Database) -> list[InboxRow]:
    query = select(InboxRow).where(col(InboxRow.handled_at).is_(None)).order_by(col(InboxRow.id))
    return database.read_now(lambda session: list(session.exec(query)))


def test_an_update_heard_three_times_is_kept_once(database: Database) -> None:
    for _ in range(3):
        _keep(database, _update(1), _update(2))

    assert [row.update_id for row in _unhandled(database)] == [1, 2]


def test_a_number_used_again_for_something_else_is_kept_as_well(database: Database) -> None:
    _keep(database, _update(1, "收到"), _update(1, "已到现场"))

    assert [json.loads(row.raw)["message"]["text"] for row in _unhandled(database)] == ["收到", "已到现场"]


def test_something_without_a_number_is_kept_too(database: Database) -> None:
    _keep(database, {"message": "?"}, {"update_id": "seven"})

    assert [row.update_id for row in _unhandled(database)] == [inbox.NO_NUMBER, inbox.NO_NUMBER]


def test_half_a_character_and_a_number_beyond_all_bounds_are_kept(database: Database) -> None:
    _keep(database, {"update_id": 1 << 80, "message": {"text": "\ud83d"}}, _update(2, "\x00"))

    assert sorted(row.update_id for row in _unhandled(database)) == [inbox.NO_NUMBER, 2]


def test_an_update_is_finished_once(database: Database) -> None:
    _keep(database, _update(1))
    (row,) = _unhandled(database)
    assert row.id is not None
    row_id = row.id

    assert database.write_now(lambda session: inbox.finish(session, row_id, MORNING))
    assert not database.write_now(lambda session: inbox.finish(session, row_id, MORNING))
    assert _unhandled(database) == []


def test_failures_are_counted_and_the_row_waits_on(database: Database) -> None:
    _keep(database, _update(1))
    row_id = _unhandled(database)[0].id
    assert row_id is not None

    counts = [database.write_now(lambda session: inbox.note_failure(session, row_id, "KeyError")) for _ in range(2)]

    assert counts == [1, 2]
    assert _unhandled(database)[0].error == "KeyError"


def test_what_is_under_way_is_left_out(database: Database) -> None:
    _keep(database, _update(1), _update(2))
    under_way = _unhandled(database)[0].id
    assert under_way is not None

    (left,) = database.read_now(lambda session: inbox.unhandled(session, 100, besides=[under_way]))

    assert json.loads(left[1]) == _update(2)


def test_what_was_handled_long_ago_is_forgotten_and_the_rest_kept(database: Database) -> None:
    _keep(database, _update(1), _update(2), _update(3))
    old, recent = (row.id for row in _unhandled(database)[:2])
    assert old is not None
    assert recent is not None
    database.write_now(lambda session: inbox.finish(session, old, MORNING - timedelta(days=9)))
    database.write_now(lambda session: inbox.finish(session, recent, MORNING))

    forgotten = database.write_now(lambda session: inbox.forget(session, MORNING - timedelta(days=8)))

    kept = database.read_now(lambda session: session.exec(select(InboxRow.update_id)).all())
    assert (forgotten, sorted(kept)) == (1, [2, 3])
