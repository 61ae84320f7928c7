"""A file taken in through the database: stopped in the middle, taken up again, others answered meanwhile."""

import asyncio
import time

from bot.intake.importing import FileImport, Result
from bot.work.importing.taking_in import Author
from bot.work.importing.tally import Tally
from storage.database import Database
from storage.tables import Ticket
from tests.chat.stage import Stage
from tests.work.importing.tables import HEADING, csv_of, row

ROWS = 900
DATA = csv_of(HEADING, *(row(number=f"2026112001{number:04d}") for number in range(ROWS)))
AUTHOR = Author("yichuan_road", None, "command")


def importing(stage: Stage, database: Database) -> FileImport:
    return FileImport(database, stage.cast.offices, AUTHOR, DATA, stage.now)


def test_stopped_in_the_middle_it_keeps_what_is_in_and_goes_on_from_there(stage: Stage) -> None:
    told: list[int] = []

    def hear(tally: Tally) -> None:
        told.append(tally.rows)

    result = asyncio.run(importing(stage, stage.database).run(hear, lambda: len(told) >= 2))
    assert isinstance(result, Result)
    assert result.stopped
    registered = len(stage.rows(Ticket))
    assert registered == result.tally.new == told[-1]
    assert 0 < registered < ROWS
    again = asyncio.run(importing(stage, stage.database).run())
    assert isinstance(again, Result)
    assert (again.tally.known, again.tally.new) == (registered, ROWS - registered)


def test_others_write_between_its_batches(stage: Stage) -> None:
    waits: list[float] = []

    async def both() -> None:
        work = asyncio.create_task(importing(stage, stage.database).run())
        while not work.done():
            begun = time.monotonic()
            await stage.database.write(lambda session: session.connection())
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(0.005)
        await work

    asyncio.run(both())
    assert len(stage.rows(Ticket)) == ROWS
    assert len(waits) >= 5, "somebody else had to wait for the whole import"
