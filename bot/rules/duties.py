"""Facts and a rulebook become duties: who owes what by when, under which clause, and how that moment was counted."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import Calendar
from bot.rules.facts import Facts
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed, or one mark. Moments are aware, in China time.

    `key` tells the duties of one ticket apart (the rule's id, with the light where one rule has several). `is_open`:
    neither met nor overtaken by the end of the ticket. `soft` ones are never overdue.
    """

    source: DutyRule | MarkRule
    key: str
    starts_at: datetime
    due_at: datetime
    reckoning: str
    met_at: datetime | None
    is_open: bool
    provisional: bool
    urgent: bool
    assumed: str | None = None
    light: str | None = None

    @property
    def rule(self) -> str:
        return self.source.id

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def clause(self) -> str:
        return self.source.clause

    @property
    def owed_by(self) -> str:
        return self.source.owed_by

    @property
    def tells(self) -> tuple[str, ...]:
        return self.source.tell

    @property
    def is_mark(self) -> bool:
        return isinstance(self.source, MarkRule)

    @property
    def soft(self) -> bool:
        return isinstance(self.source, DutyRule) and self.source.nature != "owed"

    def explanation(self) -> tuple[str, ...]:
        """How the due moment was counted, in Chinese lines, worked out only when asked."""
        raise NotImplementedError


def plan(facts: Facts, rulebook: Rulebook, calendar: Calendar) -> tuple[Duty, ...]:
    """Every duty and mark that applies to the ticket and whose start is known, met ones too, in the rulebook's order."""
    raise NotImplementedError
