"""A message with Word forms still to be filled: filled between composing and sending, outside any transaction."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.alerts.composition import Say
from bot.ports import Media
from bot.reports.filling.filler import Filler, Form, NotFilled, Photo
from bot.reports.markup import escape, plain_of
from bot.reports.pictures import Drawer, NotDrawn
from bot.work.form_photos import FormPhoto
from bot.work.form_values import FormSheet

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FormMaker:
    """Fills forms in one warm child; `files` is the folder in which their photos lie."""

    filler: Filler
    files: Path

    async def made(self, sheet: FormSheet) -> bytes:
        """The form as .docx. Raises NotFilled."""
        return await self.filler.fill(form_of(sheet, self.files))

    async def as_one(self, sheets: tuple[FormSheet, ...]) -> bytes:
        """The forms as one .docx, each on a page of its own. Raises NotFilled."""
        forms = [await self.made(sheet) for sheet in sheets]
        return forms[0] if len(forms) == 1 else await self.filler.joined(forms)


def form_of(sheet: FormSheet, files: Path) -> Form:
    """The form as whoever fills it takes it; `files` is the folder in which the photos lie."""
    photos = tuple(Photo(files / photo.path, photo.caption, photo.wide) for photo in sheet.photos)
    return Form(f"{sheet.folder}/{sheet.office}/{sheet.file}", sheet.values, photos)


async def with_papers(maker: FormMaker, drawer: Drawer, what: Say) -> Say:
    """The message with its forms as one file; a sentence where they could not be filled."""
    if what.papers is None:
        return what
    try:
        with TemporaryDirectory(prefix="hotline-") as folder:
            sheets = [await _drawn(drawer, sheet, Path(folder)) for sheet in what.papers.sheets]
            content = await maker.as_one(tuple(sheets))
    except NotFilled as failure:
        logger.warning("forms could not be filled: %s", failure)
        html = f"{what.message.html}\n{escape(f'表单没有生成：{failure}。请告诉系统管理员。')}"
        return replace(what, papers=None, message=replace(what.message, html=html, plain=plain_of(html)))
    media = (*what.message.media, Media("document", content=content, name=what.papers.name))
    return replace(what, papers=None, message=replace(what.message, media=media))


async def _drawn(drawer: Drawer, sheet: FormSheet, folder: Path) -> FormSheet:
    """The form with its drawings among its photos; one that cannot be drawn is left out, its numbers stand in words."""
    photos = []
    for place, picture in enumerate(sheet.drawings):
        try:
            content = await drawer.draw(picture)
        except NotDrawn as failure:
            logger.warning("a picture (%s) is left out of a form: %s", picture.painter, failure)
            continue
        path = folder / f"{place}.png"
        path.write_bytes(content)
        photos.append(FormPhoto(str(path), "", wide=True))
    return replace(sheet, photos=(*sheet.photos, *photos), drawings=())
