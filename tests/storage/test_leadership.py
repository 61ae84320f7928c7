from collections.abc import Iterator

import pytest

from storage.database import Database
from storage.leadership import Leadership
from tests.storage.postgres import PostgresServer


@pytest.fixture
def two_processes(postgres: PostgresServer, postgres_template: str) -> Iterator[tuple[Database, Database]]:
    """Two open databases on one PostgreSQL, as two processes would have them."""
    url = postgres.url(postgres.create(postgres_template))
    both = Database.open(url), Database.open(url)
    yield both
    for database in both:
        database.close()


def test_alone_on_sqlite_one_always_leads(sqlite: Database) -> None:
    leadership = Leadership(sqlite)

    assert leadership.leads
    assert leadership.acquire()


def test_of_two_processes_one_leads_and_goes_on_leading(two_processes: tuple[Database, Database]) -> None:
    first, second = (Leadership(database) for database in two_processes)

    assert not first.leads
    assert [first.acquire(), second.acquire(), first.acquire(), second.acquire()] == [True, False, True, False]
    assert [first.leads, second.leads] == [True, False]
    first.release()


def test_when_the_leader_lets_go_the_other_one_leads(two_processes: tuple[Database, Database]) -> None:
    first, second = (Leadership(database) for database in two_processes)
    first.acquire()
    first.release()

    assert second.acquire()
    assert not first.acquire()
    second.release()


def test_a_leader_whose_connection_died_leads_no_more(
    two_processes: tuple[Database, Database], postgres: PostgresServer
) -> None:
    first, second = (Leadership(database) for database in two_processes)
    first.acquire()
    postgres.cut_connections()

    assert not first.acquire()
    assert second.acquire()
    assert not first.leads
    second.release()
