"""Tries to reach a caller: which rule counts them for which purpose, and how they stand in words."""

from datetime import datetime

from bot.rules.evidence import Tries, tries
from bot.rules.thresholds import Attempts
from bot.work.acting import spoken
from bot.work.story import Story


def attempts_for(story: Story, purpose: str) -> Attempts | None:
    """The office's rule about trying to reach a caller for that purpose, if it has one."""
    return next((rule for rule in story.law.rulebook.attempts if purpose in rule.purposes), None)


def told_tries(rule: Attempts | None, tried_at: list[datetime], now: datetime, what: str) -> str:
    """How many tries count, and when the next one may follow."""
    if rule is None:
        return f"已记录一次{what}未接通。"
    stand: Tries = tries(rule, tried_at)
    if stand.enough:
        return f"已记录{what}联系未果（{len(stand.counted)}次，符合{rule.clause}）。"
    beside = "" if len(stand.counted) == len(tried_at) else "（间隔或时段不符的不计）"
    then = f"，{spoken(stand.next_at, now)}以后再打" if stand.next_at else ""
    return f"已记录第{len(stand.counted)}次{what}未接通{beside}，还需{stand.remaining}次{then}。"
