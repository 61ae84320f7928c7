"""Tickets as matters, as short as a test needs them, and the committed sample with its groups."""

import csv
from datetime import datetime
from pathlib import Path

from bot.reports.moments import SHANGHAI
from bot.rulebooks.load import load_rulebook
from bot.rules.callers import caller_key
from bot.rules.places import place_of
from bot.rules.same_matter import Matter
from bot.rules.topics import grams_of, topics_of

_MATCHING = load_rulebook("nanmatou_road").matching
assert _MATCHING is not None
RULES = _MATCHING
SAMPLE = Path(__file__).with_name("same_matter.csv")
PLACES = {"饭店旁新苑": "虚构路66弄"}
"""The sample's own table of place names."""


def matter(
    number: int,
    title: str = "楼道堆物",
    address: str = "虚构新村3号",
    called_at: str = "2026-11-10 10:00",
    *,
    caller: str = "",
    phone: str = "",
    content: str = "",
) -> Matter:
    return Matter(
        number,
        caller_key(caller, phone, address),
        datetime.fromisoformat(called_at).replace(tzinfo=SHANGHAI),
        place_of(address, PLACES),
        topics_of(title, content, RULES.topic),
        grams_of(title, content),
    )


def sample() -> tuple[list[Matter], list[frozenset[int]]]:
    """Its tickets, and the groups that somebody who reads it would make."""
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    matters = [
        matter(
            int(row["number"]), row["title"], row["address"], row["called_at"],
            caller=row["caller"], phone=row["phone"], content=row["content"],
        )
        for row in rows
    ]  # fmt: skip
    names = dict.fromkeys(row["group"] for row in rows if row["group"])
    groups = [frozenset(int(row["number"]) for row in rows if row["group"] == name) for name in names]
    return matters, groups
