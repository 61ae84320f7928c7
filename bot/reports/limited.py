"""The environment of templates that offices write: besides the sandbox, nothing in it can run or grow without end."""

from collections.abc import Iterator
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

MOST_TURNS = 200
"""How often a `range` lets a loop turn; lists of a ticket are shorter."""
DEEPEST_LOOPS = 2
LONGEST_PRODUCT = 10_000
# What makes long texts out of short ones, or shows what a template need not see.
REFUSED_FILTERS = frozenset(
    {
        "batch", "center", "filesizeformat", "forceescape", "format", "groupby", "indent", "map", "pprint", "reject",
        "rejectattr", "replace", "select", "selectattr", "slice", "tojson", "urlencode", "urlize", "wordwrap",
        "xmlattr",
    }
)  # fmt: skip
REFUSED_METHODS = frozenset(
    {"center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust", "translate", "zfill"}
)
LONGEST_SUM = 100_000
KEPT_GLOBALS = frozenset({"range"})


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """As the sandbox; loops are short and not nested deeply, products are small, and there are no macros."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **details: Any) -> None:
        super().__init__(**details)
        self.globals = {"range": _short_range}
        for name in REFUSED_FILTERS:
            self.filters.pop(name, None)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        for refused, why in _refused(template):
            raise TemplateSyntaxError(why, refused.lineno, name, filename)
        return template

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, str) and attribute in REFUSED_METHODS:
            raise SecurityError(f"模板里不能用 {attribute}")
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, str) and argument in REFUSED_METHODS:
            raise SecurityError(f"模板里不能用 {argument}")
        return super().getitem(obj, argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "+":
            sized = isinstance(left, str | list) and isinstance(right, str | list)
            if sized and len(left) + len(right) > LONGEST_SUM:
                raise SecurityError(f"拼出来的内容超过 {LONGEST_SUM}")
            return super().call_binop(context, operator, left, right)
        if operator == "**" or isinstance(left, str | list) or isinstance(right, str | list):
            raise SecurityError(f"模板里不能用 {operator} 作这样的运算")
        return super().call_binop(context, operator, left, right)


def _short_range(*bounds: int) -> range:
    turns = range(*bounds)
    if len(turns) > MOST_TURNS:
        raise SecurityError(f"循环最多 {MOST_TURNS} 次")
    return turns


def _refused(template: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    for node in template.find_all((nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport, nodes.Extends)):
        yield node, "模板里不能用 macro、call、import、extends"
    for node in template.find_all(nodes.For):
        if node.recursive:
            yield node, "循环不能写 recursive"
        if any(_depth(inner) + 1 > DEEPEST_LOOPS for inner in _inner_loops(node)):
            yield node, f"循环最多套 {DEEPEST_LOOPS} 层"
        if any(True for _ in node.find_all(nodes.Include)):
            yield node, "循环里不能 include"


def _inner_loops(loop: nodes.For) -> list[nodes.For]:
    return list(loop.find_all(nodes.For))


def _depth(loop: nodes.For) -> int:
    """1 for a loop without another inside it."""
    return 1 + max((_depth(inner) for inner in _inner_loops(loop)), default=0)
