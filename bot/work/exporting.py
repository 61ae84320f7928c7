"""Tickets and figures as files for the desk: masked unless asked otherwise, with a reason, and always on record."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session

from bot.reports.sheets import Cell, Sheet, as_csv, as_xlsx
from bot.rules import tally
from bot.rules.figures import definition, figures_of, moments_of
from bot.rules.outcome import Refused
from bot.rules.periods import Period, from_code
from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text
from bot.rules.workflow import STATE_NAMES, State
from bot.work import figures, notices
from bot.work.access import roles
from bot.work.offices import Offices
from bot.work.outcome import Done
from bot.work.sight import OPEN_STATES
from storage import exports, staff, tickets
from storage.exports import Exported, ToExport
from storage.rows import id_of
from storage.tables import Person

What = Literal["tickets", "figures"]
Format = Literal["xlsx", "csv"]
NAMES: Mapping[str, str] = {"tickets": "工单", "figures": "数据"}
NOT_FOR_YOU = Refused("导出由受理方的值班人员来做；您可以发 /all 看工单，发 /figures 看数据。")
NO_REASON = Refused("不脱敏的导出须写明用途，至少4个字。")
UNKNOWN_UNIT = Refused("没有这个部门。")
SHORTEST_REASON, LONGEST_REASON = 4, 100
LARGEST_SENT = 50_000_000
"""What the messenger lets a bot send, in bytes."""
STANDING = {"in_time": "按时", "late": "超时", "open": "未完成", "": ""}
TICKET_HEADINGS = (
    *("工单编号", "来源", "类别", "紧急程度", "标签", "标题", "内容", "地址", "诉求人", "联系电话", "状态"),
    *("承办部门", "片区", "经办人", "收单时间", "到期时间", "结案时间", "先行联系", "办结", "事实认定", "处理结果"),
    *("回访满意度", "回访是否先联"),
)
FIGURE_HEADINGS = ("单位", "指标", "数值", "分子", "分母", "时期", "目标", "算法", "依据", "暂按")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export as asked for: of which period (its code), of which unit (0: of all), masked or not."""

    what: What
    format: Format
    period: str
    unit_id: int = 0
    open_only: bool = False
    plain: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name holds nothing of a citizen."""

    name: str
    content: bytes


def may_export(session: Session, person: Person, now: datetime) -> bool:
    return "desk" in roles(session, person, now)


def ask(session: Session, person: Person, wanted: Wanted, now: datetime) -> Done | Refused:
    """Let the file be made and sent to the desk clerk who asks; who had what, and why, is on record."""
    if not may_export(session, person, now):
        return NOT_FOR_YOU
    period = from_code(wanted.period)
    if period is None:
        return Refused("没有看懂这个时期。")
    if wanted.unit_id and wanted.unit_id not in figures.units_of(session, person.office_id):
        return UNKNOWN_UNIT
    if wanted.plain and not SHORTEST_REASON <= len(wanted.reason.strip()) <= LONGEST_REASON:
        return NO_REASON
    note(session, person.office_id, wanted, now, person_id=id_of(person))
    notices.show_export(session, person, asdict(wanted), now)
    how = "不脱敏，已留下记录，内含个人信息，请妥善保管" if wanted.plain else "已脱敏"
    return Done(f"{period.name}的{NAMES[wanted.what]}（{how}）正在生成，随后发给您。")


def note(session: Session, office_id: str, wanted: Wanted, now: datetime, *, person_id: int | None = None) -> None:
    """For good: who took what out, and why where nothing was masked."""
    what = "exported_plain" if wanted.plain else "exported"
    detail = f"{wanted.what} {wanted.format} {wanted.period} unit {wanted.unit_id} {mask_text(wanted.reason)}".strip()
    tickets.audit(session, now, what, office_id=office_id, person_id=person_id, detail=detail)


def make(session: Session, offices: Offices, office_id: str, wanted: Wanted, now: datetime) -> Made:
    """The file. ValueError for a period that nobody could have asked for."""
    period = from_code(wanted.period)
    if period is None:
        raise ValueError("an export was asked for without a period")
    if wanted.what == "figures":
        sheet = Sheet("数据", FIGURE_HEADINGS, _figure_rows(session, offices, office_id, wanted, period, now))
    else:
        sheet = Sheet("工单", TICKET_HEADINGS, _ticket_rows(session, office_id, wanted, period))
    content = as_csv(sheet) if wanted.format == "csv" else as_xlsx([sheet])
    marked = "（不脱敏）" if wanted.plain else ""
    return Made(f"{NAMES[wanted.what]}-{period.code}{marked}.{wanted.format}", content)


def _ticket_rows(session: Session, office_id: str, wanted: Wanted, period: Period) -> Iterator[list[Cell]]:
    units = {id_of(unit): unit.name for unit in staff.units(session, office_id)}
    people = {id_of(person): person.name for person in staff.people(session, office_id)}
    states = OPEN_STATES if wanted.open_only else ()
    among = ToExport(office_id, period.since, period.until, wanted.unit_id or None, tuple(states))
    for one in exports.exported(session, among):
        yield _ticket_row(one if wanted.plain else _masked(one), units, people)


def _ticket_row(one: Exported, units: Mapping[int, str], people: Mapping[int, str]) -> list[Cell]:
    counted = tally.read(one.form, False, False)
    return [
        *(one.number, one.source, one.kind, one.urgency, "、".join(one.tags)),
        *(one.title, one.content, one.address, one.caller, one.phone, STATE_NAMES[State(one.state)]),
        units.get(one.unit_id or 0, ""),
        units.get(one.territory_id or 0, ""),
        people.get(one.handler_id or 0, ""),
        *(one.received_at, one.due_at, one.closed_at),
        STANDING.get(counted.contact, ""),
        STANDING.get(counted.finish, ""),
        *(counted.finding, counted.outcome, counted.satisfaction, counted.contacted),
    ]


def _masked(one: Exported) -> Exported:
    names, keep = [one.caller], [one.number]
    return one._replace(
        title=mask_text(one.title, names=names, keep=keep),
        content=mask_text(one.content, names=names, keep=keep),
        address=mask_address(one.address),
        caller=mask_name(one.caller),
        phone=mask_phone(one.phone),
    )


def _figure_rows(
    session: Session, offices: Offices, office_id: str, wanted: Wanted, period: Period, now: datetime
) -> Iterator[list[Cell]]:
    """Every metric of the office and of each unit, or of the one unit."""
    metrics = figures.metrics_of(offices, office_id)
    counts = figures.counts_of(session, office_id, moments_of(metrics), period, now)
    units: dict[int | None, str] = {None: offices.office(office_id).name}
    units |= {number: unit.name for number, unit in figures.units_of(session, office_id).items()}
    for unit_id, name in units.items():
        if wanted.unit_id and unit_id != wanted.unit_id:
            continue
        for figure in figures_of(metrics, unit_id, counts):
            metric = figure.metric
            target = f"{metric.target_percent}%" if metric.target_percent is not None else ""
            numbers: list[Any] = [figure.shown(), figure.counted, figure.out_of]
            words = [target, definition(metric), metric.clause, metric.assumed or ""]
            yield [name, metric.name, *numbers, period.name, *words]
