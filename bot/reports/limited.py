"""The environment of templates that offices write: a small part of Jinja, in which nothing can run or grow without end.

Only what is listed here can be written. No value that a template makes is longer than LONGEST, and each is paid for by
its size, as is every turn of a loop, out of the STEPS that one text may take: together some ten megabytes at most.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from time import monotonic
from typing import Any

from jinja2 import TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from jinja2.visitor import NodeTransformer

from bot.reports.plain_values import shown

MOST_TURNS = 200
"""How often a `range` lets a loop turn."""
DEEPEST_LOOPS = 2
LONGEST, LONGEST_LIST, LARGEST_NUMBER = 100_000, 10_000, 10**15
"""Characters of a text, or of all the texts of a list; items of a list; a number."""
LONGEST_SOURCE = 20_000
STEPS = 200_000
"""What one text may take: one for each piece of a loop at every turn, one for every STEP characters made. An ordinary
text takes hundreds."""
STEP = 16
SECONDS = 2.0
"""How long one text may take; an ordinary one takes a hundredth of one."""
ONE_INCLUDE = 100
MOST_DECIMALS = 9
_WRITABLE = frozenset(
    {
        nodes.Add, nodes.And, nodes.Assign, nodes.Call, nodes.Compare, nodes.Concat, nodes.CondExpr, nodes.Const,
        nodes.Div, nodes.Filter, nodes.FloorDiv, nodes.For, nodes.Getattr, nodes.Getitem, nodes.If, nodes.Include,
        nodes.Keyword, nodes.List, nodes.Mod, nodes.Mul, nodes.Name, nodes.Neg, nodes.Not, nodes.Operand, nodes.Or,
        nodes.Output, nodes.Pos, nodes.Slice, nodes.Sub, nodes.Template, nodes.TemplateData, nodes.Test, nodes.Tuple,
    }
)  # fmt: skip
_AS_WRITTEN = {nodes.AssignBlock: "set … endset", nodes.CallBlock: "call", nodes.Dict: "{ … }", nodes.Pow: "**"}
_FILTERS = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "first", "float", "int", "last", "length", "list", "lower", "max",
        "min", "reverse", "sort", "sum", "title", "trim", "truncate", "unique", "upper",
    }
)  # fmt: skip
_OF_A_LOOP = frozenset({"changed", "cycle"})
"""The only methods that can be called."""


@dataclass(slots=True)
class _Allowance:
    """What is left for one text."""

    steps: int
    until: float

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise SecurityError("模板里的循环太多")
        if monotonic() > self.until:
            raise SecurityError(f"填了{SECONDS:g}秒还没有填完")


_ALLOWANCE: ContextVar[_Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowance() -> Iterator[None]:
    """Within it one text is made."""
    token = _ALLOWANCE.set(_Allowance(STEPS, monotonic() + SECONDS))
    try:
        yield
    finally:
        _ALLOWANCE.reset(token)


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """As the sandbox, with the limits of this module. `limit_filters` is called when all filters are there."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self, **details: Any) -> None:
        super().__init__(**details)
        self.globals = {"range": _short_range}
        self.filters = {name: filter for name, filter in self.filters.items() if name in _FILTERS} | {"round": _rounded}

    def limit_filters(self) -> None:
        self.filters = {name: _held(filter) for name, filter in self.filters.items()}
        self.filters |= {"join": _joined, "_text": _one_text, "_flat": _flat, "_made": _hold, "_turns": _turns}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST_SOURCE:
            raise TemplateSyntaxError(f"模板超过 {LONGEST_SOURCE} 字", 1, name, filename)
        template = super()._parse(source, name, filename)
        for refused, why in _refused(template):
            raise TemplateSyntaxError(why, refused.lineno, name, filename)
        limited: nodes.Template = _Limiting(self).visit(template)
        return limited

    def _load_template(self, name: str, globals: Any) -> Any:
        """Where an `include` comes by: many of them cost as much as a loop does."""
        _spend(ONE_INCLUDE)
        return super()._load_template(name, globals)

    def is_safe_callable(self, obj: Any) -> bool:
        of_a_loop = isinstance(getattr(obj, "__self__", None), LoopContext) and obj.__name__ in _OF_A_LOOP
        return obj is _short_range or of_a_loop

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "+":
            # Before it is made: what is made is looked at below.
            if isinstance(left, str) and isinstance(right, str):
                _held_to(LONGEST, len(left) + len(right))
        elif isinstance(left, str | list | tuple) or isinstance(right, str | list | tuple):
            raise SecurityError(f"模板里不能用 {operator} 作这样的运算")
        return _hold(super().call_binop(context, operator, left, right))


