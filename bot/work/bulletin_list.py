"""All bulletins of an office at a glance: what the document wants, what came out last and why not, what comes next."""

from datetime import datetime

from sqlmodel import Session

from bot.reports.moments import moment
from bot.reports.render import render
from bot.rules.bulletin_rules import EVERY_NAMES, READER_NAMES, Bulletin
from bot.work.bulletin_keys import list_row_keys
from bot.work.keys import Rows
from bot.work.offices import Offices
from storage import bulletins
from storage.bulletins import DRAFT, FAILED, MISSED, SENT, SILENT, WITHDRAWN
from storage.tables import BulletinRow

TEMPLATE = "bulletins/list.html.j2"
STATE_WORDS = {
    SENT: "已发出",
    SILENT: "没有发",
    MISSED: "没有发",
    FAILED: "没有生成",
    WITHDRAWN: "已作废",
    DRAFT: "等受理方核对",
}


def overview(session: Session, offices: Offices, office_id: str, now: datetime, *, is_desk: bool) -> tuple[str, Rows]:
    """The list in markup; for the desk with a key for each draft and each bulletin that it may begin."""
    known = offices.present_law(office_id).rulebook.bulletin
    drafts = bulletins.drafts(session, office_id)
    values = {
        "office": offices.office(office_id).name,
        "bulletins": [_entry(session, office_id, bulletin, now) for bulletin in known],
        "drafts": [_draft(row, now) for row in drafts] if is_desk else [],
    }
    keys = list_row_keys(drafts, [bulletin for bulletin in known if bulletin.begun_by_desk]) if is_desk else []
    return render(TEMPLATE, values), keys


def _entry(session: Session, office_id: str, bulletin: Bulletin, now: datetime) -> dict[str, object]:
    coming = bulletins.planned(session, office_id, bulletin.id)
    last = bulletins.last_over(session, office_id, bulletin.id)
    return {
        "name": bulletin.name,
        "rule": bulletin.id,
        "clause": bulletin.clause,
        "every": EVERY_NAMES[bulletin.every],
        "readers": "、".join(READER_NAMES[reader] for reader in bulletin.audience),
        "next": moment(coming[0].due_at, now) if coming else "",
        "drafted": bulletin.drafted,
        "last": _state(last, now) if last else "",
        "assumed": bulletin.assumed or "",
    }


def _state(row: BulletinRow, now: datetime) -> str:
    told = f"{moment(row.due_at, now)}{STATE_WORDS.get(row.state, '')}"
    return f"{told}（{row.reason}）" if row.reason else told


def _draft(row: BulletinRow, now: datetime) -> dict[str, object]:
    return {"number": row.id, "title": row.title, "period": row.content["period"], "made": moment(row.made_at, now)}
