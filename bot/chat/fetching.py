"""Brings photos and recordings from the messenger to this machine's disk, in the background, as often as it takes."""

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bot.ports import Clock, Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.work import files
from bot.work.files import FileToFetch
from bot.work.heard import Transactions

LOOK_EVERY_SECONDS = 30.0
BREATH_SECONDS = 0.5
logger = logging.getLogger(__name__)


class Fetcher:
    """`run` until cancelled; `wake` when evidence was given. Files land under `folder` by names that say nothing."""

    def __init__(self, database: Transactions, messenger: Messenger, clock: Clock, folder: Path) -> None:
        self._database, self._messenger, self._clock, self._folder = database, messenger, clock, folder
        self._called = asyncio.Event()

    def wake(self) -> None:
        """Look now; from the event loop."""
        self._called.set()

    async def run(self) -> None:
        """Fetch whatever is due, for ever. Trouble of any kind only means trying again later."""
        while True:
            self._called.clear()
            try:
                while await self.round():
                    pass
            except Exception as error:
                logger.warning("files cannot be fetched now: %s", type(error).__name__)
            await self._pause()

    async def round(self) -> int:
        """Fetch the files that are due; returns how many there were."""
        now = self._clock.now()
        due = await self._database.read(lambda session: files.to_fetch(session, now))
        for file in due:
            await self._fetch(file)
        return len(due)

    async def _fetch(self, file: FileToFetch) -> None:
        try:
            content = await self._messenger.download(file.file_id)
            sha256 = await asyncio.to_thread(_keep, self._folder / file.path, content)
        except (TemporaryFailure, PermanentFailure, UnknownOutcome, OSError) as failure:
            logger.warning("evidence %s is not on disk yet: %s", file.evidence_id, type(failure).__name__)
            settle: Callable[..., Any] = partial(files.failed, file=file, now=self._clock.now())
        else:
            settle = partial(files.stored, file=file, sha256=sha256, now=self._clock.now())
        await self._database.write(settle)

    async def _pause(self) -> None:
        # Every act wakes us, few bring files, and none of them is in a hurry.
        await asyncio.sleep(BREATH_SECONDS)
        try:
            await asyncio.wait_for(self._called.wait(), LOOK_EVERY_SECONDS)
        except TimeoutError:
            return


def _keep(path: Path, content: bytes) -> str:
    """Write the file whole or not at all; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # it is noted as kept: a power cut must not leave an empty file behind that note
    unfinished.replace(path)
    return hashlib.sha256(content).hexdigest()
