"""Commands per scope, shown to the right people, and the menu button."""

from typing import Any

import pytest

from bot.playground.commands import commands_for
from bot.playground.people import Person
from bot.playground.world import World
from tests.playground.conftest import Raw

LIST = [{"command": "list", "description": "我的工单"}]
HELP = [{"command": "help", "description": "帮助"}]


def test_the_narrowest_scope_wins_and_deleting_falls_back(raw: Raw, person: Person, world: World) -> None:
    own = {"type": "chat", "chat_id": person.id}
    assert raw.call("setMyCommands", commands=HELP) is True
    assert commands_for(world, person) == HELP
    assert raw.call("setMyCommands", commands=LIST, scope=own) is True
    assert commands_for(world, person) == raw.call("getMyCommands", scope=own) == LIST
    assert raw.call("getMyCommands") == HELP
    assert raw.call("getMyCommands", language_code="en") == []
    assert raw.call("deleteMyCommands", scope=own) is True
    assert commands_for(world, person) == HELP
    assert raw.call("setMyCommands") is True
    assert commands_for(world, person) == []


def test_the_page_hears_of_new_commands(raw: Raw, person: Person, world: World) -> None:
    raw.call("setMyCommands", commands=LIST, scope={"type": "all_private_chats"})
    event = world.events.after(0)[-1]
    assert (event["kind"], event["person"]["id"], event["commands"]) == ("person", person.id, LIST)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "工单", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "a", "description": ""}]}, "command description must be non-empty"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "command description length must not exceed 256"),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": HELP * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": {"command": "a"}}, "expected an Array of BotCommand"),
        ({"commands": "["}, "can't parse commands JSON object"),
        ({"commands": HELP, "scope": "{"}, "can't parse BotCommandScope JSON object"),
        ({"commands": HELP, "scope": {"type": "x"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": HELP, "scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"commands": HELP, "scope": {"type": "chat", "chat_id": 4711}}, "chat not found"),
    ],
)
def test_commands_that_cannot_be_set(fields: dict[str, Any], text: str, raw: Raw) -> None:
    assert raw.refusal("setMyCommands", **fields) == (400, f"Bad Request: {text}")


def test_the_menu_button_is_set_for_one_or_for_all(raw: Raw, person: Person) -> None:
    assert raw.call("getChatMenuButton") == {"type": "default"}
    assert raw.call("setChatMenuButton", menu_button={"type": "commands"}, chat_id=person.id) is True
    assert raw.call("getChatMenuButton", chat_id=person.id) == {"type": "commands"}
    text = "Bad Request: can't parse menu button: MenuButton has unsupported type"
    assert raw.refusal("setChatMenuButton", menu_button={"type": "x"}) == (400, text)
    assert raw.refusal("setChatMenuButton", menu_button="{")[1].endswith("can't parse menu button JSON object")
