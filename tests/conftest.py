"""Fixtures shared by every test folder."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes depends on who else uses the machine.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

pytest_plugins = ["tests.browser", "tests.storage.databases"]


@pytest.fixture(autouse=True)
def cards_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits here for the cards of those who did nothing; the rest that they have is tested by itself."""
    monkeypatch.setattr("bot.work.redrawing.REST", timedelta())
