"""What an import that nobody in the chat asked for has come to: kept, and told to the desk and to those concerned."""

from datetime import datetime

from sqlmodel import Session

from bot.intake.importing import Result
from bot.work.heard import Transactions
from bot.work.importing import runs, telling
from bot.work.importing.taking_in import Author


async def say_result(
    database: Transactions, author: Author, result: Result, now: datetime, where: str, ending: str = ""
) -> None:
    """One message to the desk, unless nothing happened and nothing was refused."""
    tally = result.tally
    why = ending or (result.broken.told() if result.broken else "")
    if not (tally.new or tally.changed or tally.rechecked or tally.refused or why):
        return

    def say(session: Session) -> None:
        run_id = runs.record(session, author, tally.counts(), tally.refused, now)
        telling.tell_concerned(session, author, tally, now)
        telling.tell_desk(session, author, tally, run_id, now, why, where)

    await database.write(say)
