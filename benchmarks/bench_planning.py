"""All duties and alarms of a ticket, under Yichuan's rulebook, on one core, explanations left lazy.

The tickets stand at every step of a ticket's life in equal shares; the bar is 10,000 tickets a second of one core, so
it is the processor's time that counts.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from bot.config import load_settings
from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import load_rulebook
from bot.rules.alarms import plan_alarms
from bot.rules.calendar import CHINA
from bot.rules.duties import plan
from bot.rules.facts import Facts
from bot.rules.vocabulary import Complexity, Source

EXAMPLE = Path(__file__).resolve().parent.parent / "config.example.toml"
LOAD_BAR = 0.050
TICKETS, ROUNDS = 4_000, 5
STEPS = ("received", "dispatched", "accepted", "first_contact", "site_visit", "report_submitted", "completed", "closed")


def main() -> None:
    # As the program starts: reading the settings loads most of what the checker of shapes needs.
    load_settings(EXAMPLE)
    started = time.process_time()
    rulebook = load_rulebook("yichuan_road")
    first_load = time.process_time() - started
    started = time.process_time()
    load_rulebook("yichuan_road")
    load = time.process_time() - started
    calendar = calendar_for(rulebook)
    chance = random.Random(12345)
    for name, tickets in (
        ("every step of life", [ticket(chance, chance.randint(1, len(STEPS))) for _ in range(TICKETS)]),
        ("all just accepted (the most to plan)", [ticket(chance, 3) for _ in range(TICKETS)]),
    ):
        measure(name, tickets, lambda facts: plan_alarms(plan(facts, rulebook, calendar), rulebook, calendar))
        measure(f"{name}, duties alone", tickets, lambda facts: plan(facts, rulebook, calendar))
    after = f"the first after the settings: {first_load * 1000:.0f} ms, bar {LOAD_BAR * 1000:.0f} ms"
    print(f"load a rulebook: {load * 1000:.1f} ms ({after})")


def ticket(chance: random.Random, steps: int) -> Facts:
    """An invented ticket of 2026 that has come so far in its life."""
    moment = datetime(2026, 1, 1, tzinfo=CHINA) + timedelta(minutes=chance.randrange(350 * 24 * 60))
    moments = {}
    for step in STEPS[:steps]:
        moments[step] = moment
        moment += timedelta(minutes=chance.randrange(1, 900))
    return Facts(
        kind=chance.choice(("投诉", "求助", "意见建议", "咨询")),
        urgency=chance.choices(("普通", "紧急"), (9, 1))[0],
        source=chance.choice(get_args(Source)),
        complexity=chance.choice((None, *get_args(Complexity))),
        has_contact=chance.random() < 0.9,
        has_site=chance.random() < 0.6,
        simple=chance.random() < 0.2,
        moments=moments,
    )


def measure(name: str, tickets: Sequence[Facts], work: Callable[[Facts], object]) -> None:
    best = min(once(tickets, work) for _ in range(ROUNDS))
    print(f"{name}: {len(tickets) / best:,.0f} tickets/s (bar 10,000)")


def once(tickets: Sequence[Facts], work: Callable[[Facts], object]) -> float:
    started = time.process_time()
    for facts in tickets:
        work(facts)
    return time.process_time() - started


if __name__ == "__main__":
    main()
