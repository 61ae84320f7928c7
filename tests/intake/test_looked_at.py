"""A table looked at and then taken in: made ready once, and the same as if it were made ready twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.intake import looked_at
from bot.intake.looked_at import KEPT_FOR, LookedAt
from bot.intake.preparing import Task, made_ready, task_of
from bot.intake.rows import CHUNK, Opened
from bot.rules.outcome import Refused
from bot.work.importing.prepared import Prepared
from tests.chat.stage import Stage
from tests.work.importing.tables import HEADING, csv_of, row

CLOSED = ("已结案", "2026-11-19 17:00", "城建办")
OPEN = ("处理中", "", "平安办")
LONG_AGO = {"called_at": "2026-11-02 09:00", "platform_dispatched_at": "2026-11-02 09:20"}


def table(first: int = 0) -> bytes:
    """Closed tickets, every tenth open and without a moment of the platform's, one of no kind that there is."""
    rows: list[tuple[str, ...]] = []
    for place in range(first, first + CHUNK + 50):
        number = f"2026112001{place:04d}"
        if place % 10:
            rows.append((*row(number=number, **LONG_AGO), *CLOSED))
        else:
            rows.append((*row(number=number, called_at="", platform_dispatched_at=""), *OPEN))
    rows.append((*row(number="20261120029999", kind="表扬"), *OPEN))
    return csv_of((*HEADING, "状态", "结案时间", "承办单位"), *rows)


@pytest.fixture(autouse=True)
def _every_table_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looked_at, "SMALL", 0)


@pytest.fixture
def task(stage: Stage) -> Task:
    return stage.read(lambda session: task_of(session, stage.cast.offices, "yichuan_road", stage.now))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every table that had to be made ready."""
    done: list[bytes] = []

    def noted(data: bytes, task: Task) -> Opened | Refused:
        done.append(data)
        return made_ready(data, task)

    monkeypatch.setattr(looked_at, "made_ready", noted)
    return done


def rows(found: Opened | Refused) -> list[Prepared]:
    assert isinstance(found, Opened), found
    return [one for chunk in found.chunks for one in chunk]


def later(task: Task, **changes: Any) -> Task:
    return replace(task, now=task.now + timedelta(minutes=7), **changes)


def test_what_was_looked_at_is_taken_in_as_it_would_be_made_ready_then(task: Task, work: list[bytes]) -> None:
    kept, data = LookedAt(), table()
    seen = rows(kept.look(data, task))
    taken = rows(kept.take(data, later(task)))

    assert work == [data]
    assert taken == rows(made_ready(data, later(task)))
    assert taken != seen, "what is owed of an open ticket began seven minutes earlier"
    assert [one.why for one in taken if one.why] != []


def test_another_table_or_another_law_is_made_ready_anew(task: Task, work: list[bytes]) -> None:
    kept = LookedAt()
    for data, now in ((table(500), later(task)), (table(), later(task, days=({"day": "2026-11-23"},)))):
        rows(kept.look(table(), task))
        kept.take(data, now)
        assert work[-2:] == [table(), data]


def test_it_is_taken_once_and_not_after_a_while(task: Task, work: list[bytes]) -> None:
    kept, data = LookedAt(), table()
    rows(kept.look(data, task))
    kept.forget(task.now + KEPT_FOR)
    rows(kept.take(data, task))
    assert len(work) == 1
    rows(kept.take(data, task))
    assert len(work) == 2
    rows(kept.look(data, task))
    kept.forget(task.now + KEPT_FOR + timedelta(seconds=1))
    rows(kept.take(data, task))
    assert len(work) == 4


def test_a_look_that_was_broken_off_keeps_nothing(task: Task, work: list[bytes]) -> None:
    kept, data = LookedAt(), table()
    found = kept.look(data, task)
    assert isinstance(found, Opened)
    next(found.chunks)
    found.chunks.close()  # type: ignore[attr-defined]
    rows(kept.take(data, task))
    assert work == [data, data]
