"""Everything that can happen to a ticket has a name that staff read in its story."""

import ast
from collections.abc import Iterator

import pytest

from bot.rules.requests import REQUEST_NAMES
from bot.rules.workflow import PARTY_NAMES, Terms
from bot.work.event_names import EVENT_NAMES, SOMETHING, Names, detail, event_name
from tests.source_tree import Module, read_project

CONSTRUCTORS = {"Happened", "Event"}
NAMES = Names({1: "城建办", 2: "东片区"}, Terms(PARTY_NAMES), {7: "张三", 8: "李四"})


def test_every_kind_of_event_that_an_act_writes_has_a_name() -> None:
    found = {kind for module in read_project(("bot",)).values() for kind in kinds_written(module)}
    assert {"accepted", "note", "progress_reported", "sent_back", "signature_refused", "recalculated"} <= found
    assert {"return_withdrawn", "extension_refused"} <= found
    assert found - set(EVENT_NAMES) == set()


def test_a_kind_that_travels_through_a_function_is_found() -> None:
    source = 'def _write(scene, kind, words):\n    return [Happened(kind, words)]\n\n_write(1, "strange", "x")\n'
    source += 'def other(*, kind):\n    Happened(kind=kind)\n\nother(kind=ODD)\nODD = "odd"\n'
    assert set(_kinds(ast.parse(source))) == {"strange", "odd"}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("dispatched", {"unit_id": 1, "territory_id": 2}, "给城建办、东片区"),
        ("dispatched", {"unit_id": 1, "territory_id": None}, "给城建办"),
        ("first_contact", {"how": "电话", "result": "已联"}, "电话，已联"),
        ("evidence", {"ids": [1, 2], "purpose": "photo_site"}, "现场照片2份"),
        ("signature_given", {"role": "unit_head"}, "以处置部门负责人身份"),
        ("called_back", {"reached": False}, "未接通"),
        ("called_back", {"reached": True, "satisfied": "满意"}, "满意"),
        ("closed", {"called_back": False}, "无法回访，直接办结"),
        ("corrected", {"fields": ["title", "phone"]}, "标题、联系电话"),
        ("joined", {"unit_ids": [1, 2]}, "城建办、东片区"),
        ("extension_approved", {"until": "2026-11-30T23:59:59+08:00"}, "到11月30日（周一）"),
        ("handed_over", {"from": 7, "to": 8, "party": "unit"}, "张三→李四"),
        ("handed_over", {"from": 7, "to": None, "party": "unit"}, "张三→没有人可接"),
        ("note", {"told": "已记录。"}, ""),
    ],
)
def test_the_data_of_an_event_adds_what_matters(kind: str, data: dict[str, object], expected: str) -> None:
    assert detail(kind, data, NAMES) == expected


def test_a_kind_of_a_later_version_is_still_told() -> None:
    assert event_name("teleported") == SOMETHING
    assert detail("teleported", {"told": "已转移。"}, NAMES) == "已转移。"


def kinds_written(module: Module) -> Iterator[str]:
    return _kinds(module.tree)


def _kinds(tree: ast.AST) -> Iterator[str]:
    """The kinds in every `Happened(…)` and `Event(…)`, also where the kind is a parameter of the function around it."""
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in ast.walk(tree):
        for call in (node for node in ast.iter_child_nodes(function) for node in ast.walk(node)):
            if isinstance(call, ast.Call) and _name(call) in CONSTRUCTORS:
                given = _argument(call, "kind", 0)
                if isinstance(function, ast.FunctionDef) and isinstance(given, ast.Name):
                    yield from _passed(tree, function, given.id, constants)
                yield from _text(given, constants)


def _passed(tree: ast.AST, function: ast.FunctionDef, name: str, constants: dict[str, ast.expr]) -> Iterator[str]:
    places = [argument.arg for argument in function.args.args]
    position = places.index(name) if name in places else -1
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call) == function.name:
            yield from _text(_argument(call, name, position), constants)


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    placed = call.args[position] if 0 <= position < len(call.args) else None
    return named or placed


def _text(value: ast.expr | None, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Name):
        value = constants.get(value.id)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    if isinstance(value, ast.JoinedStr) and isinstance(value.values[-1], ast.Constant):
        # The only kinds put together are those of requests.
        yield from (f"{kind}{value.values[-1].value}" for kind in REQUEST_NAMES)
    if isinstance(value, ast.IfExp):
        yield from _text(value.body, constants)
        yield from _text(value.orelse, constants)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
