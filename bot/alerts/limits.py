"""How fast and how patiently messages leave; the settings' `pacing` and `delivery` sections become these."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """What we allow ourselves: below Telegram's 30 a second, 1 a second per private chat and 20 a minute per group."""

    overall_per_second: float = 25
    chat_per_second: float = 1
    chat_burst: int = 3
    group_per_minute: float = 18


@dataclass(frozen=True, slots=True)
class SendRules:
    """`lease` must outlast every timeout of one sending, or another process takes the row while it is on the wire."""

    at_once: int = 8
    resend_after: timedelta = timedelta(seconds=20)
    digest_first: timedelta = timedelta(seconds=30)
    digest_every: timedelta = timedelta(minutes=10)
    contact_visible: timedelta = timedelta(seconds=60)
    lease: timedelta = timedelta(seconds=180)
    drain: timedelta = timedelta(seconds=10)
    probe_first: float = 1.0
    probe_most: float = 15.0
    beat: float = 2.0
    """Seconds after which the outbox is looked at again even if nobody called: another process may have written."""
