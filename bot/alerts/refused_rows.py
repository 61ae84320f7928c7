"""The rows of a table that were not taken in, as a file to put right; made when it is sent."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.ports import Media
from bot.reports.markup import fill
from bot.work.offices import Offices
from storage.tables import ImportRun, OutboxRow

HEADING = ("行号", "工单编号", "没有登记的原因")
NAME = "没有登记的行.csv"
WOULD_BE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def compose(session: Session, _offices: Offices, row: OutboxRow, _now: datetime) -> Composition:
    run = session.get(ImportRun, row.payload["run_id"])
    if run is None or not run.refused:
        return Obsolete("没有这份明细")
    caption = fill(
        "没有登记的{count}行，按原因改好以后可以再发一次整份表格，已登记的不会重复。", count=len(run.refused)
    )
    media = (Media("document", content=as_file(run.refused), name=NAME),)
    return Say(of_markup(caption, media=media), None, "say")


def as_file(refused: Sequence[Sequence[Any]]) -> bytes:
    """A .csv as spreadsheet programs read it; nothing in it becomes a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADING)
    writer.writerows([[_words(cell) for cell in row] for row in refused])
    return written.getvalue().encode("utf-8-sig")


def _words(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(WOULD_BE_FORMULAS) else text
