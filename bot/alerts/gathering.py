"""Leaders hear escalations as digests: when the next one may leave."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.limits import SendRules
from storage import outbox


def digest_moment(session: Session, person_id: int, now: datetime, rules: SendRules) -> datetime:
    """A first escalation waits a little for others to join it; after a push the next one waits its full time."""
    last = outbox.last_digest_at(session, person_id)
    first = now + rules.digest_first
    return max(first, last + rules.digest_every) if last else first
