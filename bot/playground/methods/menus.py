"""The bot's commands per scope and language, and the button beside the text field."""

import re
from typing import Any

from bot.playground import errors, limits, views
from bot.playground.commands import Commands, Scope, commands_for
from bot.playground.errors import ApiError
from bot.playground.methods import reach
from bot.playground.methods.registry import Call, method
from bot.playground.wire import number_of, text_of

PLAIN_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
COMMAND = re.compile(r"[a-z0-9_]+")
BUTTON_KINDS = {"commands", "default"}


@method("setMyCommands", "commands scope language_code")
def set_my_commands(call: Call) -> bool:
    given = call.parameters.json("commands", errors.COMMANDS_JSON) or []
    if not isinstance(given, list):
        raise ApiError(errors.COMMANDS_ARRAY)
    if len(given) > limits.COMMANDS:
        raise ApiError(errors.COMMANDS_TOO_MANY)
    call.world.commands[_key(call)] = [_command(each) for each in given]
    _show(call)
    return True


@method("getMyCommands", "scope language_code")
def get_my_commands(call: Call) -> Commands:
    return call.world.commands.get(_key(call), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(call: Call) -> bool:
    call.world.commands.pop(_key(call), None)
    _show(call)
    return True


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(call: Call) -> bool:
    given = call.parameters.json("menu_button", errors.MENU_JSON) or {"type": "default"}
    kind = text_of(given.get("type")) if isinstance(given, dict) else ""
    if kind not in BUTTON_KINDS:
        raise ApiError(errors.MENU_KIND)
    call.world.menu_buttons[_menu_place(call)] = {"type": kind}
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    return call.world.menu_buttons.get(_menu_place(call), {"type": "default"})


def _menu_place(call: Call) -> int:
    return reach.readable(call).id if call.parameters.text("chat_id") else 0


def _command(given: Any) -> dict[str, str]:
    fields = given if isinstance(given, dict) else {}
    for name in ("command", "description"):
        if name not in fields:
            raise ApiError(errors.COMMAND_FIELD, field=name)
    command, description = text_of(fields["command"]).removeprefix("/"), text_of(fields["description"])
    if len(command) > limits.COMMAND_LENGTH:
        raise ApiError(errors.COMMAND_TOO_LONG)
    if not COMMAND.fullmatch(command):
        raise ApiError(errors.COMMAND_INVALID)
    if not description:
        raise ApiError(errors.COMMAND_NO_DESCRIPTION)
    if limits.utf16_length(description) > limits.COMMAND_DESCRIPTION_LENGTH:
        raise ApiError(errors.COMMAND_DESCRIPTION)
    return {"command": command, "description": description}


def _key(call: Call) -> Scope:
    scope = call.parameters.json("scope", errors.SCOPE_JSON) or {"type": "default"}
    language = call.parameters.text("language_code")
    kind = text_of(scope.get("type")) if isinstance(scope, dict) else ""
    if kind in PLAIN_SCOPES:
        return (kind, "", "", language)
    if kind not in CHAT_SCOPES:
        raise ApiError(errors.SCOPE_KIND)
    if not scope.get("chat_id"):
        raise ApiError(errors.SCOPE_CHAT)
    chat = call.world.chat(number_of(scope["chat_id"]))
    if chat is None:
        raise ApiError(errors.CHAT_NOT_FOUND)
    return (kind, str(chat.id), text_of(scope.get("user_id")), language)


def _show(call: Call) -> None:
    for person in call.world.people.values():
        commands = commands_for(call.world, person)
        call.world.announce("person", person=views.person(person), commands=commands)
