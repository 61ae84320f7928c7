"""Misfortune on order: what the network and the server may do to a request, and bad updates."""

from dataclasses import dataclass, field
from typing import Any, Literal

KINDS = frozenset(
    {"429", "5xx", "html502", "401", "404", "409", "delay", "drop", "truncated", "duplicate_update", "poison_update"}
)
POISON = {"message": {"message_id": "seven", "date": "yesterday", "chat": 7}}


@dataclass(slots=True)
class Fault:
    """One kind of misfortune for the next `count` matching requests (None: until cleared), after `skip` spared ones.

    `when` is before or after the request takes effect. `seconds` is for delay, `retry_after` for 429, `status` for 5xx.
    """

    kind: str
    method: str | None = None
    chat: int | None = None
    count: int | None = 1
    skip: int = 0
    when: Literal["before", "after"] = "before"
    seconds: float = 0.0
    retry_after: int = 1
    status: int = 500
    update: dict[str, Any] = field(default_factory=lambda: dict(POISON))

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(sorted(KINDS))}")
        if self.when not in {"before", "after"}:
            raise ValueError("when is before or after")

    def matches(self, method: str, chat: str) -> bool:
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat is None or str(self.chat) == chat


class Faults:
    """The faults in force. Guarded by the world's lock."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def active(self) -> list[Fault]:
        return list(self._faults)

    def strike(self, method: str, chat: str) -> list[Fault]:
        """The faults that hit this request; each is used up by one."""
        hitting = []
        for fault in list(self._faults):
            if not fault.matches(method, chat):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            hitting.append(fault)
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
        return hitting
