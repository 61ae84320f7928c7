"""Which part may import which, and the pure functions that find every breach of it."""

import ast
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tests.source_tree import Module, SourceTree

EVERYTHING = frozenset({"*"})


@dataclass(frozen=True)
class Layer:
    own: frozenset[str]
    third_party: frozenset[str] = EVERYTHING


def _layer(*own: str, third_party: frozenset[str] = EVERYTHING) -> Layer:
    return Layer(frozenset(own), third_party)


# A module belongs to the longest name that it equals or lies under. Within its own layer everything is allowed.
LAYERS: Mapping[str, Layer] = {
    "bot": _layer(),
    "bot.rules": _layer(third_party=frozenset()),
    "bot.rulebooks": _layer("bot.rules", third_party=frozenset({"pydantic"})),
    "storage": _layer(),
    "bot.ports": _layer(),
    "bot.config": _layer(),
    "bot.logs": _layer(),
    "bot.running": _layer(),
    "bot.spreadsheets": _layer("bot.rules", third_party=frozenset({"python_calamine"})),
    "bot.reports": _layer("bot.rules"),
    "bot.work": _layer("bot.rules", "storage", "bot.reports"),
    "bot.alerts": _layer("bot.work", "bot.reports", "storage", "bot.rules", "bot.ports", "bot.running"),
    "bot.intake": _layer(
        "bot.config",
        "bot.chat",
        "bot.work",
        "bot.spreadsheets",
        "bot.rulebooks",
        "bot.reports",
        "bot.rules",
        "bot.ports",
        "bot.running",
        "storage",
    ),
    "bot.chat": _layer("bot.work", "bot.reports", "bot.rules", "bot.ports", "bot.running"),
    "bot.playground": _layer(),
    "bot.app": Layer(EVERYTHING),
    "bot.installation": _layer("bot.config", "bot.rulebooks", "bot.rules", "bot.work", "storage"),
    "bot.__main__": Layer(EVERYTHING),
    "bot.commands": Layer(EVERYTHING),
}

# The Telegram library is met in these places only, so that another chat can take its place.
TELEGRAM_MODULES = frozenset({"bot.chat.gateway", "bot.chat.articles", "bot.chat.incoming", "bot.app"})

# The command line loads only the chosen command; nobody imports it, and it may see everything.
IMPORTS_BY_NAME = frozenset({"bot.__main__"})

# A rule decides from what it is given; these would let the world in.
FILES_AND_PROCESSES = frozenset({"io", "os", "pathlib", "shutil", "signal", "sqlite3", "subprocess", "tempfile"})
NETWORK_AND_THREADS = frozenset({"asyncio", "http", "select", "socket", "ssl", "threading", "urllib"})
CHANCE_AND_TIME = frozenset({"random", "secrets", "time", "uuid"})
IMPURE_MODULES = FILES_AND_PROCESSES | NETWORK_AND_THREADS | CHANCE_AND_TIME | {"importlib", "locale", "logging"}
IMPURE_CALLS = frozenset({"open", "input", "print", "exec", "eval", "__import__"})
CLOCK_READINGS = frozenset({"now", "utcnow", "today"})


def layer_of(name: str, layers: Collection[str] = tuple(LAYERS)) -> str | None:
    candidates = [layer for layer in layers if name == layer or name.startswith(f"{layer}.")]
    # "bot" is only bot/__init__.py: a new module directly under bot/ must be given a layer first.
    candidates = [layer for layer in candidates if layer != "bot" or name == "bot"]
    return max(candidates, key=len, default=None)


def breaches(modules: SourceTree) -> list[str]:
    """Every breach of the layer table, one line each; empty when there is none."""
    checks: tuple[Callable[[Module], Iterator[str]], ...] = (
        forbidden_own_imports,
        forbidden_third_party_imports,
        hidden_own_imports,
        impurities,
    )
    return [line for module in modules.values() for check in checks for line in check(module)] + cycles(modules)


def forbidden_own_imports(module: Module) -> Iterator[str]:
    layer = layer_of(module.name)
    if layer is None:
        yield f"{module.path}: this module belongs to no layer of the table"
        return
    allowed = LAYERS[layer].own
    for found in module.imports:
        target = layer_of(found.target) if found.own else layer
        if target != layer and target not in allowed and allowed != EVERYTHING:
            yield f"{module.path}:{found.line}: {layer} may not import {found.target}"


def forbidden_third_party_imports(module: Module) -> Iterator[str]:
    layer = layer_of(module.name)
    allowed = LAYERS[layer].third_party if layer else frozenset[str]()
    for found in module.imports:
        if found.own or found.top in sys.stdlib_module_names:
            continue
        telegram_elsewhere = found.top == "telegram" and module.name not in TELEGRAM_MODULES
        if telegram_elsewhere or (allowed != EVERYTHING and found.top not in allowed):
            yield f"{module.path}:{found.line}: {module.name} may not import {found.target}"


def hidden_own_imports(module: Module) -> Iterator[str]:
    for found in module.imports:
        if found.own and found.in_function:
            yield f"{module.path}:{found.line}: import of {found.target} is hidden in a function"
    if module.name in IMPORTS_BY_NAME:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _called_name(node) in {"import_module", "__import__"}:
            yield f"{module.path}:{node.lineno}: an import by name escapes the layer table"


def impurities(module: Module) -> Iterator[str]:
    """What would let a rule see the clock, a file, the network, chance or a log."""
    if layer_of(module.name) != "bot.rules":
        return
    for found in module.imports:
        if found.top in IMPURE_MODULES:
            yield f"{module.path}:{found.line}: a rule may not import {found.target}"
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called_name(node)
        reads_clock = isinstance(node.func, ast.Attribute) and name in CLOCK_READINGS
        if reads_clock or (isinstance(node.func, ast.Name) and name in IMPURE_CALLS):
            yield f"{module.path}:{node.lineno}: a rule may not call {name}()"


def cycles(modules: SourceTree) -> list[str]:
    """The first circle of modules that import each other, or nothing."""
    graph = {
        module.name: {found.target for found in module.imports if found.target in modules} - {module.name}
        for module in modules.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return ["these modules import each other in a circle: " + " → ".join(reversed(circle.args[1]))]
    return []


def _called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
