"""The menu of commands: as the messenger wants them, and one for everything that a button does."""

import re

from bot.chat.commands import BY_NAME, COMMAND_OF_ACT, COMMANDS, offered_to
from bot.chat.dialogues.catalogue import DIALOGUE_OF_ACT, DIALOGUES
from bot.rules.workflow import Act
from bot.work.card_keys import DISCHARGES, KEY_NAMES


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


def test_everybody_is_offered_what_fits_their_posts() -> None:
    everybody = {name for name, _ in offered_to([])}
    assert {"my", "due", "ticket", "cancel", "help"} <= everybody
    assert {name for name, _ in offered_to(["handler"])} - everybody == {
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
    leaders |= {"better", "bulletins"}
    assert {name for name, _ in offered_to(["main_leader"])} - everybody == leaders
    assert "dispatch" in dict(offered_to(["desk"]))
