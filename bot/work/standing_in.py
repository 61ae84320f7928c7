"""Says why somebody hears what was meant for another: whom they stand in for, and why those do not hear it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import PARTY_NAMES
from bot.work.receivers import LADDER, can_hear, standing_in
from storage import staff
from storage.tables import Person, Ticket

MOST_NAMES = 3
UNIT_PARTIES = frozenset({"unit", "unit_second"})


def why_they_hear(
    session: Session, ticket: Ticket, party: str, reader: Person, now: datetime, passed_over: Collection[int] = ()
) -> str:
    """`张三已停用机器人，转您处理`; empty for whoever is the first to hear for `party`.

    Whoever is of another party hears `…，转告您，请安排人员办理` instead. `passed_over`: people (by id) whom a message
    failed to reach although they seemed to be there.
    """
    reasons: list[str] = []
    for rung in (party, *LADDER.get(party, ("desk",))):
        pairs = standing_in(session, ticket, rung, now)
        if any(hearer.id == reader.id for _, hearer in pairs):
            before = _until(pairs, reader) if rung != "co_unit" else []
            said = _sentence([*reasons, *_reasons(before, passed_over)], pairs, reader, alone=party == rung)
            return said + (_how(session, ticket, now) if said and (party, rung) == ("unit", "unit_head") else "")
        heard = any(can_hear(hearer) and hearer.id not in passed_over for _, hearer in pairs)
        if heard and rung != "co_unit":
            return ""
        reasons += _reasons(pairs, passed_over)
        if not pairs and rung == party:
            reasons.append(_nobody(session, ticket, party))
    return ""


def _until(pairs: list[tuple[Person, Person]], reader: Person) -> list[tuple[Person, Person]]:
    place = next(number for number, (_, hearer) in enumerate(pairs) if hearer.id == reader.id)
    return pairs[:place]


def _reasons(pairs: list[tuple[Person, Person]], passed_over: Collection[int]) -> Iterator[str]:
    for person, hearer in pairs:
        name = person.name if hearer is person else f"{person.name}的代班人{hearer.name}"
        if not can_hear(hearer):
            yield f"{name}{_silence(hearer)}"
        elif hearer.id in passed_over:
            yield f"{name}没有收到"


def _silence(person: Person) -> str:
    """Why a person hears nothing."""
    if not person.active:
        return "已停用帐号"
    return "还没有绑定机器人" if person.chat_id is None else "已停用机器人"


def _sentence(reasons: list[str], pairs: list[tuple[Person, Person]], reader: Person, *, alone: bool) -> str:
    absent = next(person for person, hearer in pairs if hearer.id == reader.id)
    if absent.id != reader.id and alone:
        reasons = [*reasons, f"{absent.name}不在岗，由您代班"]
        return "、".join(reasons[-MOST_NAMES:])
    # Who hears only because nobody of the party can cannot do the party's acts, but can see to it that somebody does.
    asked = "转您处理" if alone else "转告您，请安排人员办理"
    return f"{'、'.join(reasons[:MOST_NAMES])}，{asked}" if reasons else ""


def _how(session: Session, ticket: Ticket, now: datetime) -> str:
    """What the head can do about it: enter who stands in for a handler who hears nothing (see absence.py)."""
    pairs = standing_in(session, ticket, "unit", now)
    return f"（发“/away {pairs[0][0].name}”可以请人代班）" if pairs else ""


def _nobody(session: Session, ticket: Ticket, party: str) -> str:
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    if party in UNIT_PARTIES and unit is not None:
        return f"{unit.name}没有{'另一名' if party == 'unit_second' else ''}经办人"
    return f"没有{PARTY_NAMES.get(party, '收信人')}"
