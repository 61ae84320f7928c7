"""The Bot API methods this server plays, one file per family. Importing the package fills the registry."""

from bot.playground.methods import (
    albums,
    callbacks,
    chats,
    deleting,
    editing,
    identity,
    inline,
    media,
    menus,
    passing_on,
    pinning,
    texts,
)
from bot.playground.methods.registry import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "albums",
    "callbacks",
    "chats",
    "deleting",
    "editing",
    "identity",
    "inline",
    "media",
    "menus",
    "passing_on",
    "pinning",
    "texts",
]
