"""Which tickets stand under which heading of a bulletin, and what of it one reader gets."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.reports.moments import SHANGHAI
from bot.rules.bulletin_content import Known, Line, Section, has_news, listed, of_places, sections_of
from bot.rules.bulletin_rules import Bulletin
from bot.rules.periods import day_of
from bot.rules.tally import UNSOLVED

NOW = datetime(2026, 11, 21, 9, tzinfo=SHANGHAI)
YESTERDAY = day_of(date(2026, 11, 20))
BULLETIN = Bulletin(
    id="X-1", name="通报", clause="一", every="day", holds=("内容",), audience=("desk",), tags=("涉稳",), duty="X-T1",
    parts=("open", "tagged", "not_reported"), writes=("建议",),
)  # fmt: skip
OPEN = Known(
    ticket_id=1, number="1", matter="油烟", unit="甲", places=(1,), state="处理中", is_open=True,
    received_at=NOW - timedelta(hours=20),
)  # fmt: skip
CLOSED = replace(OPEN, is_open=False, closed=True, sets=frozenset({"rated", "satisfied"}))


@pytest.mark.parametrize(
    ("part", "one", "stands"),
    [
        ("open", OPEN, True),
        ("open", CLOSED, False),
        ("open", replace(OPEN, received_at=NOW - timedelta(hours=8)), False),
        ("open", replace(OPEN, received_at=datetime(2026, 11, 20, 23, 59, tzinfo=SHANGHAI)), True),
        ("overdue", replace(OPEN, due_at=NOW - timedelta(seconds=1)), True),
        ("overdue", replace(OPEN, due_at=NOW), False),
        ("overdue", OPEN, False),
        ("due_today", replace(OPEN, due_at=NOW), True),
        ("due_today", replace(OPEN, due_at=datetime(2026, 11, 21, 23, 59, 59, tzinfo=SHANGHAI)), True),
        ("due_today", replace(OPEN, due_at=datetime(2026, 11, 22, tzinfo=SHANGHAI)), False),
        ("unsolved", replace(CLOSED, outcome=UNSOLVED), True),
        ("unsolved", replace(CLOSED, outcome=UNSOLVED, closed=False), False),
        ("unsolved", replace(CLOSED, outcome="解释说明"), False),
        ("unsatisfied", replace(CLOSED, sets=frozenset({"rated"})), True),
        ("unsatisfied", CLOSED, False),
        ("unsatisfied", replace(CLOSED, sets=frozenset()), False),
        ("not_contacted", replace(OPEN, received=True, sets=frozenset({"contact_owed"})), True),
        ("not_contacted", replace(OPEN, received=True, sets=frozenset({"contact_owed", "contacted_in_time"})), False),
        ("not_contacted", replace(OPEN, received=False, sets=frozenset({"contact_owed"})), False),
        ("tagged", replace(OPEN, tags=frozenset({"涉稳", "催办"})), True),
        ("tagged", replace(OPEN, tags=frozenset({"催办"})), False),
        ("tagged", replace(CLOSED, tags=frozenset({"涉稳"})), False),
        ("not_reported", replace(OPEN, tags=frozenset({"涉稳"}), owes_daily=True), True),
        ("not_reported", replace(OPEN, tags=frozenset({"涉稳"}), owes_daily=True, progress="已上门"), False),
        ("not_reported", replace(OPEN, tags=frozenset({"涉稳"})), False),
    ],
)
def test_a_ticket_stands_where_it_belongs(part: Any, one: Known, stands: bool) -> None:
    assert bool(listed(part, BULLETIN, YESTERDAY, NOW, [one])) is stands


def test_the_soonest_due_stands_first_and_what_is_owed_nothing_last() -> None:
    later, sooner = (replace(OPEN, ticket_id=n, due_at=NOW + timedelta(hours=h)) for n, h in ((2, 5), (3, 1)))
    assert [one.ticket_id for one in listed("open", BULLETIN, YESTERDAY, NOW, [OPEN, later, sooner])] == [3, 2, 1]


def test_what_the_desk_writes_comes_behind_what_is_told() -> None:
    told = {part: () for part in BULLETIN.parts}
    assert [(one.heading, one.to_write) for one in sections_of(BULLETIN, told)] == [
        ("未办结的工单", False), ("当日处置情况", False), ("当日没有报送的部门", False), ("建议", True),
    ]  # fmt: skip


def test_a_reader_of_one_unit_gets_its_lines_and_what_concerns_everybody() -> None:
    section = Section("工单", "open", (Line("甲的", places=(1,)), Line("乙的", places=(2, 3)), Line("大家的")))
    assert [line.words for line in of_places([section], {3})[0].lines] == ["乙的", "大家的"]
    assert not has_news(of_places([Section("工单", "open", (Line("甲的", places=(1,)),))], {3}))
    assert has_news((), "本周召开例会。")
