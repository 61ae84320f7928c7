"""Putting a request to those who sign it and decide about it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.acts import State
from bot.rules.outcome import Refused
from bot.rules.requests import DESIGNATION
from bot.work.acting import Happened, Look, Scene, terms
from bot.work.requests import in_hand
from storage import requests
from storage.rows import id_of
from storage.tables import Request

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is put: its kind, the rulebook's entry, the text that is signed and what else decides."""

    kind: str
    rule: str
    text: str
    made_as: str
    chain: tuple[str, ...] = ()
    decided_by: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What comes of a request that was granted: what is told, what happened, and what changes on the ticket.

    `farewell`: the ticket leaves whoever asked, who hears of it in these words, as the card is theirs no more.
    """

    told: str
    happened: tuple[Happened, ...] = ()
    state: State | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()
    farewell: str = ""


def put(session: Session, scene: Scene, asked: Asked, now: datetime) -> Request:
    """Write the request down; signatures under it will be bound to its exact text."""
    request = Request(
        ticket_id=id_of(scene.ticket),
        kind=asked.kind,
        rule=asked.rule,
        data={**asked.data, "as": asked.made_as},
        text=asked.text,
        sha256=hashlib.sha256(asked.text.encode("utf-8", "surrogatepass")).hexdigest(),
        chain=list(asked.chain),
        decided_by=asked.decided_by,
        made_by=id_of(scene.person),
        made_at=now,
    )
    session.add(request)
    session.flush()
    return request


def next_look(session: Session, scene: Scene, request: Request) -> list[Look]:
    """Whoever must sign or decide next, and what for."""
    met = in_hand(session, scene, request)
    if not met.next_party:
        return []
    if request.kind == DESIGNATION:
        return [Look(met.next_party, f"请您指定承办单位：{request.text}")]
    step = "签批" if met.awaited else "办理"
    return [Look(met.next_party, f"{met.name}请您{step}：{request.text}")]


def awaiting(session: Session, scene: Scene, request: Request) -> str:
    """«等待处置部门负责人签批», as it is told to the speaker."""
    met = in_hand(session, scene, request)
    return f"等待{terms(scene.law).name(met.next_party)}{'签批' if met.awaited else '办理'}"


def same_again(session: Session, scene: Scene, kind: str, text: str) -> Request | None:
    """The pending request of the same words by the same person: a message that came twice is one request."""
    waiting = requests.pending(session, id_of(scene.ticket))
    return next(
        (one for one in waiting if (one.kind, one.text, one.made_by) == (kind, text, id_of(scene.person))), None
    )


def ended(session: Session, scene: Scene, request: Request, state: str, now: datetime, reason: str = "") -> None:
    request.state, request.ended_by, request.ended_at, request.reason = state, scene.person.id, now, reason
    session.add(request)
    session.flush()


def unfit(words: str, what: str) -> Refused | None:
    """Why these words will not do, if they will not."""
    if not words.strip():
        return Refused(f"请写明{what}。")
    return Refused(f"{what}超过{LONGEST_TEXT}字，请缩短。") if len(words.strip()) > LONGEST_TEXT else None


def who_of(parties: frozenset[str], allowed: Sequence[str]) -> str:
    """As which of the allowed parties somebody speaks who holds several."""
    return next((party for party in allowed if party in parties), "")
