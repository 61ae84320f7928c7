"""The Bot API methods this server plays, one file per family. Importing the package fills the registry."""

from bot.playground.methods import callbacks, editing, identity, texts
from bot.playground.methods.registry import METHODS, Call, Method

__all__ = ["METHODS", "Call", "Method", "callbacks", "editing", "identity", "texts"]
