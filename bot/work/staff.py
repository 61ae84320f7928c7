"""How people get in and out: one-time invitations bound to a named person, and taking their access away."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.reports.markup import escape
from bot.work import notices, waiting
from bot.work.card_keys import open_keys
from bot.work.outcome import Done, Refused
from bot.work.roster import RosterFaults, is_roster, load_roster, read_roster, staff_gaps
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Invitation, Person

__all__ = [
    "RosterFaults",
    "digest_of",
    "invite",
    "is_roster",
    "load_roster",
    "read_roster",
    "redeem",
    "revoke",
    "staff_gaps",
    "unbind",
]

VALID_FOR = timedelta(minutes=10)
SECRET_BYTES = 16
MOST_LINES = 20
UNKNOWN = Refused("邀请链接无效，请向管理员重新索取。")
USED = Refused("这个邀请链接已经用过，请向管理员重新索取。")
EXPIRED = Refused("邀请链接已过期（10分钟内有效），请向管理员重新索取。")
ACCOUNT_TAKEN = Refused("这个账号已经绑定了工作人员，不能再绑定另一位。")
PERSON_TAKEN = Refused("这位工作人员已经绑定了另一个账号，请管理员先解除绑定。")


def invite(session: Session, person: Person, now: datetime) -> str:
    """A secret for one link, good for ten minutes and one use; links made earlier for this person end."""
    staff.expire_invitations(session, [id_of(person)], now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = Invitation(
        office_id=person.office_id,
        person_id=id_of(person),
        digest=digest_of(secret),
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(invitation)
    _audit(session, person, "invitation_made", now)
    return secret


def redeem(session: Session, secret: str, chat_id: int, now: datetime) -> Done | Refused:
    """Bind the chat to the person the link was made for, and send what waits for them as one list."""
    invitation = staff.invitation(session, digest_of(secret))
    if invitation is None:
        return UNKNOWN
    person = staff.person(session, invitation.person_id)
    if person is None or not person.active:
        return UNKNOWN
    if invitation.used_at is not None:
        if person.chat_id == chat_id:
            return Done(_welcome(person))
        _audit(session, person, "invitation_used_again", now)
        return USED
    if invitation.expires_at <= now:
        _audit(session, person, "invitation_expired", now)
        return EXPIRED
    other = staff.person_of_chat(session, chat_id)
    if other is not None and other.id != person.id:
        _audit(session, person, "invitation_account_taken", now)
        return ACCOUNT_TAKEN
    if person.chat_id is not None and person.chat_id != chat_id:
        _audit(session, person, "invitation_person_taken", now)
        return PERSON_TAKEN
    invitation.used_at = now
    person.chat_id, person.bound_at, person.reachable = chat_id, now, True
    session.add_all([invitation, person])
    session.flush()
    _audit(session, person, "invitation_used", now)
    _send_what_waits(session, person, now)
    return Done(_welcome(person))


def revoke(session: Session, person: Person, now: datetime) -> None:
    """Take a person's access away at once: the account is unbound, links end, nothing of theirs is theirs any more."""
    staff.expire_invitations(session, [id_of(person)], now)
    person.active, person.chat_id, person.bound_at = False, None, None
    session.add(person)
    session.flush()
    _audit(session, person, "person_revoked", now)


def unbind(session: Session, person: Person, now: datetime) -> None:
    """Free a person of an account (a lost phone, say); the person stays and can be invited again."""
    person.chat_id, person.bound_at = None, None
    session.add(person)
    session.flush()
    _audit(session, person, "person_unbound", now)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _welcome(person: Person) -> str:
    return f"{person.name}，您好！账号已绑定。发送 /help 查看可以做什么。"


def _send_what_waits(session: Session, person: Person, now: datetime) -> None:
    lines = waiting.lines(session, person, now)
    if not lines:
        return
    more = [f"……共{len(lines)}件，发送 /my 查看全部。"] if len(lines) > MOST_LINES else []
    html = "\n".join(["<b>等您处理的工单</b>", *(escape(line) for line in lines[:MOST_LINES]), *more])
    found = waiting.tickets_waiting_for(session, person, now)
    notices.say(session, person, html, open_keys(found), now)


def _audit(session: Session, person: Person, what: str, now: datetime) -> None:
    tickets.audit(session, now, what, office_id=person.office_id, person_id=person.id)
