"""An office on its phones, over a SQLite file; a stage of a ticket's life is played once and copied for every test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.database import Database
from tests.chat import playing
from tests.chat.stage import Snapshot, Stage
from tests.scratch import folder_in_memory

COPIES = count()
At = Callable[[str], Stage]
"""Gives the office at a point of a ticket's life: a name of `playing.STEPS`."""


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """The database files of this folder's tests."""
    with tempfile.TemporaryDirectory(dir=folder_in_memory()) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def snapshots(sqlite_template: Path, folder: Path) -> Callable[[str], Snapshot]:
    made: dict[str, Snapshot] = {}

    def at(step: str) -> Snapshot:
        if step not in made:
            made[step] = _play(step, folder, sqlite_template, at)
        return made[step]

    return at


@pytest.fixture
def stage_at(snapshots: Callable[[str], Snapshot], folder: Path) -> Iterator[At]:
    opened: list[Database] = []

    def at(step: str) -> Stage:
        snapshot = snapshots(step)
        file = shutil.copyfile(snapshot.file, folder / f"{next(COPIES)}.sqlite3")
        database = Database.open(f"sqlite:///{file}")
        opened.append(database)
        return snapshot.restore(database)

    yield at
    for database in opened:
        database.close()


@pytest.fixture
def stage(stage_at: At) -> Stage:
    """An office with everybody on the phone and not a ticket yet."""
    return stage_at("empty")


def _play(step: str, folder: Path, template: Path, at: Callable[[str], Snapshot]) -> Snapshot:
    """Play the one step that leads here, over a copy of what was there before."""
    file = folder / f"{step}.sqlite3"
    if step == "empty":
        shutil.copyfile(template, file)
        database = Database.open(f"sqlite:///{file}")
        stage = Stage(database)
    else:
        before, play = playing.STEPS[step]
        snapshot = at(before)
        shutil.copyfile(snapshot.file, file)
        database = Database.open(f"sqlite:///{file}")
        stage = snapshot.restore(database)
        play(stage)
    taken = stage.snapshot(file)
    database.close()
    return taken
