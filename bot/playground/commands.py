"""Which commands the bot shows to whom: the narrowest scope that was set wins."""

from bot.playground.model import Human
from bot.playground.realm import Realm

Commands = list[dict[str, str]]
Scope = tuple[str, ...]


def commands_for(world: Realm, person: Human) -> Commands:
    """The menu in the private chat of this person."""
    scopes: list[Scope] = [("chat", str(person.id), ""), ("all_private_chats", "", ""), ("default", "", "")]
    for scope in scopes:
        for language in ("zh", ""):
            found = world.commands.get((*scope, language))
            if found:
                return found
    return []
