"""A message with a picture that is still to be drawn: drawn between composing and sending, outside any transaction."""

import logging
from dataclasses import replace

from bot.alerts.composition import Say
from bot.ports import Media
from bot.reports.markup import plain_of
from bot.reports.pictures import Drawer, NotDrawn

logger = logging.getLogger(__name__)


async def with_picture(drawer: Drawer, what: Say) -> Say:
    """The message with its picture; in words, as it was composed, where none could be drawn."""
    if what.picture is None:
        return what
    try:
        drawn = await drawer.draw(what.picture.picture)
    except NotDrawn as failure:
        logger.warning("a picture (%s) is said in words: %s", what.picture.picture.painter, failure)
        return replace(what, picture=None)
    caption = what.picture.caption
    media = (Media("photo", content=drawn, name=f"{what.picture.picture.painter}.png"),)
    return replace(
        what, picture=None, message=replace(what.message, html=caption, plain=plain_of(caption), media=media)
    )
