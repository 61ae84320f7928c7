"""The menu of commands: as the messenger wants them, and one for everything that a button does."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from bot.chat.commands import BY_NAME, COMMAND_OF_ACT, COMMANDS, EVALUATION, Command, idle, offered_to
from bot.chat.dialogues.catalogue import DIALOGUE_OF_ACT, DIALOGUES
from bot.rulebooks.load import load_text, rulebook_text
from bot.rules.workflow import EVER_ALLOWED, Act
from bot.work.card_keys import (
    DISCHARGES,
    KEY_NAMES,
    MORE,
    OPEN_CARD,
    PURPOSE,
    SAME,
    SPECIAL,
    STORY,
    WHY,
)
from tests.source_tree import ROOT


def test_commands_are_as_the_messenger_wants_them() -> None:
    assert len(COMMANDS) <= 100
    assert len(BY_NAME) == len(COMMANDS)
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        assert 1 <= len(command.description) <= 256


def test_whatever_a_button_does_a_command_does_too() -> None:
    assert set(KEY_NAMES) <= set(COMMAND_OF_ACT)
    assert set(Act) <= set(COMMAND_OF_ACT)
    assert set(DISCHARGES.values()) <= set(COMMAND_OF_ACT)


def test_every_act_that_is_not_done_at_once_has_its_dialogue() -> None:
    assert set(Act) - set(DIALOGUE_OF_ACT) == {Act.ACCEPT, Act.SHOW_EVIDENCE}
    assert len({dialogue.kind for dialogue in DIALOGUES}) == len(DIALOGUES)


ROLE_OF = {
    "unit": "handler",
    "co_unit": "handler",
    "unit_branch_leader": "branch_leader",
    "territory_branch_leader": "branch_leader",
}
"""The role of who acts as a party, where they are not called alike."""


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.acts], ids=lambda one: one.name)
def test_the_command_of_an_act_is_offered_to_exactly_those_who_may_ever_do_it(command: Command) -> None:
    parties = {party for act in command.acts for party in EVER_ALLOWED[Act(act)]}
    assert command.roles == {ROLE_OF.get(party, party) for party in parties}


VIEWS = {OPEN_CARD: "ticket", WHY: "why", PURPOSE: "evidence", MORE: "help"}
"""Keys that are no acts and not called as the command that does the same."""


def test_whatever_a_key_on_a_ticket_does_has_a_command() -> None:
    """Every word that the source gives a key: a new one needs its command, or a line above."""
    drawn = {word for file in sources() for word in acts_drawn(file)}
    assert {OPEN_CARD, WHY, STORY, SAME, SPECIAL, Act.SUPERVISE} <= drawn
    without = {word for word in drawn if word not in COMMAND_OF_ACT and VIEWS.get(word, word) not in BY_NAME}
    assert without == set()


def sources() -> list[Path]:
    return [file for room in ("chat", "work", "alerts") for file in (ROOT / "bot" / room).rglob("*.py")]


def acts_drawn(file: Path) -> set[str]:
    """What the keys made in a source file stand for, where it names that by a constant."""
    names = {"ActPress": 0, "act_key": 1, "view_key": 1}
    found: set[str] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        place = names.get(call.func.id, -1)  # type: ignore[attr-defined]
        if 0 <= place < len(call.args):
            found |= {str(value) for value in _values(call.args[place], module) if isinstance(value, str)}
    return found


def _values(given: ast.expr, module: object) -> list[object]:
    """The constant behind the words `STORY`, `Act.SIGN` or `"sign"`; none behind a variable."""
    if isinstance(given, ast.Call) and given.args:
        return _values(given.args[0], module)
    if isinstance(given, ast.Constant):
        return [given.value]
    if isinstance(given, ast.Name):
        return [getattr(module, given.id, None)]
    if isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name):
        return [getattr(getattr(module, given.value.id, None), given.attr, None)]
    return []


def test_everybody_is_offered_what_fits_their_posts() -> None:
    everybody = {name for name, _ in offered_to([])}
    assert {"my", "due", "ticket", "cancel", "help"} <= everybody
    tickets = {"note", "files", "forms", "why", "story", "repeats"}
    assert not tickets & {name for name, _ in offered_to(["administrator"])}
    assert {name for name, _ in offered_to(["handler"])} - everybody - tickets == {
        "designate",
        "explain",
        "accept",
        "contact",
        "visit",
        "evidence",
        "progress",
        "report",
        "phone",
        "handover",
        "cohandle",
        "reply",
        "return",
        "apply",
        "withdraw",
        "paper",
        "figures",
        "ask",
        "charts",
        "score",
        "better",
    }
    leaders = {"paper", "sign", "refuse", "agree", "disagree", "delivery", "board", "figures", "ask", "charts", "score"}
    leaders |= {"better", "bulletins", "designate", "evidence"}
    assert {name for name, _ in offered_to(["main_leader"])} - everybody - tickets == leaders
    assert "dispatch" in dict(offered_to(["desk"]))


OCCASIONS = {
    "yichuan_road": {"designate", "apply", "special", *EVALUATION},
    "nanmatou_road": {"finding"},
}


@pytest.mark.parametrize("office", OCCASIONS)
def test_nobody_is_offered_what_the_offices_document_has_no_occasion_for(office: str) -> None:
    lacking = idle(load_text(rulebook_text(office), office))
    assert OCCASIONS[office] <= lacking
    assert lacking <= {*OCCASIONS[office], "again", "explain", "paper", "forms", "finding"}
    for roles in (["desk"], ["handler"], ["main_leader"]):
        assert not lacking & set(dict(offered_to(roles, lacking)))
