"""Reads the project's Python files into modules and the imports they make, without running any of them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PACKAGES = ("bot", "storage")


@dataclass(frozen=True)
class Import:
    target: str
    line: int
    in_function: bool

    @property
    def top(self) -> str:
        return self.target.partition(".")[0]

    @property
    def own(self) -> bool:
        return self.top in OWN_PACKAGES


@dataclass(frozen=True)
class Module:
    name: str
    path: str
    tree: ast.Module
    imports: tuple[Import, ...]


SourceTree = Mapping[str, Module]


def read_tree(sources: Mapping[str, str]) -> SourceTree:
    """Modules by dotted name, from source text by path relative to the repository."""
    names = {path: module_name(path) for path in sources}
    known = frozenset(names.values())
    modules = {}
    for path, text in sources.items():
        tree = ast.parse(text, filename=path)
        package = names[path] if path.endswith("/__init__.py") else names[path].rpartition(".")[0]
        imports = tuple(_imports(tree, package, known))
        modules[names[path]] = Module(names[path], path, tree, imports)
    return modules


def read_project(packages: tuple[str, ...] = OWN_PACKAGES) -> SourceTree:
    paths = sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))
    return read_tree({path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(tree: ast.Module, package: str, known: frozenset[str]) -> Iterator[Import]:
    for node, in_function in _walk(tree, in_function=False):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, in_function)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            for alias in node.names:
                submodule = f"{base}.{alias.name}"
                yield Import(submodule if submodule in known else base, node.lineno, in_function)


def _walk(node: ast.AST, *, in_function: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        yield child, in_function
        enters = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _walk(child, in_function=in_function or enters)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if node.level == 0:
        return node.module or ""
    parents = package.split(".")
    base = parents[: len(parents) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)
