"""A month of every office: small in the ordinary run, of 3,000 tickets with `make month` (or of HOTLINE_MONTH)."""

import logging
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session

from bot.rules.outcome import Refused
from bot.rules.periods import month_of
from bot.work import evaluating, figures
from storage.database import Database
from tests.month import expected_bulletins, recount
from tests.month.lives import Living
from tests.month.office import OFFICE_GROUP, Office
from tests.month.promises import broken
from tests.month.record import Record, record_of
from tests.month.same_thread import SameThread
from tests.month.tickets import tickets_of_month
from tests.month.working_days import shanghai
from tests.storage.postgres import PostgresServer

OFFICES = ("putuo_justice", "yichuan_road", "songjiang_civil", "beizhan", "nanmatou_road")
FEWEST, FEW, MANY = 3, 8, int(os.environ.get("HOTLINE_MONTH", "3000"))
SINCE, UNTIL = shanghai(date(2026, 9, 30), time(8)), shanghai(date(2026, 11, 3), time(12))
"""From the day before October to the day on which all that comes out about October has come out."""
OCTOBER = month_of(date(2026, 10, 1))
CLOSED_AT_LEAST = 0.5


@contextmanager
def nothing_logged() -> Iterator[list[str]]:
    """Whatever the product warns of."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler = Kept(logging.WARNING)
    logging.getLogger("bot").addHandler(handler)
    yield said
    logging.getLogger("bot").removeHandler(handler)
    assert said == []


def live_through(database: Database, rulebook: str, count: int) -> tuple[Office, Record]:
    office = Office(database, rulebook, SINCE)
    for coming in tickets_of_month(random.Random(rulebook), count):
        office.begin(coming.at, Living(office, coming, random.Random(coming.fields["number"])).lived())
    with nothing_logged():
        office.live(UNTIL)
    return office, record_of(office)


def holds(office: Office, record: Record) -> None:
    """Every promise, every bulletin and every figure of the month."""
    assert broken(record) == []
    assert list(expected_bulletins.breaches(record, OFFICE_GROUP)) == []
    closed = [ticket for ticket in record.tickets.values() if ticket.state == "closed"]
    assert len(closed) >= CLOSED_AT_LEAST * len(record.tickets)
    office.read(lambda session: figures_equal(session, office, record))
    if office.rulebook == "nanmatou_road":
        office.read(lambda session: scores_equal(session, office, record))


def figures_equal(session: Session, office: Office, record: Record) -> None:
    counted = recount.counted_tickets(record)
    metrics = figures.metrics_of(office.cast.offices, record.office_id)
    for unit_id in (None, office.cast.unit.id, office.cast.other_unit.id):
        shown = figures.counted(session, record.office_id, metrics, unit_id, OCTOBER, record.until)
        for figure, metric in zip(shown, record.document["metric"], strict=True):
            numerator, denominator = recount.figure(record, counted, metric, unit_id)
            assert figure.counted == numerator, (metric["id"], unit_id)
            if figure.out_of is not None:
                assert figure.out_of == denominator, (metric["id"], unit_id)
            if figure.rate is not None:
                assert abs(100 * float(figure.rate) - 100 * numerator / denominator) < 0.01


def scores_equal(session: Session, office: Office, record: Record) -> None:
    counted = recount.counted_tickets(record)
    found = evaluating.evaluated(session, office.cast.offices, record.office_id, OCTOBER, record.until)
    assert not isinstance(found, Refused)
    for one in found:
        assert abs(float(one.score.total) - float(recount.scores(record, counted)[one.unit_id])) < 0.01


@pytest.fixture(autouse=True)
def looked_at_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes at an hour of its own is written down days ahead: twice a day is soon enough for that."""
    monkeypatch.setattr("bot.alerts.now_and_then.LOOK_EVERY", timedelta(hours=12))


@pytest.fixture
def same_thread(sqlite_url: str) -> Iterator[Database]:
    database = SameThread.open(sqlite_url)
    yield database
    database.close()


@pytest.mark.parametrize("rulebook", OFFICES)
def test_a_small_month_ends_as_the_document_says(same_thread: Database, rulebook: str) -> None:
    holds(*live_through(same_thread, rulebook, FEW))


def test_a_month_ends_the_same_on_postgresql(postgres: PostgresServer, postgres_template: str) -> None:
    database = Database.open(postgres.url(postgres.create(postgres_template)))
    holds(*live_through(database, "nanmatou_road", FEWEST))
    database.close()


@pytest.mark.month
@pytest.mark.parametrize("rulebook", OFFICES)
def test_a_month_of_thousands_of_tickets_ends_as_the_document_says(
    same_thread: Database, rulebook: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office, record = live_through(same_thread, rulebook, MANY)
    holds(office, record)
    with capsys.disabled():
        acts, told = sum(office.deeds.values()), len(record.told)
        print(f"\n{rulebook}: {len(record.tickets)} tickets, {acts} acts, {told} messages sent or edited")
