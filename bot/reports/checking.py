"""Finds templates that cannot be read or filled, before somebody waits for what they should say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from bot.reports.render import TEMPLATES, RenderFault, environment, render

REPORTS = "reports/"


def template_faults(sample: Mapping[str, Any], directory: Path = TEMPLATES) -> list[str]:
    """One sentence for every fault below `directory`, naming file and line; reports are filled with the sample."""
    return [fault for path in sorted(directory.rglob("*.j2")) for fault in _faults(directory, path, sample)]


def _faults(directory: Path, path: Path, sample: Mapping[str, Any]) -> list[str]:
    name = path.relative_to(directory).as_posix()
    try:
        environment(directory, name.endswith(".html.j2")).get_template(name)
    except TemplateSyntaxError as fault:
        return [f"模板 {fault.name or name} 第 {fault.lineno} 行：{fault.message}"]
    except UnicodeDecodeError:
        return [f"模板 {name}：不是 UTF-8 编码的文字"]
    return _faults_of_filling(directory, name, sample) if name.startswith(REPORTS) else []


def _faults_of_filling(directory: Path, name: str, sample: Mapping[str, Any]) -> list[str]:
    """Filled twice: with everything known, and with nothing, for a name may stand behind a condition."""
    nothing = {one: value if isinstance(value, bool) else _nothing(value) for one, value in sample.items()}
    found: dict[str, None] = {}
    for values in (sample, nothing):
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
    return str(fault.__cause__ or fault)