class _Limiting(NodeTransformer):
    """Puts what a template makes through the filters that bound it."""

    def __init__(self, environment: LimitedEnvironment) -> None:
        self._environment = environment

    def visit_For(self, node: nodes.For) -> nodes.For:
        weight = sum(1 for _ in node.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = self._through("_turns", node.iter, nodes.Const(weight, lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        self.generic_visit(node)
        return self._through("_text", nodes.List(node.nodes, lineno=node.lineno))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:
        self.generic_visit(node)
        return self._through("_made", node) if isinstance(node.arg, nodes.Slice) else node

    def visit_List(self, node: nodes.List) -> nodes.Expr:
        self.generic_visit(node)
        return node if all(isinstance(item, nodes.Const) for item in node.items) else self._through("_flat", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:
        self.generic_visit(node)
        fixed = node.ctx != "load" or all(isinstance(item, nodes.Const) for item in node.items)
        return node if fixed else self._through("_flat", node)

    def _through(self, name: str, node: nodes.Node, *more: nodes.Expr) -> nodes.Filter:
        details = {"lineno": node.lineno, "environment": self._environment}
        return nodes.Filter(node, name, list(more), [], None, None, **details)


def _refused(template: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    for node in template.find_all(nodes.Node):
        if type(node) not in _WRITABLE:
            yield node, f"模板里不能用 {_AS_WRITTEN.get(type(node), type(node).__name__.lower())}"
    for loop in template.find_all(nodes.For):
        if loop.recursive:
            yield loop, "循环不能写 recursive"
        if _depth(loop) > DEEPEST_LOOPS:
            yield loop, f"循环最多套 {DEEPEST_LOOPS} 层"
        if any(True for _ in loop.find_all(nodes.Include)):
            yield loop, "循环里不能 include"


def _depth(loop: nodes.For) -> int:
    """1 for a loop without another inside it."""
    return 1 + max((_depth(inner) for inner in loop.find_all(nodes.For)), default=0)


def _spend(steps: int) -> None:
    if left := _ALLOWANCE.get():
        left.spend(steps)


def _held(made: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, whose result is held to its limits."""

    @wraps(made)
    def hold(*given: Any, **named: Any) -> Any:
        return _hold(made(*given, **named))

    return hold


def _hold(value: Any) -> Any:
    if isinstance(value, str | list | tuple):
        if not isinstance(value, str):
            _held_to(LONGEST_LIST, len(value))
        size = _size(value)
        _held_to(LONGEST, size)
        _spend(1 + size // STEP)
    elif isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
        raise SecurityError("算出来的数太大")
    elif isinstance(value, Iterator):
        return _hold(list(value))
    return value


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str) else sum(len(one) if isinstance(one, str) else 1 for one in value)


def _held_to(limit: int, size: int) -> None:
    if size > limit:
        raise SecurityError(f"拼出来的内容超过 {limit}")


def _short_range(*bounds: int) -> range:
    turns = range(*bounds)
    if len(turns) > MOST_TURNS:
        raise SecurityError(f"循环最多 {MOST_TURNS} 次")
    return turns


class _Turns(list[Any]):
    """What a loop goes through; it looks at the clock at every turn."""

    def __iter__(self) -> Iterator[Any]:
        for one in super().__iter__():
            _spend(0)
            yield one


@pass_context
def _turns(_context: Context, turned: Any, weight: int) -> _Turns:
    """With a context, so that no loop is reckoned with when the template is read, where nothing is spent."""
    turns = _Turns(turned)
    _spend(len(turns) * weight)
    return turns


def _flat(items: Any) -> Any:
    """A list of lists of lists can be larger than all memory, and take as long to compare."""
    if any(isinstance(item, list | tuple | dict) for item in items):
        raise SecurityError("列表里不能再放列表")
    return _hold(items)


def _one_text(pieces: list[Any], between: str = "") -> str:
    told = [str(shown(piece)) for piece in pieces]
    _held_to(LONGEST, _size(told) + len(between) * max(len(told) - 1, 0))
    text: str = _hold(between.join(told))
    return text


def _rounded(value: float, precision: int = 0) -> float:
    """As Jinja's own `round`, which takes any precision and works out ten to its power."""
    if not 0 <= precision <= MOST_DECIMALS:
        raise SecurityError(f"小数最多 {MOST_DECIMALS} 位")
    return round(float(value), precision)


def _joined(pieces: Any, d: str = "") -> str:
    """As Jinja's own `join`, which does not look before it makes what is too long."""
    return _one_text(list(pieces), str(d))
