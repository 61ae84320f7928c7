"""The facts of a chart, counted by the database: equal to the tickets counted one by one, for an office and a unit."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.reports.charts.chart import Chart
from bot.reports.charts.describe import TITLES
from bot.reports.moments import SHANGHAI
from bot.reports.painters.charts.frame import WIDTH
from bot.reports.painters.charts.paint import lay_out
from bot.rulebooks.load import built_in
from bot.rules.periods import Period, month_of, quarter_of
from bot.rules.tally import Tally, written
from bot.rules.workflow import State
from bot.work import charts
from storage import tallies
from storage.rows import id_of
from storage.tables import TallyRow, Ticket
from tests.people import MORNING, OFFICE, Cast, settle_in
from tests.work.world import play

OCTOBER = month_of(date(2026, 10, 1))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)
TITLES_OF_TICKETS = ("楼下面馆油烟扰民", "夜间施工噪音", "楼上噪音", "小区车位被占", "咨询居住证")


def _one(
    session: Session, cast: Cast, number: int, received: datetime, unit_id: int | None, closed_after: int | None = 3
) -> None:
    kind, title = ("投诉", "求助", "咨询")[number % 3], TITLES_OF_TICKETS[number % 5]
    rulebook_id = cast.offices.office(OFFICE).rulebook_id
    ticket = Ticket(office_id=OFFICE, number=f"C{number}", rulebook_id=rulebook_id, kind=kind, title=title,
                    state="handling", created_at=MORNING, updated_at=MORNING)  # fmt: skip
    session.add(ticket)
    session.flush()
    closed = received + timedelta(days=closed_after) if closed_after is not None else None
    tally = Tally(unit_id=unit_id, first_unit_id=unit_id, kind=kind, contact=("in_time", "late")[number % 4 == 0],
                  is_closed=closed is not None, outcome="实际解决" if closed else "")  # fmt: skip
    form_id = tallies.form_of(session, written(tally))
    session.add(TallyRow(ticket_id=id_of(ticket), office_id=OFFICE, form_id=form_id, received_at=received,
                         closed_at=closed, contact_due_at=received))  # fmt: skip


@pytest.fixture
def received(session: Session, cast: Cast) -> list[tuple[datetime, int | None]]:
    """Tickets around October, every 17 hours, by turns of one unit and the other; the last ones still open."""
    first, found = datetime(2026, 9, 25, 0, 30, tzinfo=SHANGHAI), []
    for number in range(70):
        at, unit_id = first + timedelta(hours=17 * number), (cast.unit.id, cast.other_unit.id)[number % 2]
        _one(session, cast, number, at.astimezone(UTC), unit_id, 3 if number < 60 else None)
        found.append((at, unit_id))
    session.flush()
    return found


def _chart(session: Session, cast: Cast, code: str, unit_id: int | None = None, period: Period = OCTOBER) -> Chart:
    return charts.chart(session, cast.offices, OFFICE, code, period, unit_id, NOW)


@pytest.mark.parametrize("whose", ["office", "unit"])
def test_each_day_has_the_tickets_that_came_and_ended_then(
    session: Session, cast: Cast, received: list[tuple[datetime, int | None]], whose: str
) -> None:
    unit_id = cast.unit.id if whose == "unit" else None
    own = [(place, at) for place, (at, unit) in enumerate(received) if unit_id in (None, unit)]
    came, ended = _chart(session, cast, "volume", unit_id).panels
    in_october = Counter(at.day for _, at in own if at.month == 10)
    over = [at + timedelta(days=3) for place, at in own if place < 60]
    assert [int(value or 0) for value in came.values] == [in_october[day] for day in range(1, 32)]
    closed = Counter(at.day for at in over if at.month == 10)
    assert [int(value or 0) for value in ended.values] == [closed[day] for day in range(1, 32)]


def test_each_hour_of_a_weekday_has_the_tickets_that_came_then(
    session: Session, cast: Cast, received: list[tuple[datetime, int | None]]
) -> None:
    chart = _chart(session, cast, "hours")
    expected = Counter((at.weekday(), at.hour) for at, _ in received if at.month == 10)
    shown = {
        (row, hour): int(value or 0)
        for row, panel in enumerate(chart.panels)
        for hour, value in enumerate(panel.values)
    }
    assert {place: number for place, number in shown.items() if number} == expected


@pytest.mark.usefixtures("received")
def test_matters_are_counted_by_the_exact_topic_and_by_kind(session: Session, cast: Cast) -> None:
    topics, kinds = _chart(session, cast, "matters").panels
    by_topic = dict(zip(topics.labels, topics.values, strict=True))
    assert {"油烟", "施工噪音", "邻里噪音", "车位"} <= set(by_topic)
    assert "噪音" not in by_topic, "what has a more exact topic is not counted under the general one as well"
    assert sum(value or 0 for value in kinds.values) == sum(
        value or 0 for value in _chart(session, cast, "volume").panels[0].values
    )
    own = _chart(session, cast, "matters", cast.unit.id).panels[1]
    assert 0 < sum(value or 0 for value in own.values) < sum(value or 0 for value in kinds.values)


@pytest.mark.usefixtures("received")
def test_rates_run_by_month_and_a_single_month_is_shown_with_those_before(session: Session, cast: Cast) -> None:
    chart = _chart(session, cast, "rates", period=month_of(date(2026, 11, 1)))
    assert chart.period == "2026年9月至2026年11月，截至11月20日"
    contact = next(panel for panel in chart.panels if panel.name == "先行联系率")
    assert contact.labels == ("26年9月", "10月", "11月")
    assert contact.shown[1] != "100%"
    assert any("依据" in note for note in chart.notes)
    quarter = _chart(session, cast, "rates", period=quarter_of(date(2026, 7, 1)))
    assert (quarter.period, quarter.panels[0].labels) == ("2026年9月", ("26年9月",))


def test_lights_are_those_of_the_board(session: Session, cast: Cast) -> None:
    play(session, cast, number="20261120000301", phone="13800002001").bring_to(State.HANDLING)
    chart = charts.chart(session, cast.offices, OFFICE, "lights", OCTOBER, None, MORNING + timedelta(hours=2))
    assert cast.unit.name in chart.panels[0].labels
    assert sum(value or 0 for panel in chart.panels for value in panel.values) == 1
    assert "此刻" in chart.period
    own = charts.chart(session, cast.offices, OFFICE, "lights", OCTOBER, cast.other_unit.id, MORNING)
    assert own.is_empty
    assert own.none == "没有未办结的工单"


@pytest.mark.parametrize("code", TITLES)
def test_an_office_without_a_ticket_has_charts_that_say_so(session: Session, cast: Cast, code: str) -> None:
    chart = _chart(session, cast, code)
    assert chart.is_empty
    assert cast.offices.office(OFFICE).name in chart.whose
    assert set(charts.CHARTS) == set(TITLES)


@pytest.mark.parametrize("office", built_in())
def test_every_office_has_every_chart_with_its_clause_and_its_words_in_their_place(
    session: Session, office: str
) -> None:
    cast = settle_in(session, office, rulebook=office)
    for code in TITLES:
        chart = charts.chart(session, cast.offices, office, code, OCTOBER, cast.unit.id, NOW)
        sheet, height = lay_out(chart)
        assert all(words.box[2] <= WIDTH and words.box[3] <= height for words in sheet.words)
        assert code == "lights" or any(note.startswith("依据：") for note in chart.notes)
        assert chart.whose == f"宜川路街道 · {cast.unit.name}"


def test_a_period_that_is_not_over_says_how_far_it_has_come(session: Session, cast: Cast) -> None:
    assert _chart(session, cast, "volume", period=month_of(date(2026, 11, 1))).period == "2026年11月，截至11月20日"
