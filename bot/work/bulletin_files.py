"""A bulletin as files: a Word form and sheets of its lists, for the desk and whoever was sent it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.charts.drawing import picture_of
from bot.reports.pictures import Picture
from bot.reports.render import office_template
from bot.reports.sheets import Sheet, as_xlsx
from bot.rules.bulletin_content import Section, of_places
from bot.rules.outcome import Refused
from bot.rules.periods import from_code
from bot.work import charts, notices
from bot.work.access import roles
from bot.work.bulletin_text import sections_in, values_of
from bot.work.bulletins import rule_of
from bot.work.form_values import FormSheet
from bot.work.offices import Offices
from bot.work.outcome import Done
from storage import bulletins
from storage.rows import id_of
from storage.tables import BulletinRow, Person

WORD, EXCEL = "Word", "Excel"
FILE = "bulletin.docx"
NOT_YOURS = Refused("没有这份通报，或者它没有发给您。")
HEADINGS: dict[str, tuple[str, ...]] = {
    "figures": ("指标", "数值", "分子/分母", "上期", "依据"),
    "topics": ("事由", "件数"),
    "scores": ("单位", "得分"),
}
LIST_HEADINGS = ("工单编号", "标题", "承办部门", "状态", "情况")


def ask(session: Session, person: Person, bulletin_id: int, form: str, now: datetime) -> Done | Refused:
    """The file for this person alone, made on the way out."""
    row = bulletins.bulletin(session, bulletin_id)
    if row is None or not may_read(session, person, row, now):
        return NOT_YOURS
    if not row.content:
        return Refused("这一期没有内容。")
    notices.show_bulletin_file(session, person, bulletin_id, form, now)
    return Done(f"{form}文件马上发给您。")


def may_read(session: Session, person: Person, row: BulletinRow, now: datetime) -> bool:
    """The desk reads everything of its office; others what they were sent, themselves or in their office's group."""
    if row.office_id != person.office_id:
        return False
    held = roles(session, person, now)
    return "desk" in held or (bool(held) and bulletins.was_sent(session, id_of(row), id_of(person)))


def places_of(session: Session, person: Person, row: BulletinRow, now: datetime) -> frozenset[int] | None:
    """The places that this person's copy speaks of; None: all of it."""
    if "desk" in roles(session, person, now):
        return None
    own = bulletins.row_of(session, id_of(row), id_of(person))
    places = own.payload["places"] if own is not None else None
    return None if places is None else frozenset(places)


def as_form(
    session: Session, offices: Offices, row: BulletinRow, places: frozenset[int] | None, now: datetime
) -> FormSheet:
    """The whole of it for a Word form; a correction stands in its place, charts of its days stand behind it."""
    values = values_of(row, places, now)
    values["sections"] = [_printed(one) for one in values["sections"]]
    _, office, file = office_template("bulletins", row.office_id, FILE).split("/")
    drawings = tuple(_drawings(session, offices, row, now)) if places is None else ()
    return FormSheet(row.rule, row.title, office, file, values, folder="bulletins", drawings=drawings)


def _drawings(session: Session, offices: Offices, row: BulletinRow, now: datetime) -> Iterator[Picture]:
    """The charts that its rulebook names; they are the whole office's, so only whoever reads all of it gets them."""
    bulletin, period = rule_of(offices, row.office_id, row.rule), from_code(row.period or "")
    if bulletin is not None and period is not None:
        for code in bulletin.charts:
            yield picture_of(charts.chart(session, offices, row.office_id, code, period, None, now))


def as_workbook(row: BulletinRow, offices: Offices, places: frozenset[int] | None) -> bytes:
    """Each paragraph with lines as a sheet of its own."""
    sections = sections_in(row.content)
    shown = sections if places is None else of_places(sections, places)
    metrics = tuple(metric.name for metric in offices.present_law(row.office_id).rulebook.metric)
    pages = [
        Sheet(f"{number} {section.heading}", _headings(section, metrics), _rows(row, number, section))
        for number, section in enumerate(shown, 1)
    ]
    return as_xlsx(pages)


def file_name(row: BulletinRow, ending: str) -> str:
    """Nothing of a citizen: the bulletin's name in the rulebook and its days."""
    return f"{row.content['name']}{row.content['period']}.{ending}"


def _headings(section: Section, metrics: Sequence[str]) -> tuple[str, ...]:
    if section.is_list:
        return LIST_HEADINGS
    return ("单位", *metrics) if section.part == "units" else HEADINGS.get(section.part, ("内容",))


def _rows(row: BulletinRow, number: int, section: Section) -> list[tuple[str, ...]]:
    text = row.corrected.get(str(number))
    if text is not None:
        return [(text,)]
    return [line.cells or (line.words,) for line in section.lines]


def _printed(section: dict[str, Any]) -> dict[str, Any]:
    text = section["text"]
    lines = [f"{place}. {line}" for place, line in enumerate(section["lines"], 1)]
    known = lines if section["is_list"] else ["（还没有写）"] if section["to_write"] else section["lines"]
    paragraphs = text.splitlines() if text is not None else known
    counted = f"（{section['count']}件）" if section["is_list"] and text is None else ""
    return {**section, "paragraphs": paragraphs, "counted": counted}
