"""What must never be committed, and how large a piece of code may grow."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.source_tree import ROOT, Module, read_project, read_tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 60

# Spelled in pieces, so that this file passes its own test.
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb." + "debian.org",
    "security." + "debian.org",
    "archive." + "ubuntu.com",
    "crates" + ".io",
    "proxy." + "golang.org",
    "tuna." + "tsinghua.edu.cn",
    "mirrors." + "aliyun.com",
    "mirrors." + "cloud.tencent.com",
    "mirrors." + "ustc.edu.cn",
)
FORBIDDEN = {
    "a registry host": re.compile("|".join(map(re.escape, REGISTRY_HOSTS)), re.IGNORECASE),
    "an index option": re.compile(r"^\s*--(extra-)?index" + r"-url|^\s*--find" + "-links", re.MULTILINE),
    "a path of one machine": re.compile(r"(?<![\w.)}-])/(work|root)" + "/"),
    "a mobile number that is not 1380000xxxx": re.compile(r"(?<![0-9A-Za-z])(?!1380000)1[3-9]\d{9}(?![0-9A-Za-z])"),
}
TOKEN = re.compile(r"(?<!\d)\d{8,}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])")

# An office's own data lies beside the code and is not committed (.gitignore).
OWN_DATA = ("config.toml", "storage/*.sqlite3*", "storage/files/*", "storage/backups/*", "storage/*.lock", "*.log")
# What alembic writes once and nobody edits again.
GENERATED = "storage/migrations/versions/"


def test_no_committed_file_holds_what_must_stay_outside() -> None:
    assert [line for path, text in _texts() for line in forbidden_words(path, text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pip install --index" + "-url x", None),
        ("--index" + "-url https://example.cn/simple", "an index option"),
        ("see https://" + "pypi" + ".org/project/x", "a registry host"),
        ("cd /" + "work/main", "a path of one machine"),
        ('open("/' + 'root/x")', "a path of one machine"),
        ("bot/" + "work/dispatch.py and ./" + "work/x", None),
        ("联系电话：139" + "12345678。", "a mobile number that is not 1380000xxxx"),
        ("联系电话：13800001234。", None),
        ("工单编号 SH139" + "12345678", None),
        ("20261120139" + "12345678", None),
        ("token = '12345678:" + "A" * 35 + "'", "a token"),
        ("token = '12345678:" + "A" * 34 + "'", None),
    ],
)
def test_a_forbidden_word_is_told_from_a_harmless_one(text: str, expected: str | None) -> None:
    found = list(forbidden_words("bot/example.py", text))
    assert len(found) == (expected is not None)
    assert expected is None or expected in found[0]


def test_a_made_up_token_may_stand_in_a_test() -> None:
    assert list(forbidden_words("tests/chat/test_gateway.py", "12345678:" + "A" * 35)) == []


def test_no_source_file_outgrows_its_idea() -> None:
    lengths = {module.path: _lines(module) for module in _hand_written("bot", "storage")}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_outgrows_its_idea() -> None:
    modules = _hand_written("bot", "storage", "tests", "benchmarks")
    assert [line for module in modules for line in long_functions(module)] == []


def test_a_long_function_is_found() -> None:
    body = "\n".join("    x = 1" for _ in range(LONGEST_FUNCTION))
    modules = read_tree({"bot/app.py": f"async def run():\n{body}\n\ndef stop():\n    x = 1\n"})
    assert list(long_functions(modules["bot.app"])) == [f"bot/app.py:1: run() has {LONGEST_FUNCTION + 1} lines"]


def forbidden_words(path: str, text: str) -> Iterator[str]:
    patterns = FORBIDDEN if path.startswith("tests/") else FORBIDDEN | {"a token": TOKEN}
    for what, pattern in patterns.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {what}"


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{module.path}:{node.lineno}: {node.name}() has {lines} lines"


def _hand_written(*packages: str) -> list[Module]:
    return [module for module in read_project(packages).values() if not module.path.startswith(GENERATED)]


def _lines(module: Module) -> int:
    return len((ROOT / module.path).read_text(encoding="utf-8").splitlines())


def _texts() -> Iterator[tuple[str, str]]:
    for path in _files(ROOT):
        name = path.relative_to(ROOT).as_posix()
        if any(fnmatchcase(name, pattern) for pattern in OWN_DATA):
            continue
        try:
            yield name, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name not in {".ci", ".gitignore"}
        if hidden or path.name == "__pycache__" or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path
