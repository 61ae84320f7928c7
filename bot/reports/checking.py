"""Finds templates that cannot be read or filled, before somebody waits for what they should say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, UndefinedError

from bot.reports.filling.samples import own_values, sample_values
from bot.reports.render import FAULTS, TEMPLATES, RenderFault, environment, office_template, render
from bot.rules.report_templates import PRODUCT_SLOTS
from bot.rules.rulebook import Rulebook

REPORTS = "reports/"
_UNKNOWN = re.compile(r"'(\w+)' is undefined")


def template_faults(rulebooks: Sequence[Rulebook] = (), directory: Path = TEMPLATES) -> list[str]:
    """One sentence for every fault of the files below `directory`, naming file and line, or the rulebook and its key.

    Reports are filled with an invented ticket; those of an office may use what its rulebook asks besides.
    """
    own: dict[str, dict[str, Any]] = {}
    for rulebook in rulebooks:
        own.setdefault(rulebook.id, {}).update(own_values(rulebook))
    return [
        *(fault for rulebook in rulebooks for fault in _unusable_names(rulebook, directory)),
        *(fault for path in sorted(directory.rglob("*.j2")) for fault in _faults(directory, path, own)),
    ]


def _unusable_names(rulebook: Rulebook, directory: Path) -> Iterator[str]:
    """Files that a rulebook names and nobody has; questions under a name that means something else already."""
    rules = rulebook.report
    named = [(f"[[report.template]] {one.id}：file", "reports", one.file) for one in (rules.template if rules else ())]
    named += [(f"[[form]] {one.id}：words", "reports", one.words) for one in rulebook.form if one.words]
    for key, kind, file in named:
        if not (directory / office_template(kind, rulebook.id, file, directory)).is_file():
            yield f"{rulebook.id}：{key} = “{file}”，没有 templates/{kind}/{rulebook.id}/{file} 这个文件"
    for form in rulebook.form:
        if form.file and not (directory / "forms" / rulebook.id / form.file).is_file():
            where = f"templates/forms/{rulebook.id}/{form.file}"
            yield f"{rulebook.id}：[[form]] {form.id}：file = “{form.file}”，没有 {where} 这个文件"
    taken = sample_values().keys() - PRODUCT_SLOTS
    for slot in rules.slot if rules else ():
        if slot.name in taken:
            yield f"{rulebook.id}：[[report.slot]] {slot.name}：name 在模板里已经另有所指，请换一个名字"


def _faults(directory: Path, path: Path, own: Mapping[str, Mapping[str, Any]]) -> list[str]:
    name = path.relative_to(directory).as_posix()
    try:
        environment(directory, name.endswith(".html.j2")).get_template(name)
    except TemplateSyntaxError as fault:
        return [f"模板 {fault.name or name} 第 {fault.lineno} 行：{fault.message}"]
    except UnicodeDecodeError:
        return [f"模板 {name}：不是 UTF-8 编码的文字"]
    except FAULTS as fault:
        return [f"模板 {name}：读不了（{type(fault).__name__}），可能是套得太深"]
    if not name.startswith(REPORTS):
        return []
    asked = own.get(name.removeprefix(REPORTS).partition("/")[0], {})
    return _faults_of_filling(directory, name, asked)


def _faults_of_filling(directory: Path, name: str, asked: Mapping[str, Any]) -> list[str]:
    """Filled twice: with everything known, and with nothing, for a name may stand behind a condition."""
    sample = sample_values()
    nothing = {one: _nothing(value) for one, value in sample.items()} | dict.fromkeys(asked)
    found: dict[str, None] = {}
    for values in ({**sample, **asked}, nothing):
        try:
            render(name, values, directory)
        except RenderFault as fault:
            found.setdefault(f"模板 {name} 第 {_line(fault, directory)} 行：{_why(fault)}")
    return list(found)


def _nothing(value: Any) -> Any:
    return "" if isinstance(value, str) else [] if isinstance(value, list) else value


def _line(fault: RenderFault, directory: Path) -> int:
    """The last line of a template of ours on the way to the fault."""
    trace, line = (fault.__cause__ or fault).__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(str(directory)):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _why(fault: RenderFault) -> str:
    cause = fault.__cause__ or fault
    unknown = _UNKNOWN.match(str(cause)) if isinstance(cause, UndefinedError) else None
    return f"没有“{unknown[1]}”这个名字" if unknown else str(cause)
