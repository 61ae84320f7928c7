"""Tickets that came in unnoticed are compared in the background, a few in each transaction."""

import asyncio
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, func, select

from bot.alerts.catching_up import CatchingUp
from storage.tables import MatterKey, MatterLink, Ticket
from tests.clocks import StandingClock
from tests.people import MORNING
from tests.work.world import World


def _forget(session: Session) -> None:
    """The state of a database of before: tickets that nothing was found out about."""
    for table in (MatterKey, MatterLink):
        session.execute(delete(table))
    forgotten: dict[str, Any] = {"matched_at": None, "matter_id": None}
    session.execute(update(Ticket).values(**forgotten))


def test_a_look_compares_what_never_was_and_the_next_finds_nothing(world: World) -> None:
    first, second = world.register(), world.register(number="20261120000302")
    world.database.write_now(_forget)
    watch = CatchingUp(world.database, StandingClock(MORNING), lambda: world.cast.offices)

    async def looks() -> list[int]:
        return [await watch.look() for _ in range(3)]

    assert asyncio.run(looks()) == [1, 1, 0]
    assert {world.ticket(one).matter_id for one in (first, second)} == {first}
    assert world.read(lambda session: session.exec(select(func.count()).select_from(MatterKey)).one()) > 0
