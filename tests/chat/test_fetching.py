"""What people send reaches the disk, whatever happens on the way."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

from bot.chat.fetching import Fetcher
from bot.ports import UnknownOutcome
from storage.tables import Evidence
from tests.chat import playing
from tests.chat.stage import Stage

CONTENT = b"what the camera saw"


class Shelf:
    """A messenger that hands out one file, after failing as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures

    async def download(self, file_id: str) -> bytes:
        if self.failures:
            self.failures -= 1
            raise UnknownOutcome("the line broke")
        return CONTENT


class Standing:
    """A clock that says what the stage says."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def now(self) -> datetime:
        return self.stage.now


def fetcher(stage: Stage, shelf: Shelf, folder: Path) -> Fetcher:
    return Fetcher(stage.database, shelf, Standing(stage), folder)  # type: ignore[arg-type]


def given(stage: Stage) -> None:
    """A photo was sent for a ticket."""
    playing.register(stage)
    playing.dispatch(stage)
    handler = stage.phone(stage.cast.handler)
    handler.press("接单")
    handler.photo(reply_to=handler.card())


def test_a_photo_lands_on_disk_under_a_name_that_says_nothing(stage: Stage, tmp_path: Path) -> None:
    given(stage)
    asyncio.run(fetcher(stage, Shelf(), tmp_path).round())
    (evidence,) = stage.rows(Evidence)
    assert evidence.path is not None
    assert (tmp_path / evidence.path).read_bytes() == CONTENT
    assert evidence.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert len(evidence.path.rsplit("/", 1)[1]) == 32


def test_a_broken_line_means_trying_again_a_little_later(stage: Stage, tmp_path: Path) -> None:
    given(stage)
    fetching = fetcher(stage, Shelf(failures=1), tmp_path)
    asyncio.run(fetching.round())
    assert stage.rows(Evidence)[0].stored_at is None
    assert asyncio.run(fetching.round()) == 0
    stage.pass_time(minutes=1)
    asyncio.run(fetching.round())
    assert stage.rows(Evidence)[0].stored_at == stage.now
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".part"] == []
