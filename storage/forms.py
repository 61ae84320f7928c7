"""Values as a database keeps them, made ready without one."""

import json
from datetime import UTC, datetime
from typing import Any


def moment(at: datetime, zone: str) -> str:
    """A moment as this database keeps it."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26] + zone


def structure(value: Any) -> str:
    """A list or a dict as its column keeps it."""
    return json.dumps(value)
