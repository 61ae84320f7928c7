"""The sample with its traps, registered ticket by ticket in several orders: the database finds what the rules find."""

import csv
import random

import pytest
from sqlmodel import Session, col, select

from storage.tables import Ticket
from tests.people import MORNING, Cast, register
from tests.rules.matters import SAMPLE, sample

BY_ALIAS_ONLY = 15
"""The ticket whose place only the office's own table of names can tell; the cast's office has none."""


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_sample_is_grouped_alike_in_any_order_of_arrival(session: Session, cast: Cast, seed: int) -> None:
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    random.Random(seed).shuffle(rows)
    for row in rows:
        fields = {name: row[name] for name in ("caller", "phone", "address", "called_at", "title", "content")}
        fields |= {"number": f"2026112000{int(row['number']):04}", "platform_dispatched_at": row["called_at"]}
        register(session, cast, MORNING, **fields)

    found: dict[int, set[int]] = {}
    for ticket in session.exec(select(Ticket).where(col(Ticket.matter_id).is_not(None))):
        found.setdefault(ticket.matter_id or 0, set()).add(int(ticket.number[-4:]))
    assert sorted(found.values(), key=min) == [group - {BY_ALIAS_ONLY} for group in sample()[1]]
