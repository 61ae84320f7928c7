"""Finds templates that cannot even be read, before somebody waits for what they should say."""

from pathlib import Path

from jinja2 import TemplateSyntaxError

from bot.reports.render import TEMPLATES, environment


def template_faults(directory: Path = TEMPLATES) -> list[str]:
    """One sentence for every template below `directory` with a fault of form, naming file and line."""
    return [fault for path in sorted(directory.rglob("*.j2")) for fault in _faults(directory, path)]


def _faults(directory: Path, path: Path) -> list[str]:
    name = path.relative_to(directory).as_posix()
    try:
        environment(directory, name.endswith(".html.j2")).get_template(name)
    except TemplateSyntaxError as fault:
        return [f"模板 {name} 第 {fault.lineno} 行：{fault.message}"]
    except UnicodeDecodeError:
        return [f"模板 {name}：不是 UTF-8 编码的文字"]
    return []
