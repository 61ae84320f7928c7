"""A file that somebody sent is fetched, however often it takes."""

import asyncio
import logging

from bot.ports import Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome

TRIES, RETRY_SECONDS = 3, 0.2
logger = logging.getLogger(__name__)


async def downloaded(messenger: Messenger, file_id: str) -> bytes | None:
    """The file's content; None where it cannot be had."""
    for attempt in range(TRIES):
        try:
            return await messenger.download(file_id)
        except PermanentFailure as failure:
            logger.warning("a file cannot be had: %s", failure.reason)
            return None
        except (TemporaryFailure, UnknownOutcome) as failure:
            logger.warning("a file cannot be had now: %s", failure.reason)
            await asyncio.sleep(2**attempt * RETRY_SECONDS)
    return None
