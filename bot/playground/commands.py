"""Which commands the bot shows to whom: the narrowest scope that was set wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.playground.people import Person
    from bot.playground.world import World

Commands = list[dict[str, str]]
Scope = tuple[str, ...]


def commands_for(world: World, person: Person) -> Commands:
    """The menu in the private chat of this person."""
    scopes: list[Scope] = [("chat", str(person.id), ""), ("all_private_chats", "", ""), ("default", "", "")]
    for scope in scopes:
        for language in ("zh", ""):
            found = world.commands.get((*scope, language))
            if found:
                return found
    return []
