"""What the tests wait for: nothing that may be said is left unsaid."""

from pathlib import Path

from sqlmodel import Session, select

from bot.work import notices
from storage.tables import Person
from tests.flows.played import Played


def test_quiet_is_only_when_everything_written_has_been_said_even_if_nobody_called_the_sender(tmp_path: Path) -> None:
    """Between the commit of an act and the call of its sender there is a moment in which all looks idle."""
    with Played(tmp_path) as office:
        office.come_in("林晓")

        def write(session: Session) -> None:
            person = session.exec(select(Person).where(Person.name == "林晓")).one()
            notices.say(session, person, "请查看今天的工单。", [], office.clock.now())

        office.database.write_now(write)
        office.settle()
        assert office.last("林晓") == "请查看今天的工单。"
