"""The office on its phones, for what comes in by itself."""

import pytest

from storage.database import Database
from tests.chat.stage import Stage


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    """Everybody on the phone and not a ticket yet."""
    return Stage(sqlite)
