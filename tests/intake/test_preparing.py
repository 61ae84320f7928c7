"""Files made ready in this process or in others: the same rows in the same order, and no process left behind."""

import subprocess
from typing import Any

import pytest

from bot.intake import preparing
from bot.intake.importing import FEWEST, MOST
from bot.intake.preparing import Task, made_ready, task_of
from bot.intake.rows import CHUNK, Opened
from bot.rules.outcome import Refused
from bot.running.pacing import BatchSize
from bot.work.importing.prepared import Prepared
from bot.work.importing.text_rows import BrokenOff
from tests.chat.stage import Stage
from tests.work.importing.tables import HEADING, csv_of, row

DATA = csv_of(
    ["某街道工单台账"],
    HEADING,
    *(
        row(number=f"2026112001{number:04d}", kind="表扬" if number == 3 else "投诉")
        for number in range(2 * CHUNK + 50)
    ),
)


@pytest.fixture
def task(stage: Stage) -> Task:
    return stage.read(lambda session: task_of(session, stage.cast.offices, "yichuan_road", stage.now))


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every process begun from here on, two of them for any file."""
    begun: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    monkeypatch.setattr(preparing, "SMALL", 0)
    monkeypatch.setattr(preparing, "LARGE", 0)
    monkeypatch.setattr(preparing.os, "cpu_count", lambda: 2)
    return begun


def rows(found: Opened | Refused) -> list[Prepared]:
    assert isinstance(found, Opened), found
    return [one for chunk in found.chunks for one in chunk]


def test_two_processes_make_the_same_rows_ready_in_the_same_order(
    task: Task, children: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = made_ready(DATA, task)
    ready = [tuple(map(_plain, one)) for one in rows(many)]
    assert [child.returncode is not None for child in children] == [True, True]
    monkeypatch.setattr(preparing, "SMALL", 10**9)
    alone = made_ready(DATA, task)
    assert ready == [tuple(map(_plain, one)) for one in rows(alone)]
    assert isinstance(many, Opened)
    assert isinstance(alone, Opened)
    assert many.heading == alone.heading
    assert [one[0] for one in ready] == list(range(3, 2 * CHUNK + 53))
    assert "表扬" in ready[3][2]


def _plain(value: Any) -> Any:
    """Whatever kind of sequence came through."""
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def test_what_is_no_table_is_refused_alike(task: Task, children: list["subprocess.Popen[bytes]"]) -> None:
    for data in (b"", b"%PDF-1.7", "姓名,电话\n".encode()):
        answer = made_ready(data, task)
        assert isinstance(answer, Refused)
        assert answer.reason.count("。") >= 1
    assert all(child.returncode is not None for child in children)


def test_a_table_that_breaks_off_says_so_behind_its_rows(task: Task, children: list["subprocess.Popen[bytes]"]) -> None:
    found = made_ready(DATA + b'20261120019999,"' + "长".encode() * 200_000, task)
    assert isinstance(found, Opened)
    with pytest.raises(BrokenOff, match="引号不配对"):
        rows(found)
    assert all(child.returncode is not None for child in children)


def test_a_process_that_is_killed_is_told_and_nobody_waits(
    task: Task, children: list["subprocess.Popen[bytes]"]
) -> None:
    found = made_ready(DATA, task)
    assert isinstance(found, Opened)
    next(found.chunks)
    for child in children:
        child.kill()
    with pytest.raises(BrokenOff, match="没有读完"):
        list(found.chunks)


def test_whoever_stops_asking_leaves_no_process(task: Task, children: list["subprocess.Popen[bytes]"]) -> None:
    found = made_ready(DATA, task)
    assert isinstance(found, Opened)
    next(found.chunks)
    found.chunks.close()  # type: ignore[attr-defined]
    assert [child.returncode is not None for child in children] == [True, True]


def test_the_processes_know_nothing_of_the_bots_secrets(
    task: Task, children: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setenv("HOTLINE_TELEGRAM__TOKEN", "secret")
    begin = subprocess.Popen.__init__

    def note(self: Any, *words: Any, **options: Any) -> None:
        given.append(options["env"])
        begin(self, *words, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", note)
    rows(made_ready(DATA, task))
    assert [name for one in given for name in one if name.startswith("HOTLINE")] == []


def test_a_batch_shrinks_when_it_takes_long_and_grows_slowly() -> None:
    clock = [0.0]
    size = BatchSize(FEWEST, MOST, lambda: clock[0])
    with size.measured(FEWEST):
        clock[0] += 0.001
    assert size.rows == 2 * FEWEST
    for _ in range(5):
        with size.measured(size.rows):
            clock[0] += 0.001
    assert size.rows == MOST
    with size.measured(size.rows):
        clock[0] += 10
    assert size.rows == FEWEST
