"""Tickets counted by hour and by the words of their titles, the same on both databases."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from storage import tallies, volumes
from storage.database import Database
from storage.tables import Office, RulebookCopy, TallyRow, Ticket
from storage.tallies import Among
from storage.volumes import Titled
from tests.people import MORNING

FIRST = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
TITLES = ("楼下油烟", "夜间噪音", "夜间施工噪音", "100%_油烟", "车位")
AMONG = Among("o", "received", FIRST, FIRST + timedelta(days=2))


def enter(session: Session) -> list[int]:
    """Tickets by turns of two tallies, half an hour apart, the last one after the period; the ids of the tallies."""
    session.add(Office(id="o", name="办公室"))
    session.add(RulebookCopy(id="r", office_id="o", version="1", text="", taken_at=MORNING))
    session.flush()
    forms = [tallies.form_of(session, words) for words in ("一", "二")]
    for number, title in enumerate(TITLES):
        at = FIRST + timedelta(minutes=30 * number) if number < 4 else FIRST + timedelta(days=2)
        session.add(Ticket(id=number + 1, office_id="o", number=str(number), rulebook_id="r", kind="投诉", title=title,
                           state="handling", created_at=at, updated_at=at))  # fmt: skip
        session.flush()
        session.add(TallyRow(ticket_id=number + 1, office_id="o", form_id=forms[number % 2], received_at=at))
    session.flush()
    return forms


def test_each_hour_has_its_tickets_of_all_or_of_some_tallies(database: Database) -> None:
    forms = database.write_now(enter)
    hour = int(FIRST.timestamp()) // volumes.HOUR
    assert database.read_now(lambda session: volumes.by_hour(session, AMONG, None)) == {hour: 2, hour + 1: 2}
    assert database.read_now(lambda session: volumes.by_hour(session, AMONG, forms[:1])) == {hour: 1, hour + 1: 1}
    assert database.read_now(lambda session: volumes.by_hour(session, AMONG, [])) == {}
    many = [*range(1000, 4000), *forms]
    assert database.read_now(lambda session: volumes.by_hour(session, AMONG, many)) == {hour: 2, hour + 1: 2}
    assert sorted(database.read_now(lambda session: list(volumes.forms(session, AMONG)))) == [
        (forms[0], "一"),
        (forms[1], "二"),
    ]


def test_titles_are_counted_by_one_of_their_words_and_none_of_others(database: Database) -> None:
    forms = database.write_now(enter)
    wanted = [Titled(("油烟", "烟道")), Titled(("噪音",), ("施工",)), Titled(("车位",)), Titled(("0%_",))]
    assert database.read_now(lambda session: volumes.titled(session, AMONG, None, wanted)) == [2, 1, 0, 1]
    assert database.read_now(lambda session: volumes.titled(session, AMONG, forms[1:], wanted)) == [1, 1, 0, 1]
    assert database.read_now(lambda session: volumes.titled(session, AMONG, [], wanted)) == [0, 0, 0, 0]
    assert database.read_now(lambda session: volumes.titled(session, AMONG, None, [])) == []
