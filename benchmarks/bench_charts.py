"""A chart from the question to the picture, over 100,000 tickets of a year; the bar is 2 s a chart.

Counted in this process, drawn in a child; this process must not have grown after twenty of them.
"""

import asyncio
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from bot.reports.charts.chart import Chart
from bot.reports.charts.describe import TITLES
from bot.reports.charts.drawing import png
from bot.reports.moments import SHANGHAI
from bot.reports.pictures import Drawer
from bot.rulebooks.load import rulebook_text
from bot.rules.periods import Period, month_of, year_of
from bot.rules.tally import Tally, written
from bot.work.charts import chart
from bot.work.offices import OfficeEntry, Offices, open_offices
from storage.database import Database
from storage.tables import TallyForm, TallyRow, Ticket, Unit
from tests.people import read_law

OFFICE, MANY, PART, FORMS, UNITS = "nanmatou_road", 100_000, 20_000, 3_000, 20
OPEN = 2_000
BAR, ROUNDS = 2.0, 4
START = datetime(2026, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
NOW = datetime(2026, 12, 31, 9, tzinfo=SHANGHAI).astimezone(UTC)
PERIODS = {"a month": month_of(date(2026, 10, 1)), "a year": year_of(date(2026, 1, 1))}
MATTERS = ("油烟扰民", "夜间施工噪音", "楼道堆物", "车位被占", "电梯故障", "咨询居住证", "路灯不亮", "垃圾清运不及时")


def main() -> None:
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        offices = database.write_now(_office)
        chance = random.Random(12345)
        for first in range(1, MANY, PART):
            database.write_now(lambda session, first=first: _fill(session, offices, first, chance))  # type: ignore[misc]
        asyncio.run(_measure(database, offices))
        database.close()


async def _measure(database: Database, offices: Offices) -> None:
    drawer, drawn = Drawer(), 0
    print(f"{MANY:,} tickets of a year, {FORMS:,} sorts of them, {UNITS} units:")
    for name, period in PERIODS.items():
        for code in TITLES:
            print(f"  {code}, {name}: {await _one(database, offices, drawer, code, period)}")
    charts = [_described(database, offices, code, PERIODS["a month"]) for code in TITLES]
    before = _resident()
    for made in charts * ROUNDS:
        await png(drawer, made)
        drawn += 1
    print(f"  this process: {before:.1f} MB before {drawn} charts were drawn, {_resident():.1f} MB after")


def _described(database: Database, offices: Offices, code: str, period: Period) -> Chart:
    return database.read_now(lambda session: chart(session, offices, OFFICE, code, period, None, NOW))


async def _one(database: Database, offices: Offices, drawer: Drawer, code: str, period: Period) -> str:
    begun = time.perf_counter(), _processor()
    made = _described(database, offices, code, period)
    counted = time.perf_counter(), _processor()
    picture = await png(drawer, made)
    drawn = time.perf_counter(), _processor()
    counting, drawing, together = (
        f"{to[0] - since[0]:.2f} s ({to[1] - since[1]:.2f} of processor time)"
        for since, to in ((begun, counted), (counted, drawn), (begun, drawn))
    )
    verdict = "within" if drawn[0] - begun[0] <= BAR else "OVER"
    return (
        f"counted {counting}, drawn {drawing}, {together} in all, {verdict} the bar of {BAR:g} s; "
        f"{len(picture) // 1024} KB"
    )


def _processor() -> float:
    """Seconds of processor time of this process and of the children that ended."""
    return sum(
        spent.ru_utime + spent.ru_stime
        for spent in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _resident() -> float:
    """Megabytes of this process that are in memory now."""
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmRSS:") + 1]) / 1024


def _office(session: Session) -> Offices:
    offices = open_offices(session, [OfficeEntry(OFFICE, "街道", rulebook_text(OFFICE))], read_law, START)
    session.add_all(Unit(id=n, office_id=OFFICE, kind="unit", name=f"第{n}处室") for n in range(1, UNITS + 1))
    session.flush()
    session.execute(insert(TallyForm), list(_forms(random.Random(7))))
    return offices


def _fill(session: Session, offices: Offices, first: int, chance: random.Random) -> None:
    numbers = range(first, first + PART)
    session.execute(insert(Ticket), [_ticket(offices, n, chance) for n in numbers])
    session.execute(insert(TallyRow), list(_tallies(numbers, chance)))


def _ticket(offices: Offices, number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": number, "office_id": OFFICE, "number": str(number), "rulebook_id": offices.office(OFFICE).rulebook_id,
        "state": "handling" if number <= OPEN else "closed", "kind": "投诉", "tags": [], "co_unit_ids": [],
        "unit_id": 1 + number % UNITS, "title": f"虚构路{chance.randrange(900)}弄{chance.choice(MATTERS)}",
        "matched_at": START, "created_at": START, "updated_at": START,
    }  # fmt: skip


def _tallies(numbers: range, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in numbers:
        at = START + timedelta(minutes=chance.randrange(364 * 24 * 60))
        form = 1 + chance.randrange(FORMS)
        yield {"ticket_id": number, "office_id": OFFICE, "form_id": form, "received_at": at, "due_at": at,
               "closed_at": at, "contact_due_at": at}  # fmt: skip


def _forms(chance: random.Random) -> Iterator[dict[str, Any]]:
    seen = dict[str, None]()
    while len(seen) < FORMS:
        tally = Tally(
            unit_id=1 + chance.randrange(UNITS),
            first_unit_id=1 + chance.randrange(UNITS),
            kind=chance.choice(("投诉", "求助", "咨询", "意见建议")),
            contact=chance.choice(("in_time", "in_time", "late")),
            finish=chance.choice(("in_time", "in_time", "late")),
            is_closed=True,
            outcome=chance.choice(("实际解决", "解释说明", "未解决")),
            satisfaction=chance.choice(("满意", "基本满意", "一般", "不满意", "")),
        )
        seen[written(tally)] = None
    yield from ({"words": words} for words in seen)
