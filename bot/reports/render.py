"""The one place where templates become text: sandboxed, strict about names, over plain values only.

Templates ending in `.html.j2` are escaped for the messenger's HTML; all others give plain text for reports and letters,
are edited by offices, and are limited in what they can do.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.reports import markup, moments
from bot.reports.limited import LimitedEnvironment, allowance
from bot.reports.plain_values import TooLong, faults_of_values, joined, shown

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OUTPUT_LIMIT = 200_000
FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, SyntaxError, TypeError,
    ValueError,
)  # fmt: skip
"""What a template can raise when it is read, or asks its values for something they cannot do."""
_TOLD: tuple[Callable[..., str], ...] = (
    moments.clock,
    moments.date,
    moments.day,
    moments.full,
    moments.hour,
    moments.left,
    moments.minute,
    moments.moment,
    moments.since,
)
"""How a template may tell a moment."""


class RenderFault(Exception):
    """A template or its values are at fault: which, and why."""


def render(name: str, values: Mapping[str, Any], directory: Path = TEMPLATES) -> str:
    """The template file `name` (below `directory`) filled with `values`; raises RenderFault."""
    try:
        return _fill(environment(directory, name.endswith(".html.j2")).get_template(name), values)
    except FAULTS as fault:
        raise RenderFault(f"{name}: {fault}") from fault


def office_template(kind: str, office: str, name: str, directory: Path = TEMPLATES) -> str:
    """The office's own template of this kind (`reports`, `forms` …), or the one for offices without their own."""
    own = f"{kind}/{office}/{name}"
    return own if (directory / own).is_file() else f"{kind}/any_office/{name}"


def render_source(source: str, values: Mapping[str, Any], escaped: bool = False) -> str:
    """A template given as text, filled with `values`; raises RenderFault."""
    try:
        return _fill(environment(TEMPLATES, escaped).from_string(source), values)
    except FAULTS as fault:
        raise RenderFault(str(fault)) from fault


@cache
def environment(directory: Path, escaped: bool) -> ImmutableSandboxedEnvironment:
    # Cards are ours; what becomes a report or a letter is edited by offices.
    kind = ImmutableSandboxedEnvironment if escaped else LimitedEnvironment
    environment = kind(
        loader=FileSystemLoader(directory),
        undefined=StrictUndefined,
        autoescape=escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.finalize = shown
    environment.filters |= {told.__name__: told if escaped else _if_there(told) for told in _TOLD}
    environment.filters |= {
        "cut": markup.cut,
        "one_line": markup.one_line,
        "numbered": markup.numbered,
        "first_sentences": markup.first_sentences,
    }
    if isinstance(environment, LimitedEnvironment):
        environment.limit_filters()
    return environment


def _if_there(told: Callable[..., str]) -> Callable[..., str]:
    """In a report a moment may not have come yet: then there is nothing to tell."""

    def tell(at: datetime | None, *more: Any) -> str:
        return "" if at is None else told(at, *more)

    return tell


def _fill(template: Template, values: Mapping[str, Any]) -> str:
    """Objects carry methods, and a template can call methods: only plain values go in."""
    for fault in faults_of_values(values):
        raise RenderFault(f"{fault} is no plain value")
    try:
        with allowance():
            return joined(template.generate(**values), OUTPUT_LIMIT).strip()
    except TooLong as fault:
        raise RenderFault(f"{template.name or 'template'}: {fault}") from fault
