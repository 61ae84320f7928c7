"""Refusals are answers with a reason, not exceptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something may not be done now: one plain Chinese sentence, and the clause where a document decides.

    `in_passing`: the clause is the act's own, for the record; the sentence speaks of a slip or of somebody faster.
    """

    reason: str
    clause: str | None = None
    in_passing: bool = False

    def told(self) -> str:
        """The sentence as staff read it, with its clause."""
        return f"{self.reason}（依据：{self.clause}）" if self.clause and not self.in_passing else self.reason
