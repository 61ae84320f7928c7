"""From plain values to a message: the template rendered, the keys made into buttons, and never too long."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.ports import Button, Message
from bot.reports.markup import MESSAGE_LIMIT, cut, escape, plain_of, visible_length
from bot.reports.render import render
from bot.work.keys import Key

# What the sender may still put in front of a message (〔补发〕 and the like).
ROOM = MESSAGE_LIMIT - 96


def message(template: str, values: Mapping[str, Any], keys: Sequence[Sequence[Key]] = (), **more: Any) -> Message:
    """The card template `cards/<template>.html.j2` as a message."""
    return of_markup(render(f"cards/{template}.html.j2", values), keys, **more)


def of_markup(html: str, keys: Sequence[Sequence[Key]] = (), **more: Any) -> Message:
    """Ready markup as a message. Its values were cut; if it still is too long, the tags go and the words are cut."""
    if visible_length(html) > ROOM:
        html = escape(cut(plain_of(html), ROOM))
    return Message(html=html, plain=plain_of(html), buttons=buttons(keys), **more)


def buttons(keys: Sequence[Sequence[Key]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(_button(key) for key in line) for line in keys if line)


def _button(key: Key) -> Button:
    return Button(key["text"] or "…", key.get("data"), key.get("url"), key.get("copy"), key.get("style"))
