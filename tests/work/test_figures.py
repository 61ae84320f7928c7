"""A month of generated tickets for each office: the figures equal an independent count in plain SQL to 0.01."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rulebooks.load import built_in
from bot.rules.periods import month_of
from bot.rules.tally import Tally, written
from bot.work import figures
from storage import tallies
from storage.database import Database
from storage.rows import id_of
from storage.tables import TallyRow, Ticket
from tests.people import MORNING, Cast, settle_in

MANY = 400
COLUMNS = (
    *("unit_id", "co_units", "kind", "contact", "contact_due_at", "finish", "outcome", "satisfaction", "finding"),
    *("recorded", "exempt", "received_at", "due_at", "closed_at"),
)
OCTOBER = month_of(date(2026, 10, 1))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)

# What each metric counts, written anew against a table of the generated facts: numerator, denominator, moment.
SQL = {
    "accepted": ("1=1", "1=1", "received_at"),
    "contacted_in_time": (
        "contact='in_time'",
        "(contact in ('in_time','late') or (contact='open' and contact_due_at<=:now))",
        "received_at",
    ),
    "closed_in_time": (
        "finish='in_time'",
        "(finish in ('in_time','late') or (finish='open' and due_at<=:now))",
        "due_at",
    ),
    "satisfied": ("satisfaction in ('满意','基本满意')", "satisfaction<>''", "closed_at"),
    "found_untrue": ("finding='不属实'", "kind in ('投诉','求助')", "closed_at"),
    "recorded_satisfied": (
        "recorded in ('满意','基本满意','认可')",
        "recorded not in ('','未评价','其他')",
        "closed_at",
    ),
}
SOLVED = {"closed": "1=1", "rated": "satisfaction<>''"}
EXEMPT = {"nanmatou_road": ["stored_call"], "beizhan": ["not_assessed", "objective"]}


@pytest.mark.parametrize("office", built_in())
def test_the_figures_of_a_month_equal_an_independent_count(sqlite_url: str, office: str) -> None:
    database = Database.open(sqlite_url)
    chance = random.Random(office)

    def work(session: Session) -> None:
        cast = settle_in(session, office, rulebook=office)
        _generate(session, cast, chance)
        for unit_id in (None, cast.unit.id, cast.other_unit.id):
            for figure in figures.counted(
                session, office, figures.metrics_of(cast.offices, office), unit_id, OCTOBER, NOW
            ):
                counted, whole = _independently(session, office, figure.metric.share, figure.metric.of, unit_id)
                assert figure.counted == counted, (figure.metric.id, unit_id)
                if figure.metric.of is not None:
                    assert figure.out_of == whole, (figure.metric.id, unit_id)
                    assert whole > 0
                    assert abs(float(figure.rate or 0) - counted / whole) < 0.0001

    database.write_now(work)
    database.close()


def test_units_that_share_no_ticket_add_up_to_the_office(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)

    def work(session: Session) -> None:
        cast = settle_in(session)
        _generate(session, cast, random.Random(5))
        for metric in figures.metrics_of(cast.offices, cast.clerk.office_id):
            units = figures.units_of(session, cast.clerk.office_id)
            whole, parts = figures.by_unit(session, cast.clerk.office_id, metric, units, OCTOBER, NOW)
            assert whole.counted == sum(part.counted for part in parts)
            assert (whole.out_of or 0) == sum(part.out_of or 0 for part in parts)

    database.write_now(work)
    database.close()


def _independently(session: Session, office: str, share: str, of: str | None, unit_id: int | None) -> tuple[int, int]:
    counted, whole, moment = SQL.get(share) or ("outcome='实际解决'", SOLVED[of or "closed"], "closed_at")
    where = f"{moment}>=:since and {moment}<:until"
    if unit_id is not None:
        helped = f"or co_units like '%,{unit_id},%'" if office == "nanmatou_road" and share != "found_untrue" else ""
        where += f" and (unit_id={unit_id} {helped})"
    if share == "satisfied":
        where += "".join(f" and exempt not like '%{kind}%'" for kind in EXEMPT.get(office, []))
    values = {"since": "2026-09-30 16:00:00", "until": "2026-10-31 16:00:00", "now": "2026-11-20 01:00:00"}
    query = f"select sum(case when {counted} then 1 else 0 end), count(*) from facts where {where} and {whole}"
    numbers = session.connection().execute(text(query), values).one()
    return int(numbers[0] or 0), int(numbers[1])


def _generate(session: Session, cast: Cast, chance: random.Random) -> None:
    """Tickets with every sort of end around the month, as tallies and, for the other count, as a plain table."""
    session.connection().execute(text(f"create temp table facts ({', '.join(COLUMNS)})"))
    rulebook_id = cast.offices.office(cast.clerk.office_id).rulebook_id
    for number, (tally, moments) in enumerate(_tickets(cast, chance)):
        ticket = Ticket(office_id=cast.clerk.office_id, number=f"F{number}", rulebook_id=rulebook_id, kind=tally.kind,
                        state="handling", created_at=MORNING, updated_at=MORNING)  # fmt: skip
        session.add(ticket)
        session.flush()
        form_id = tallies.form_of(session, written(tally))
        session.add(TallyRow(ticket_id=id_of(ticket), office_id=ticket.office_id, form_id=form_id, **moments))
        _write_fact(session, tally, moments)
    session.flush()


def _write_fact(session: Session, tally: Tally, moments: dict[str, datetime | None]) -> None:
    values = {
        **tally._asdict(),
        **{name: at.strftime("%Y-%m-%d %H:%M:%S") if at else None for name, at in moments.items()},
        "co_units": "".join(f",{unit}," for unit in tally.co_unit_ids),
    }
    query = f"insert into facts values ({','.join(':' + name for name in COLUMNS)})"
    session.connection().execute(text(query), {name: values[name] for name in COLUMNS})


def _tickets(cast: Cast, chance: random.Random) -> Iterator[tuple[Tally, dict[str, datetime | None]]]:
    first = datetime(2026, 9, 20, tzinfo=UTC)
    for _ in range(MANY):
        received = first + timedelta(minutes=chance.randrange(50 * 24 * 60))
        due = received + timedelta(days=chance.randrange(1, 40))
        closed = received + timedelta(days=chance.randrange(1, 15)) if chance.random() < 0.8 else None
        rated = closed is not None and chance.random() < 0.8
        unit, other = chance.sample([cast.unit.id, cast.other_unit.id], 2)
        tally = Tally(
            unit_id=unit,
            first_unit_id=unit,
            co_unit_ids=(other,) if other is not None and chance.random() < 0.1 else (),
            kind=chance.choice(["投诉", "求助", "咨询"]),
            contact=chance.choice(["", "in_time", "in_time", "late", "open"]),
            finish=chance.choice(["in_time", "in_time", "late", "open"]),
            is_closed=closed is not None,
            outcome=chance.choice(["实际解决", "解释说明", "未解决"]),
            satisfaction=chance.choice(["满意", "基本满意", "一般", "不满意"]) if rated else "",
            finding=chance.choice(["属实", "不属实"]),
            recorded=chance.choice(["满意", "认可", "不满意", "未评价", ""]),
            exempt=chance.choice(["", "", "stored_call", "not_assessed", "objective,not_assessed"]),
        )
        contact_due = received + timedelta(days=chance.choice([1, 80]))
        yield tally, {"received_at": received, "due_at": due, "closed_at": closed, "contact_due_at": contact_due}
