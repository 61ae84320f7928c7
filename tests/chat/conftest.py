"""An office on its phones, over a SQLite file."""

import pytest

from storage.database import Database
from tests.chat.stage import Stage


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    return Stage(sqlite)
