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
    return told_try(rule, stand, tried_at[-1], now, what)


def told_try(rule: Attempts, stand: Tries, at: datetime, now: datetime, what: str = "") -> str:
    """Which of those that count the try of that moment is, or why it does not count; and from when the next one may."""
    then = f"，{spoken(stand.next_at, now)}以后再打" if stand.next_at else ""
    wanted = f"还需{stand.remaining}次{then}。"
    if at in stand.counted:
        return f"已记录第{stand.counted.index(at) + 1}次{what}未接通，{wanted}"
    why = f"与另一次间隔不足{rule.minutes_apart}分钟" if rule.minutes_apart else "不在新的时段"
    return f"已记录{what}未接通，但这一次不计（{why}）；有效的是{len(stand.counted)}次，{wanted}"
