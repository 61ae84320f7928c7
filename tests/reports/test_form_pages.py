"""The filled forms on paper: how many pages each takes. With HOTLINE_PICTURES=folder the pages are kept there."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlmodel import Session

from bot.alerts.papering import form_of
from bot.reports.filling.filler import fill_now
from bot.reports.layouts.forms import FORMS
from storage.database import Database
from tests.paper_pictures import REQUIRED, page_pictures
from tests.work.played_forms import played_forms

FOLDER = os.environ.get("HOTLINE_PICTURES")
PAGES = {"yichuan_road/completion_report": 2, "songjiang_civil/signing_sheet": 2}
"""A full report goes on on the next page, whole rows at a time; every other form keeps to one."""


@pytest.mark.skipif(not (REQUIRED or FOLDER), reason="takes a while: HOTLINE_REQUIRE_OFFICE=1 or HOTLINE_PICTURES asks")
def test_each_form_keeps_to_its_pages(sqlite: Database, tmp_path: Path) -> None:
    """Filled from tickets that were played, for print."""
    for name, full in (("before.jpg", True), ("after.jpg", False)):
        _photo(tmp_path / name, full)
    with Session(sqlite.engine) as session:
        sheets = played_forms(session, masked=False)
    names = {form.form_id: f"form-{form.office}-{form.name}" for form in FORMS}
    made = fill_now(*(form_of(sheet, tmp_path) for sheet in sheets.values()))
    forms = {names[form_id]: file for form_id, file in zip(sheets, made, strict=True) if isinstance(file, bytes)}
    pages = page_pictures(forms, tmp_path)
    _keep(pages)
    expected = {f"form-{form.office}-{form.name}": PAGES.get(f"{form.office}/{form.name}", 1) for form in FORMS}
    assert {name: len(pictures) for name, pictures in pages.items()} == expected


def _keep(pages: dict[str, list[bytes]]) -> None:
    for name, pictures in pages.items() if FOLDER else ():
        for number, picture in enumerate(pictures, start=1):
            shown = name if len(pictures) == 1 else f"{name}-{number}"
            Path(str(FOLDER), f"{shown.replace('_', '-')}.png").write_bytes(picture)


def _photo(path: Path, full: bool) -> None:
    """A stairway as a child would draw it, with and without what stood in the way."""
    picture = Image.new("RGB", (1280, 960), "#c8ccd0")
    draw = ImageDraw.Draw(picture)
    for step in range(6):
        draw.rectangle((120 + 80 * step, 800 - 110 * step, 1180, 910 - 110 * step), fill="#9aa1a8", outline="#6d747b")
    for box in ((420, 560, 640, 760), (660, 470, 840, 640), (520, 420, 650, 560)) if full else ():
        draw.rectangle(box, fill="#b98a4a", outline="#6b4c20", width=6)
    picture.save(path)
