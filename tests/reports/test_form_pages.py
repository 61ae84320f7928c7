"""The filled forms on paper: how many pages each takes. With HOTLINE_PICTURES=folder the pages are kept there."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.reports.filling.fill import Photo
from bot.reports.layouts.forms import FORMS
from tests.paper_pictures import REQUIRED, page_pictures
from tests.reports.forms import filled

FOLDER = os.environ.get("HOTLINE_PICTURES")
PAGES = {"yichuan_road/completion_report": 2}
"""The report brings its photos on a page of their own; every other form keeps to one."""


@pytest.mark.skipif(not (REQUIRED or FOLDER), reason="takes a while: HOTLINE_REQUIRE_OFFICE=1 or HOTLINE_PICTURES asks")
def test_each_form_keeps_to_its_pages(tmp_path: Path) -> None:
    photos = [_photo(tmp_path, place, caption) for place, caption in enumerate(("处置前照片", "处置后照片"))]
    forms = {f"form-{form.office}-{form.name}": filled(form, photos) for form in FORMS}
    pages = page_pictures(forms, tmp_path)
    _keep(pages)
    expected = {f"form-{form.office}-{form.name}": PAGES.get(f"{form.office}/{form.name}", 1) for form in FORMS}
    assert {name: len(pictures) for name, pictures in pages.items()} == expected


def _keep(pages: dict[str, list[bytes]]) -> None:
    for name, pictures in pages.items() if FOLDER else ():
        for number, picture in enumerate(pictures, start=1):
            shown = name if len(pictures) == 1 else f"{name}-{number}"
            Path(str(FOLDER), f"{shown.replace('_', '-')}.png").write_bytes(picture)


def _photo(folder: Path, place: int, caption: str) -> Photo:
    """A stairway as a child would draw it, with and without what stood in the way."""
    picture = Image.new("RGB", (1280, 960), "#c8ccd0")
    draw = ImageDraw.Draw(picture)
    for step in range(6):
        draw.rectangle((120 + 80 * step, 800 - 110 * step, 1180, 910 - 110 * step), fill="#9aa1a8", outline="#6d747b")
    if place == 0:
        for box in ((420, 560, 640, 760), (660, 470, 840, 640), (520, 420, 650, 560)):
            draw.rectangle(box, fill="#b98a4a", outline="#6b4c20", width=6)
    path = folder / f"photo{place}.jpg"
    picture.save(path)
    return {"path": str(path), "caption": caption}
