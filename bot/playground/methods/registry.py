"""How a method is declared: its name, the parameters it has, and the function that plays it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.wire import Parameters
from bot.playground.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, decoded."""

    world: World
    method: str
    parameters: Parameters


Handler = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    parameters: frozenset[str]
    play: Handler


METHODS: dict[str, Method] = {}


def method(name: str, parameters: str = "") -> Callable[[Handler], Handler]:
    """Register a handler under a Bot API method; `parameters` are the names it has here, separated by blanks."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, frozenset(parameters.split()), handler)
        return handler

    return register
