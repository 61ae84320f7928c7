"""A message with an archive that is still to be read from disk: between composing and sending, outside the loop."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

from bot.alerts.composition import Say
from bot.ports import Media
from bot.reports.markup import escape, plain_of

GONE = "归档包现在读不到，请告诉管理员检查服务器上的归档文件夹。"
logger = logging.getLogger(__name__)


async def with_attachment(folder: Path, what: Say) -> Say:
    """The message with its file; a sentence where the file cannot be read."""
    if what.attached is None:
        return what
    try:
        content = await asyncio.to_thread((folder / what.attached.path).read_bytes)
    except OSError as failure:
        logger.warning("an archive cannot be read: %s", type(failure).__name__)
        html = escape(GONE)
        return replace(what, attached=None, message=replace(what.message, html=html, plain=plain_of(html)))
    media = (Media("document", content=content, name=what.attached.name),)
    return replace(what, attached=None, message=replace(what.message, media=media))
