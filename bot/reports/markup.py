"""Text on its way into a message: cleaned, cut before it is rendered, and measured as the messenger measures it."""

import html
import re

from markupsafe import Markup

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024

# Control characters, direction overrides and halves of broken emoji: no messenger shows them, some refuse them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SENTENCE_END = re.compile("[。！？；]")
_TAG = re.compile(r"<[^>]*>")


def printable(text: str) -> str:
    """`text` without what cannot be shown; line ends become single newlines."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text: str) -> str:
    """`text`, printable, without white space around it and with at most one empty line in a row."""
    if text.isprintable():
        return text.strip()
    return _BLANK_LINES.sub("\n\n", printable(text)).strip()


def length(text: str) -> int:
    """UTF-16 code units, the strictest of the ways in which messengers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """`text`, cleaned, and at most `limit` units long; what is cut off is replaced by an ellipsis."""
    shown = clean(text)
    if length(shown) <= limit:
        return shown
    units = shown.encode("utf-16-le")[: 2 * (limit - 1)]
    return units.decode("utf-16-le", "ignore") + "…"


def one_line(text: str, limit: int) -> str:
    """`text` on a single line, at most `limit` units long."""
    return cut(" ".join(clean(text).split()), limit)


def numbered(text: str) -> str:
    """Several lines as one sentence with numbers: `1. …；2. …。`; a single line stays as it is."""
    lines = [line.strip().rstrip("；。;") for line in clean(text).splitlines() if line.strip()]
    if len(lines) < 2:
        return clean(text)
    return "；".join(f"{number}. {line}" for number, line in enumerate(lines, 1)) + "。"


def first_sentences(text: str, limit: int) -> str:
    """As many whole sentences from the beginning as fit; one that is too long is cut."""
    whole = " ".join(clean(text).split())
    if length(whole) <= limit:
        return whole
    fits = used = 0
    for end in _SENTENCE_END.finditer(whole):
        used += length(whole[fits : end.end()])
        if used > limit:
            break
        fits = end.end()
    return whole[:fits] if fits else cut(whole, limit)


def escape(text: str) -> str:
    """`text` as it must stand inside the messenger's HTML."""
    return html.escape(clean(text), quote=True)


def fill(template: str, **values: object) -> str:
    """A short sentence in markup with `values` escaped into its braces; Markup among them stays as it is."""
    shown = {name: value if isinstance(value, Markup) else escape(str(value)) for name, value in values.items()}
    return template.format_map(shown)


def plain_of(markup: str) -> str:
    """What a reader sees of `markup`: the words without the tags."""
    return html.unescape(_TAG.sub("", markup))


def visible_length(markup: str) -> int:
    """How long the messenger will find `markup` after it has read the tags."""
    return length(plain_of(markup))
