"""One duty: who owes what by when, under which clause, and how that moment was counted."""

from datetime import datetime
from typing import NamedTuple

from bot.rules.calendar import Calendar
from bot.rules.explain import Account, explain
from bot.rules.limits import Limit
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook

Rule = DutyRule | MarkRule


class Duty(NamedTuple):
    """One thing owed, or one mark. Moments are aware, in China time. (A tuple: made by the ten thousand a second.)

    `key` tells the duties of one ticket apart (the rule's id, with the light where one rule has several). `is_open`:
    neither met nor overtaken by the end of the ticket or by its approved report. `limit` is None where the upper
    platform gave the moment. `starts`: the event it is counted from.
    """

    source: Rule
    key: str
    starts: str
    starts_at: datetime
    due_at: datetime
    reckoning: str
    met_at: datetime | None
    is_open: bool
    provisional: bool
    urgent: bool
    assumed: str | None
    light: str | None
    limit: Limit | None
    rulebook: Rulebook
    calendar: Calendar

    def __repr__(self) -> str:
        return f"Duty({self.key} {self.due_at.isoformat()}{'' if self.is_open else ' over'})"

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
        """The parties that hear of it besides the one who owes it; of a mark, the only ones."""
        if self.light is not None and isinstance(self.source, DutyRule):
            return next(light.tell for light in self.source.lights if light.light == self.light)
        return self.source.tell

    @property
    def is_mark(self) -> bool:
        return isinstance(self.source, MarkRule)

    @property
    def is_handover(self) -> bool:
        """A mark at which somebody else of the unit, then its head, hears that nobody has reacted."""
        return isinstance(self.source, MarkRule) and self.source.purpose == "handover"

    @property
    def is_window(self) -> bool:
        """A chance that lapses (to return a ticket, say): nobody owes it."""
        return isinstance(self.source, DutyRule) and self.source.nature == "window"

    @property
    def soft(self) -> bool:
        """A target or a window: it lapses, but nobody is late."""
        return isinstance(self.source, DutyRule) and self.source.nature != "owed"

    def explanation(self) -> tuple[str, ...]:
        """How the due moment was counted, in Chinese lines, worked out only when asked."""
        return explain(
            Account(
                self.source,
                self.starts,
                self.limit,
                self.starts_at,
                self.due_at,
                self.reckoning,
                self.provisional,
                self.assumed,
                self.rulebook,
                self.calendar,
            )
        )
