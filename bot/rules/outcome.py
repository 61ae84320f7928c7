"""Refusals are answers with a reason, not exceptions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something may not be done now: one plain Chinese sentence, and the clause where a document decides."""

    reason: str
    clause: str | None = None

    def told(self) -> str:
        """The sentence as staff read it, with its clause."""
        return f"{self.reason}（依据：{self.clause}）" if self.clause else self.reason
