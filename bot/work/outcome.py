"""What an act answers: done with a sentence for the speaker, or refused with a reason."""

from dataclasses import dataclass

from bot.rules.outcome import Refused

__all__ = ["NO_SUCH_TICKET", "Done", "Refused"]

NO_SUCH_TICKET = Refused("没有找到这张工单")
"""One answer for an unknown ticket and for somebody else's: a stranger must not learn the difference."""


@dataclass(frozen=True, slots=True)
class Done:
    """The act was done; `told` is one Chinese sentence for the person who asked."""

    told: str
    ticket_id: int | None = None
