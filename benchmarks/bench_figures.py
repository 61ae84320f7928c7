"""A month's figures over a million tickets, every metric of every unit; the bar is 10 s.

Beside it, over a part of the tickets, the naive way: every ticket as an object with its tally as an object.
"""

import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from bot.reports.moments import SHANGHAI
from bot.rulebooks.load import load_rulebook
from bot.rules.figures import moments_of, whole_and_parts
from bot.rules.periods import Period
from bot.rules.tally import Tally, counts_in, read, units_of, written
from bot.work.figures import counts_of
from storage.database import Database
from storage.tables import Office, RulebookCopy, TallyForm, TallyRow, Ticket

OFFICE, MANY, PART, FORMS = "nanmatou_road", 1_000_000, 50_000, 5_000
UNITS, BAR = 20, 10.0
START = datetime(2026, 10, 1, tzinfo=SHANGHAI).astimezone(UTC)
MONTH = Period(START.astimezone(SHANGHAI).date(), START.astimezone(SHANGHAI).date().replace(day=31))
NOW = datetime(2026, 11, 20, tzinfo=UTC)
METRICS = load_rulebook(OFFICE).metric


def main() -> None:
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        database.write_now(_office)
        chance = random.Random(12345)
        for first in range(1, MANY, PART):
            database.write_now(lambda session, first=first: _fill(session, first, chance))  # type: ignore[misc]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, groups = _timed(lambda: database.read_now(figures))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        verdict = "within" if seconds <= BAR else "OVER"
        print(f"{MANY:,} tickets of one month, {len(METRICS)} metrics, {UNITS} units, {groups:,} different tallies:")
        print(f"  {seconds:.2f} s ({verdict} the bar of {BAR:g} s), {grown:.0f} MB more memory at most")
        naive, _ = _timed(lambda: database.read_now(naively))
        times = naive / PART / (seconds / MANY)
        print(f"  naive, {PART:,} of them as objects: {naive:.2f} s, {times:.0f} times as long a ticket")
        database.close()


def figures(session: Session) -> int:
    counts = counts_of(session, OFFICE, moments_of(METRICS), MONTH, NOW)
    for metric in METRICS:
        whole_and_parts(metric, counts[metric.by])
    return sum(map(len, counts.values()))


def naively(session: Session) -> int:
    """Every ticket and its tally as objects, each metric counted ticket by ticket."""
    query = select(Ticket, TallyRow, TallyForm).join(TallyRow, col(TallyRow.ticket_id) == col(Ticket.id))
    query = query.join(TallyForm, col(TallyForm.id) == col(TallyRow.form_id)).limit(PART)
    tallied: dict[tuple[str, int | None], list[int]] = {}
    for _, _row, form in session.exec(query):
        tally = read(form.words, True, True)
        for metric in METRICS:
            counted, whole = counts_in(tally, metric)
            for unit in (None, *units_of(tally, metric.co_handled)):
                of = tallied.setdefault((metric.id, unit), [0, 0])
                of[0] += counted
                of[1] += whole
    return len(tallied)


def _timed(work: Any) -> tuple[float, int]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, int(answer)


def _office(session: Session) -> None:
    session.add(Office(id=OFFICE, name="街道"))
    session.add(RulebookCopy(id="r", office_id=OFFICE, version="1", text="", taken_at=START))
    session.execute(insert(TallyForm), list(_forms(random.Random(7))))


def _fill(session: Session, first: int, chance: random.Random) -> None:
    numbers = range(first, first + PART)
    tickets = [
        {"id": n, "office_id": OFFICE, "number": str(n), "rulebook_id": "r", "state": "closed", "kind": "投诉",
         "tags": [], "co_unit_ids": [], "created_at": START, "updated_at": START}
        for n in numbers
    ]  # fmt: skip
    session.execute(insert(Ticket), tickets)
    forms = session.exec(select(func.count(col(TallyForm.id)))).one()
    session.execute(insert(TallyRow), list(_tallies(numbers, forms, chance)))


def _tallies(numbers: range, forms: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in numbers:
        at = START + timedelta(minutes=chance.randrange(30 * 24 * 60))
        form = 1 + chance.randrange(forms)
        yield {
            "ticket_id": number,
            "office_id": OFFICE,
            "form_id": form,
            "received_at": at,
            "due_at": at,
            "closed_at": at,
            "contact_due_at": at,
        }


def _forms(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Some thousands of different tallies, as an office of twenty units has them."""
    seen = set()
    for _ in range(FORMS):
        rated = chance.random() < 0.8
        tally = Tally(
            unit_id=1 + chance.randrange(UNITS),
            co_unit_ids=(1 + chance.randrange(UNITS),) if chance.random() < 0.05 else (),
            kind=chance.choice(("投诉", "求助", "咨询", "意见建议")),
            contact=chance.choice(("in_time", "in_time", "in_time", "late")),
            finish=chance.choice(("in_time", "in_time", "in_time", "late")),
            is_closed=True,
            outcome=chance.choice(("实际解决", "解释说明", "参考备案", "未解决")),
            satisfaction=chance.choice(("满意", "基本满意", "一般", "不满意")) if rated else "",
            contacted="是" if rated else "",
            finding=chance.choice(("属实", "不属实")),
        )
        seen.add(written(tally))
    yield from ({"words": words} for words in sorted(seen))
