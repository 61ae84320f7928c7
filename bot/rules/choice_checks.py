"""Checks of what was chosen: the finding fits the ticket; finding, appeal verdict and outcome fit together."""

from collections.abc import Iterator

from bot.rules.examination import Examination
from bot.rules.finding import Finding, breach
from bot.rules.report_rules import LogicRow, LogicTable


def finding_option(examination: Examination) -> Iterator[Finding]:
    """The finding is one that tickets of this kind may have."""
    findings, kind, fact = examination.rulebook.findings, examination.case.ticket.kind, examination.fact
    options = findings.options(kind) if findings else ()
    if findings and options and fact and fact not in options and examination.holds(findings.when):
        advice = f"{findings.advice}{kind}类可选：{'、'.join(options)}。"
        yield breach(findings, f"{kind}类工单选了“{examination.case.fact}”", advice=advice)


def relation(examination: Examination) -> Iterator[Finding]:
    """Finding, appeal verdict and outcome stand in a relation that the office's table allows."""
    table, kind = examination.rulebook.logic_table, examination.case.ticket.kind
    if table is None or not any(kind in row.kinds for row in table.row) or not examination.holds(table.when):
        return
    unfit = list(_unfit_words(examination, table))
    yield from unfit or _unfit_relation(examination, table)


def _unfit_words(examination: Examination, table: LogicTable) -> Iterator[Finding]:
    case, kind = examination.case, examination.case.ticket.kind
    asks = kind in table.asks_appeal
    taken = asks or kind in table.takes_appeal
    if asks and not case.appeal and not _asked_elsewhere(examination):
        yield breach(table, "缺：诉求认定", advice=f"请选择诉求认定：{'、'.join(table.appeals)}。")
    if case.appeal and not taken:
        advice = f"诉求认定只用于{'、'.join(table.asks_appeal)}类工单，请不填。"
        yield breach(table, f"诉求认定“{case.appeal}”", severity="warn", advice=advice)
    for name, word, words in (("诉求认定", case.appeal, table.appeals), ("处理结果", case.result, table.results)):
        if word and _plain(table, word) not in words and (taken or name == "处理结果"):
            yield breach(table, f"{name}“{word}”", advice=f"{name}没有这一项，可选：{'、'.join(words)}。")


def _asked_elsewhere(examination: Examination) -> bool:
    """Whether an element of the office's reports asks for the appeal verdict: then it is not told twice."""
    report = examination.rulebook.report
    entries = report.required if report else ()
    return any(need.pieces == ("appeal",) for entry in entries if examination.holds(entry.when) for need in entry.needs)


def _unfit_relation(examination: Examination, table: LogicTable) -> Iterator[Finding]:
    case = examination.case
    row, result = _row(examination, table), _plain(table, case.result or "")
    if row is None or not result:
        return
    chosen = "，".join(
        f"{name}“{word}”"
        for name, word in (("事实认定", case.fact), ("诉求认定", case.appeal), ("处理结果", case.result))
        if word
    )
    fitting = f"可选的处理结果：{'、'.join(row.fits)}。" if row.fits else ""
    settling = row.settled_by.get(result, ())
    if result in row.never:
        yield breach(table, chosen, advice=f"三项认定互相矛盾。{fitting}{table.advice}")
    elif result in row.doubtful and not (settling and all(map(case.has, settling))):
        advice = f"这样认定较为少见，请核对并补充说明。{fitting}{table.advice}"
        yield breach(table, chosen, severity="warn", advice=advice)


def _row(examination: Examination, table: LogicTable) -> LogicRow | None:
    case = examination.case
    appeal = _plain(table, case.appeal or "")
    for row in table.row:
        meant = case.ticket.kind in row.kinds and examination.fact in row.facts
        if meant and (not row.appeals or appeal in row.appeals):
            return row
    return None


def _plain(table: LogicTable, word: str) -> str:
    return table.same_as.get(word, word)
