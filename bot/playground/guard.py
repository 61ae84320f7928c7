"""Keeps the imitation and the real Telegram apart: with a real token about, the playground does not start."""

import re
from collections.abc import Mapping

REAL_TOKEN = re.compile(r"\d{8,10}:[A-Za-z0-9_-]{35}")


class RealTokenPresent(Exception):
    """A real bot token was found in `place`; the token itself is never repeated."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} 里有真实的机器人令牌。本地模拟不与真实令牌并存：请先去掉它，或改用 python -m bot run。"
        )
        self.place = place


def refuse_real_token(settings: Mapping[str, str | None]) -> None:
    """Raise RealTokenPresent when any of the named values is, or contains, what Telegram would accept as a token."""
    for place, value in settings.items():
        if value and any(REAL_TOKEN.fullmatch(word) for word in re.split(r"[^A-Za-z0-9_:\-]+", value)):
            raise RealTokenPresent(place)
