"""One new ticket compared with 100,000, by their keys, beside comparing it with each.

Bar: at most 50 ms with 100,000 tickets in the office. Both ways must find the same.
"""

import random
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from benchmarks.served_bot import spread
from bot.rules.matching_rules import Matching
from bot.rules.same_matter import Matter, compare
from bot.work import matching
from storage import matters
from storage.database import Database
from storage.rows import id_of
from storage.tables import MatterKey, Ticket
from tests.people import Cast, settle_in

TICKETS, NEW, NAIVE, CHUNK = 100_000, 200, 20, 10_000
START = datetime(2026, 1, 1, tzinfo=UTC)
COMPOUNDS, HOUSES, SECONDS_APART = 400, 60, 315


def main() -> None:
    chance = random.Random(12345)
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        cast = database.write_now(settle_in)
        rules = cast.offices.present_law(cast.clerk.office_id).rulebook.matching
        assert rules is not None
        known = _fill(database, cast, rules, chance)
        print(f"{TICKETS:>9,} tickets known, a new one compared by keys: ", end="")
        took, found = _by_keys(database, cast, rules, chance)
        print(spread(took))
        naive, same = _each_with_each(rules, known, found)
        print(f"{'':>9} the same by comparing with each: {spread(naive)}")
        print(f"ratio {sum(naive) / len(naive) / (sum(took) / len(took)):,.0f}x, same answers: {same}")
        database.close()


def _fill(database: Database, cast: Cast, rules: Matching, chance: random.Random) -> list[Matter]:
    """A year of tickets with their keys, written in bulk; the matters are kept for the naive way."""
    known: list[Matter] = []
    for start in range(0, TICKETS, CHUNK):
        rows = [_row(cast, number, chance, number * SECONDS_APART) for number in range(start, start + CHUNK)]
        known += database.write_now(lambda session, rows=rows: _insert(session, rows, rules))
    return known


def _insert(session: Session, rows: Sequence[dict[str, Any]], rules: Matching) -> list[Matter]:
    session.execute(insert(Ticket), rows)
    last = session.exec(select(Ticket).order_by(col(Ticket.id).desc()).limit(len(rows))).all()
    made = [matching.matter_of(ticket, ticket.created_at, rules) for ticket in reversed(last)]
    keys = [
        {"office_id": "yichuan_road", "key": key, "ticket_id": matter.ticket_id, "at": matter.at}
        for matter in made
        for key in {key for _, key in matching.keys_of(matter)}
    ]
    session.execute(insert(MatterKey), keys)
    session.expunge_all()
    return made


def _by_keys(
    database: Database, cast: Cast, rules: Matching, chance: random.Random
) -> tuple[list[float], list[tuple[Matter, set[int]]]]:
    """How long each took, with the ticket and those that it was taken to be like, waves aside."""
    took, found = [], []
    for number in range(NEW):
        row = _row(cast, TICKETS + number, chance, TICKETS * SECONDS_APART - 3600)

        def work(session: Session, row: dict[str, Any] = row) -> tuple[float, Matter, set[int]]:
            ticket = Ticket(**{**row, "matched_at": None})
            session.add(ticket)
            session.flush()
            started = time.perf_counter()
            matching.take_in(session, cast.offices, ticket, ticket.created_at)
            seconds = time.perf_counter() - started
            links = matters.links_of(session, id_of(ticket))
            answer = {link.other_id for link in links if link.ground != "wave"}
            return seconds, matching.matter_of(ticket, ticket.created_at, rules), answer

        seconds, matter, answer = database.write_now(work)
        took.append(seconds)
        found.append((matter, answer))
    return took, found


def _each_with_each(
    rules: Matching, known: Sequence[Matter], found: Sequence[tuple[Matter, set[int]]]
) -> tuple[list[float], bool]:
    """How long comparing with each takes, and whether it finds the same (of many alike only the best are kept)."""
    took, same = [], True
    for matter, by_keys in found[:NAIVE]:
        started = time.perf_counter()
        alike = {other.ticket_id for other in known if compare(matter, other, rules)}
        took.append(time.perf_counter() - started)
        old = {ticket_id for ticket_id in by_keys if ticket_id <= TICKETS}
        same = same and (old == alike or (old < alike and len(by_keys) >= matching.MOST_LINKS))
    return took, same


def _row(cast: Cast, number: int, chance: random.Random, seconds: int) -> dict[str, Any]:
    topics = ["饭店油烟扰民", "楼道堆物", "电梯停运", "小区停水", "路灯不亮", "车位被占", "装修噪音", "遛狗不牵绳"]
    rulebook = cast.offices.office("yichuan_road").rulebook_id
    topic, moment = chance.choice(topics), START + timedelta(seconds=seconds)
    place = f"虚构路{chance.randrange(COMPOUNDS)}弄{chance.randrange(HOUSES) + 1}号{chance.randrange(600)}室"
    content = f"来电人反映{topic}，已经持续{chance.randrange(90)}天，{_words(chance)}，要求处理。"
    return {
        "office_id": "yichuan_road", "number": f"{number:014}", "rulebook_id": rulebook,
        "state": "registered", "kind": "投诉", "tags": [], "co_unit_ids": [], "caller": "赵试明",
        "phone": f"138{chance.randrange(30_000):08}", "address": place,
        "title": topic, "content": content,
        "created_at": moment, "updated_at": moment, "matched_at": moment,
    }  # fmt: skip


def _words(chance: random.Random) -> str:
    return "".join(
        chance.choice("夜间白天楼上楼下物业老人孩子门口味道声音影响休息安全隐患多次联系无人") for _ in range(40)
    )


if __name__ == "__main__":
    main()
