"""A platform's export as tickets to be replayed: only what the columns say, and a list of what had to be assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.rules.facts import MOMENTS, Facts
from bot.rules.outcome import Refused
from bot.rules.rehearsal import Replayed
from bot.work.csv_table import TableRow, read_table
from bot.work.labels import FIELD_NAMES, field_of, is_nothing, meaning, usual_name
from bot.work.reading import readable
from bot.work.written_moment import Problem, read_moment

PREFIX = "moment:"
NO_MOMENT = "没有来电时间、派单时间等任何时刻，无从起算。"
ASSUMPTIONS = (
    "办理中的事（派到部门、接单、先行联系、办结等）只认表里有的列；没有这一列的，从它起算的时限不算。",
    "表里没有完成时刻的事项，提醒按一直没有办计（if_not_done = true）；实际已经办了的，当时不会再提醒。",
    "没有“接收时间”列的，平台派单即视为收单。",
    "有无实际现场、是否简易，表里看不出来，按有现场、不简易计。",
    "按岗位统计，不落实到人；给领导的提醒正式运行时合并成摘要，同一岗位的多条也会合并，所以条数是上限。",
    "只演练时限、节点和灯；新工单卡片、重复和群体计数、通报不在内。",
)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be replayed; `row` as a spreadsheet counts."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds. `watched`: the moments for which it has a column."""

    tickets: tuple[Replayed, ...]
    refused: tuple[RefusedRow, ...]
    assumptions: tuple[str, ...]


def read_export(data: bytes) -> Export | Refused:
    """The tickets of a .csv file, or why the whole of it cannot be read."""
    rows = read_table(data, _column, "number", "工单编号")
    if isinstance(rows, Refused):
        return rows
    columns = {column for row in rows for column in row.cells}
    watched = frozenset(column.removeprefix(PREFIX) for column in columns if column.startswith(PREFIX))
    tickets: list[Replayed] = []
    refused: list[RefusedRow] = []
    first_rows: dict[str, int] = {}
    for row in rows:
        read = _replayed(row, watched)
        if isinstance(read, Replayed) and read.number in first_rows:
            read = f"工单编号与第{first_rows[read.number]}行相同。"
        if isinstance(read, Replayed):
            first_rows[read.number] = row.number
            tickets.append(read)
        else:
            refused.append(RefusedRow(row.number, read))
    return Export(tuple(tickets), tuple(refused), _assumptions(columns, watched))


def _column(heading: str) -> str | None:
    moment = meaning("rehearsal", heading)
    return f"{PREFIX}{moment}" if moment else field_of(heading)


def _replayed(row: TableRow, watched: frozenset[str]) -> Replayed | str:
    """The ticket of a row, or everything that is wrong with it."""
    if row.fault:
        return row.fault
    # Nobody needs the citizen's words to count days: an export without them is as good.
    fields = {column: cell for column, cell in row.cells.items() if not column.startswith(PREFIX)}
    values, problems = readable({**fields, "title": fields.get("title") or "—"})
    moments, unreadable = _moments(row.cells)
    for moment in ("called", "platform_dispatched", "received"):
        if f"{moment}_at" in values:
            moments[moment] = values[f"{moment}_at"]
    if received := moments.get("received") or moments.get("platform_dispatched"):
        moments["received"] = received
    said = [*problems, *unreadable, *_too_early(moments)]
    if not moments and not said:
        said.append(NO_MOMENT)
    return "　".join(said) or Replayed(values["number"], _facts(values, fields, moments), watched, row.number)


def _moments(cells: Mapping[str, str]) -> tuple[dict[str, datetime], list[str]]:
    moments: dict[str, datetime] = {}
    problems: list[str] = []
    for column, cell in cells.items():
        if column.startswith(PREFIX) and not is_nothing(cell):
            name = column.removeprefix(PREFIX)
            at = read_moment(cell, usual_name("rehearsal", name))
            if isinstance(at, Problem):
                problems.append(at.said)
            else:
                moments[name] = at
    return moments, problems


def _too_early(moments: Mapping[str, datetime]) -> list[str]:
    received = moments.get("received")
    before = {"called", "platform_dispatched", "received"}
    return [
        f"{usual_name('rehearsal', name)}早于收单，请核对。"
        for name, at in moments.items()
        if received is not None and name not in before and at < received
    ]


def _facts(values: Mapping[str, object], fields: Mapping[str, str], moments: Mapping[str, datetime]) -> Facts:
    return Facts(
        kind=values.get("kind"),  # type: ignore[arg-type]
        urgency=values.get("urgency", "普通"),  # type: ignore[arg-type]
        source=values.get("source"),  # type: ignore[arg-type]
        complexity=values.get("complexity"),  # type: ignore[arg-type]
        tags=frozenset(values.get("tags", ())),  # type: ignore[call-overload]
        is_recheck=bool(values.get("is_recheck")),
        supervised=values.get("supervised", "否"),  # type: ignore[arg-type]
        has_contact="phone" not in fields or bool(values.get("phone")),
        platform_due_at=values.get("platform_due_at"),  # type: ignore[arg-type]
        moments=dict(moments),
    )


def _assumptions(columns: set[str], watched: frozenset[str]) -> tuple[str, ...]:
    used = "、".join(usual_name("rehearsal", name) for name in MOMENTS if name in watched)
    said = [f"表里有这些办理时刻的列：{used}。" if used else "表里没有任何办理时刻的列。", *ASSUMPTIONS]
    if "phone" not in columns:
        said.append(f"没有“{FIELD_NAMES['phone']}”列，按都留有联系方式计。")
    return tuple(said)
