"""The rows of a table that were not taken in, sent as a file; made on the way out."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.ports import Media
from bot.reports.markup import fill
from bot.work.importing.refused_file import NAME, refused_file
from bot.work.offices import Offices
from storage.tables import ImportRun, OutboxRow

CAPTION = "没有登记的{count}行，按原因改好以后可以再发一次整份表格，已登记的不会重复。"


def compose(session: Session, _offices: Offices, row: OutboxRow, _now: datetime) -> Composition:
    run = session.get(ImportRun, row.payload["run_id"])
    if run is None or not run.refused:
        return Obsolete("没有这份明细")
    media = (Media("document", content=refused_file(run.refused), name=NAME),)
    return Say(of_markup(fill(CAPTION, count=len(run.refused)), media=media), None, "say")
