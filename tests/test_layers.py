"""The direction of the arrows between the parts, kept by reading every import."""

import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.layers import breaches, layer_of
from tests.source_tree import ROOT, read_project, read_tree


def test_every_import_follows_the_layer_table() -> None:
    assert breaches(read_project()) == []


def test_every_module_belongs_to_a_layer() -> None:
    assert [name for name in read_project() if layer_of(name) is None] == []


def test_every_library_imported_is_a_declared_dependency() -> None:
    declared = _declared_dependencies()
    distributions = packages_distributions()
    undeclared = {
        f"{module.path}:{found.line}: {found.target}"
        for module in read_project().values()
        for found in module.imports
        if not found.own and found.top not in sys.stdlib_module_names
        if declared.isdisjoint(_normal(name) for name in distributions.get(found.top, [found.top]))
    }
    assert undeclared == set()


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("bot/rules/duties.py", "import pydantic", "bot.rules.duties may not import pydantic"),
        ("bot/rules/duties.py", "import storage.tables", "bot.rules may not import storage.tables"),
        ("bot/rules/duties.py", "from ..work import dispatch", "bot.rules may not import bot.work"),
        ("bot/rules/duties.py", "import random", "a rule may not import random"),
        ("bot/rules/duties.py", "moment = datetime.now(UTC)", "a rule may not call now()"),
        ("bot/rules/duties.py", "print('夜间')", "a rule may not call print()"),
        ("bot/rulebooks/load.py", "import sqlmodel", "bot.rulebooks.load may not import sqlmodel"),
        ("storage/tables.py", "from bot.rules import facts", "storage may not import bot.rules"),
        ("bot/work/dispatch.py", "from bot import ports", "bot.work may not import bot"),
        ("bot/work/dispatch.py", "from bot.chat.cards import card", "bot.work may not import bot.chat.cards"),
        ("bot/chat/cards.py", "import storage.tickets", "bot.chat may not import storage.tickets"),
        ("bot/chat/cards.py", "from telegram import Bot", "bot.chat.cards may not import telegram"),
        ("bot/alerts/sender.py", "import telegram.error", "bot.alerts.sender may not import telegram.error"),
        ("bot/playground/server.py", "from bot.rules import facts", "bot.playground may not import bot.rules"),
        ("bot/utilities.py", "", "belongs to no layer"),
        ("bot/work/dispatch.py", "def send():\n    import bot.rules", "hidden in a function"),
        ("bot/app.py", "async def run():\n    if True:\n        from bot import work", "hidden in a function"),
        ("bot/app.py", "importlib.import_module('bot.chat')", "escapes the layer table"),
    ],
)
def test_a_forbidden_import_is_found(path: str, source: str, expected: str) -> None:
    found = breaches(read_tree({path: source}))
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/rules/duties.py", "from datetime import datetime\nfrom bot.rules.calendar import Calendar"),
        ("bot/rulebooks/load.py", "import pathlib, pydantic\nfrom bot.rules import rulebook"),
        ("bot/work/dispatch.py", "from bot.rules import duties\nimport storage.tickets, bot.reports.render"),
        ("bot/alerts/tick.py", "from bot.ports import Clock\nfrom bot.work import facts"),
        ("bot/chat/gateway.py", "from telegram import Bot\nfrom bot.ports import Messenger"),
        ("bot/app.py", "import telegram, storage, bot.chat.router, bot.playground.server"),
        ("bot/commands/demo.py", "from bot.playground import server\nfrom bot import app"),
        ("bot/__main__.py", "def main():\n    importlib.import_module('bot.commands.run')"),
        ("bot/reports/charts.py", "def draw():\n    import matplotlib"),
    ],
)
def test_an_allowed_import_is_left_alone(path: str, source: str) -> None:
    assert breaches(read_tree({path: source})) == []


def test_a_circle_of_modules_is_found() -> None:
    modules = read_tree(
        {
            "bot/rules/__init__.py": "",
            "bot/rules/facts.py": "from bot.rules import duties",
            "bot/rules/duties.py": "from .alarms import Alarm",
            "bot/rules/alarms.py": "import bot.rules.facts",
        }
    )
    (circle,) = breaches(modules)
    assert "import each other in a circle" in circle
    assert all(name in circle for name in ("bot.rules.facts", "bot.rules.duties", "bot.rules.alarms"))


def test_a_package_that_reexports_and_is_imported_back_is_a_circle() -> None:
    modules = read_tree(
        {"bot/work/__init__.py": "from bot.work.dispatch import send", "bot/work/dispatch.py": "import bot.work"}
    )
    assert len(breaches(modules)) == 1


def _declared_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {_normal(requirement) for requirement in project["dependencies"]}


def _normal(requirement: str) -> str:
    name = requirement.partition("[")[0].partition(">")[0].partition("=")[0].strip()
    return name.lower().replace("_", "-").replace(".", "-")
