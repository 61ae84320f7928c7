"""An office with one closed ticket, its files on disk, and the archiver at work on them."""

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.alerts.archiver import Archiver, no_forms
from bot.rules.workflow import State
from storage import archives
from storage.database import Database
from storage.tables import Archive, Evidence
from tests.people import MORNING
from tests.work.world import Player, World

CONTENT = b"what the camera saw"


class Bench:
    """An office with one closed ticket, and its folders."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.world = World(database)
        self.database = database
        self.files, self.archives = folder / "files", folder / "archive"
        self.clock: datetime = MORNING
        self.ticket_id = self.world.register()
        self.forms: Callable[..., Any] = no_forms
        self.play(lambda player: player.bring_to(State.CLOSED))

    def now(self) -> datetime:
        return self.clock

    def play(self, work: Callable[[Player], Any]) -> None:
        def acted(session: Session) -> datetime:
            player = Player(session, self.world.cast, self.ticket_id)
            player.clock = self.clock
            work(player)
            return player.clock

        self.clock = self.database.write_now(acted)

    def fetched(self, content: bytes = CONTENT) -> None:
        """Every file of the ticket is on disk."""

        def stored(session: Session) -> None:
            for row in session.exec(select(Evidence).where(col(Evidence.stored_at).is_(None))):
                row.path, row.sha256 = f"ab/{row.id}", hashlib.sha256(content).hexdigest()
                row.stored_at = self.clock
                place = self.files / row.path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                session.add(row)

        self.database.write_now(stored)

    def given_as(self, **changes: Any) -> None:
        def change(session: Session) -> None:
            row = session.exec(select(Evidence).order_by(col(Evidence.id))).first()
            assert row is not None
            for name, value in changes.items():
                setattr(row, name, value)
            session.add(row)

        self.database.write_now(change)

    def round(self) -> int:
        made = Archiver(
            self.database,
            self,  # type: ignore[arg-type]
            lambda: self.world.cast.offices,
            self.files,
            self.archives,
            self.forms,
        )
        return asyncio.run(made.round())

    @property
    def row(self) -> Archive:
        found = self.database.read_now(lambda session: archives.archive_of(session, self.ticket_id))
        assert found is not None
        return found

    @property
    def zip(self) -> Path:
        return self.archives / self.row.path

    def read(self, name: str) -> bytes:
        with zipfile.ZipFile(self.zip) as bundle:
            return bundle.read(name)

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.zip) as bundle:
            return bundle.namelist()

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.read("清单.json"))
        return found
