"""Texts and tables of tickets, read: each ticket's fields in our one form, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.outcome import Refused
from bot.work.csv_table import TableRow, read_table
from bot.work.labels import field_of
from bot.work.reading import printed, read, readable
from bot.work.ticket_text import raw_tickets
from bot.work.written_moment import Problem

NOT_A_TICKET = Refused("没有认出工单。请粘贴区平台的工单全文（「工单编号：…」「诉求内容：…」），或发送 CSV 表格。")


@dataclass(frozen=True, slots=True)
class ParsedTicket:
    """One ticket as read: `fields` keyed by Ticket's columns and moments; `problems` are sentences.

    A field that could be read stands in its one printed form; one that could not stands as it was written.
    """

    fields: dict[str, str]
    problems: tuple[str, ...] = ()


def parse_text(text: str) -> tuple[ParsedTicket, ...]:
    """The tickets in a pasted text; none (see NOT_A_TICKET) when it is something else."""
    return tuple(_parsed(raw.fields, "", raw.doubts) for raw in raw_tickets(text))


def parse_csv(data: bytes) -> tuple[ParsedTicket, ...] | Refused:
    """The tickets in a .csv file, one a row, or why the file cannot be read; problems name the row."""
    rows = read_table(data, field_of, "number", "工单编号")
    return rows if isinstance(rows, Refused) else tuple(_of_row(row) for row in rows)


def in_one_form(fields: Mapping[str, str]) -> dict[str, str]:
    """Every readable field in its printed form; the others as they were written."""
    return {field: _in_one_form(field, raw) for field, raw in fields.items()}


def _of_row(row: TableRow) -> ParsedTicket:
    if row.fault:
        return ParsedTicket({}, (row.fault,))
    content = [row.cells.get("content", ""), *(f"{name}：{cell}" for name, cell in row.others.items())]
    return _parsed({**row.cells, "content": "\n".join(filter(None, content))}, f"第{row.number}行：")


def _in_one_form(field: str, raw: str) -> str:
    value = read(field, raw)
    return raw.strip() if isinstance(value, Problem) else printed(value)


def _parsed(fields: Mapping[str, str], where: str, doubts: list[str] | None = None) -> ParsedTicket:
    _, problems = readable(fields)
    said = tuple(f"{where}{problem}" for problem in (*(doubts or ()), *problems))
    return ParsedTicket({field: text for field, text in in_one_form(fields).items() if text}, said)
