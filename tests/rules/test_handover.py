"""The headings of the list that is handed over."""

from datetime import UTC, datetime, timedelta

from bot.rules.handover import OpenTicket, Waiting, under_headings

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TONIGHT, TOMORROW = NOW + timedelta(hours=7), NOW + timedelta(days=3, hours=7)


def _open(number: int, due_in: float | None = None, who: str = "城建办", ours: bool = False) -> OpenTicket:
    due_at = NOW + timedelta(hours=due_in) if due_in is not None else None
    return OpenTicket(number, 1, str(number), "路灯不亮", "处置中", who, ours, "办结" if due_at else "", due_at)


def test_every_ticket_stands_under_the_first_heading_it_belongs_to() -> None:
    tickets = [_open(1, 100), _open(2, 3), _open(3, -2), _open(4, 48), _open(5, ours=True), _open(6, -5, ours=True)]
    found = under_headings(tickets, NOW, TONIGHT, TOMORROW)
    assert [one.ticket_id for one in found.late] == [6, 3]
    assert [one.ticket_id for one in found.tonight] == [2]
    assert [one.ticket_id for one in found.tomorrow] == [4]
    assert [one.ticket_id for one in found.ours] == [5]
    assert found.others == (Waiting("城建办", "处置中", 1),)
    assert [one.ticket_id for one in found.urgent] == [6, 3, 2, 4, 5]


def test_the_rest_is_counted_by_whom_it_waits_for_the_most_first() -> None:
    tickets = [_open(1), _open(2, who="平安办"), _open(3, who="平安办"), _open(4, 500, who="平安办")]
    found = under_headings(tickets, NOW, TONIGHT, TOMORROW)
    assert found.others == (Waiting("平安办", "处置中", 3), Waiting("城建办", "处置中", 1))


def test_nothing_open_is_an_empty_list() -> None:
    found = under_headings([], NOW, TONIGHT, TOMORROW)
    assert (found.urgent, found.others) == ((), ())
