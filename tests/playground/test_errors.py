"""Every error text of the playground stands in a list made by hand from what the real server is known to say."""

import ast
import re
from pathlib import Path

import pytest

from bot.playground import errors

PACKAGE = Path(errors.__file__).parent
LISTED = {
    line
    for line in (Path(__file__).parent / "error_texts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}


def normal(text: str) -> str:
    return re.sub(r"\{\w+\}", "…", text)


def test_every_text_the_server_can_speak_is_listed_and_nothing_else_is() -> None:
    assert {normal(refusal.text) for refusal in errors.REFUSALS.values()} == LISTED


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_errors_are_made_only_of_named_refusals(path: Path) -> None:
    """No text is composed on the spot, so the list above is complete."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "ApiError":
            assert isinstance(node.args[0], ast.Name | ast.Attribute), f"{path.name}:{node.lineno}"
        if node.func.id == "Refusal":
            assert path.name == "errors.py", f"{path.name}:{node.lineno}"


def test_a_refusal_fills_in_its_details_and_keeps_braces_of_users() -> None:
    error = errors.ApiError(errors.UNSUPPORTED_START, None, tag="{x}", offset=7)
    assert error.description == 'Bad Request: can\'t parse entities: Unsupported start tag "{x}" at byte offset 7'
    assert error.code == 400
