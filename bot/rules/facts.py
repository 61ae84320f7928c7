"""What happened to a ticket, as the rules see it: no names, no phones, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import get_args

from bot.rules.vocabulary import Moment

MOMENTS: tuple[str, ...] = get_args(Moment)
"""The events that start or end a limit, in the order of a ticket's usual life. `…_at` in the command line's JSON."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One ticket at one moment. Moments are aware; each is the first time its event happened (limits never restart).

    `extended_until`: the date that was approved in place of the office's own limit. `latest`: the last time that each
    event happened, where it happened again; what is owed every day, or by every unit for itself, asks for it.
    """

    kind: str | None = None
    urgency: str = "普通"
    source: str | None = None
    complexity: str | None = None
    tags: frozenset[str] = frozenset()
    is_recheck: bool = False
    supervised: str = "否"
    has_contact: bool = True
    has_site: bool = True
    simple: bool = False
    return_reason: str | None = None
    open: bool = True
    platform_due_at: datetime | None = None
    extended_until: datetime | None = None
    moments: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    latest: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, moment: str) -> datetime | None:
        """When `moment` (one of MOMENTS) happened, or None while it has not."""
        return self.moments.get(moment)
