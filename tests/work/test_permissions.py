"""Thousands of random tries by anybody at any ticket: outsiders learn nothing, and nothing changes that must not."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.rules.workflow import Act, State
from bot.work import co_handling, returning
from bot.work.access import parties
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from storage.rows import id_of
from storage.tables import Audit, Deputy, Event, OutboxRow, Person, Ticket
from tests.people import TICKET, Cast, settle_in, settle_under
from tests.work.acts import ACTS, taken_back
from tests.work.world import Player, play, rows_written

SEED, TRIES = 20261120, 2000
SECRETS = (TICKET["phone"], TICKET["caller"], "2号301室")
STATES = (State.REGISTERED, State.DISPATCHED, State.HANDLING, State.SIGNING, State.REVIEWING, State.CLOSED)
ODD: tuple[Any, ...] = ("", " ", "%", "'; drop table ticket; --", "𠀀" * 30, "1" * 3000)
KEYS = ("unit_id", "territory_id", "request_id", "report_id", "sha256", "reason", "text", "rule_id", "ground", "note")


@dataclass(frozen=True, slots=True)
class Ground:
    """Two offices with the same names, a ticket in each state in the first, and everybody who might try."""

    session: Session
    players: tuple[Player, ...]
    people: tuple[Person, ...]
    insiders: tuple[Person, ...]


@pytest.fixture
def ground(session: Session) -> Ground:
    home = settle_under(session, "nanmatou_road")
    other = settle_in(session, "another_office", first_chat=5001)
    players = tuple(_played(session, home, place, state) for place, state in enumerate(STATES))
    _with_a_helper(players[1])
    _with_a_return(players[2])
    revoked = home.second_handler
    revoked.active = False
    session.add(revoked)
    deputy = Deputy(office_id=home.clerk.office_id, person_id=id_of(home.head), deputy_id=id_of(home.other_informant))
    deputy.starts_at, deputy.ends_at = players[0].clock - timedelta(days=1), players[0].clock + timedelta(days=30)
    session.add(deputy)
    session.flush()
    insiders = (home.clerk, home.handler, home.head, home.unit_leader, home.main_leader)
    return Ground(session, players, (*home.everybody, *other.everybody), insiders)


def _played(session: Session, cast: Cast, place: int, state: State) -> Player:
    player = play(session, cast, number=f"2026112000070{place}")
    player.bring_to(state)
    return player


def _with_a_helper(player: Player) -> None:
    player.do(co_handling.join, player.cast.clerk, unit_ids=[player.cast.other_unit.id], reason="一起去")


def _with_a_return(player: Player) -> None:
    player.handle()
    facts = {"ground": "非职责范围", "reason": "不归我们", "target": "城管中队"}
    player.do(returning.apply_return, player.cast.handler, **facts)


def tries(ground: Ground) -> Iterator[tuple[Player, Act, Person, dict[str, Any]]]:
    chance = random.Random(SEED)
    for _ in range(TRIES):
        player = chance.choice(ground.players)
        person = chance.choice(ground.people if chance.random() < 0.7 else ground.insiders)
        act = chance.choice(list(ACTS))
        player.actor = person
        facts = ACTS[act][1](player)
        if facts and chance.random() < 0.3:
            facts = {**facts, **_garbled(chance, facts)}
        yield player, act, person, facts


def _garbled(chance: random.Random, facts: dict[str, Any]) -> dict[str, Any]:
    """One fact replaced by nonsense of its own type."""
    name = chance.choice([key for key in facts if key in KEYS] or ["nothing"])
    if name == "nothing":
        return {}
    return {name: chance.choice((0, -1, 10**9)) if name.endswith("_id") and name != "rule_id" else chance.choice(ODD)}


def test_two_thousand_tries_leak_nothing_and_change_only_their_own_ticket(ground: Ground) -> None:
    session = ground.session
    newest, revisions = _newest(session), _revisions(session)
    done = refused = outside = 0
    for player, act, person, facts in tries(ground):
        held = parties(session, person, player.ticket, player.clock)
        before = rows_written(session)
        with taken_back(session):
            answer = player.act(ACTS[act][0], person, **facts)
            if not held:
                outside += 1
                assert answer == NO_SUCH_TICKET, (act, person.name)
            if isinstance(answer, Refused):
                refused += 1
                assert rows_written(session) == before, (act, person.name, answer)
                assert not any(secret in answer.told() for secret in SECRETS)
                assert answer == NO_SUCH_TICKET or answer.clause, (act, answer)
                continue
            assert isinstance(answer, Done)
            assert not any(secret in answer.told for secret in SECRETS), (act, answer)
            done += 1
            _only_their_own(session, player, newest, revisions)
    assert done > TRIES / 40
    assert outside > TRIES / 4
    assert refused > TRIES / 2


def _only_their_own(
    session: Session, player: Player, newest: tuple[int, int], revisions: dict[int | None, int]
) -> None:
    """Events and words belong to this ticket and its office, and no word waiting holds anything of the caller."""
    session.flush()
    assert {event.ticket_id for event in session.exec(select(Event).where(col(Event.id) > newest[0]))} <= {
        player.ticket_id
    }
    after = _revisions(session)
    assert {ticket for ticket in after if after[ticket] != revisions[ticket]} <= {player.ticket_id}
    office = player.ticket.office_id
    for row in session.exec(select(OutboxRow).where(col(OutboxRow.id) > newest[1])):
        assert row.office_id == office
        assert not any(secret in str(row.payload) for secret in SECRETS)
        person = session.get(Person, row.person_id) if row.person_id else None
        assert person is None or person.office_id == office


def _newest(session: Session) -> tuple[int, int]:
    event = session.exec(select(Event.id).order_by(col(Event.id).desc())).first()
    row = session.exec(select(OutboxRow.id).order_by(col(OutboxRow.id).desc())).first()
    return event or 0, row or 0


def _revisions(session: Session) -> dict[int | None, int]:
    return dict(session.exec(select(Ticket.id, Ticket.revision)).all())


def test_no_audit_and_no_event_data_holds_the_callers_phone(ground: Ground) -> None:
    for audit in ground.session.exec(select(Audit)):
        assert not any(secret in audit.detail for secret in SECRETS)
    for event in ground.session.exec(select(Event)):
        assert TICKET["phone"] not in str(event.data)
