"""What an archive and its members are called: by number, purpose and order, never by anything of a person's."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

LONGEST_NAME = 60
_UNSAFE = re.compile(r"[^0-9A-Za-z_\-一-鿿]")
_ENDING = re.compile(r"\.([0-9A-Za-z]{1,8})$")
_BY_KIND: Mapping[str, str] = MappingProxyType(
    {"photo": "jpg", "voice": "ogg", "audio": "mp3", "video": "mp4", "document": "bin"}
)


def archive_path(office_id: str, month: str, number: str, ticket_id: int) -> str:
    """`office/2026-11/number.zip`; a number that cannot be a file's name as it is gets the ticket's id behind it."""
    name = safe(number)
    unique = name if name == number else f"{name}-{ticket_id}"
    return f"{safe(office_id)}/{month}/{unique}.zip"


def safe(name: str) -> str:
    """A name without separators, dots, blanks or control characters, and not too long."""
    return _UNSAFE.sub("_", name)[:LONGEST_NAME] or "_"


def member_names(given: Iterable[tuple[str, str, str]]) -> list[str]:
    """`材料/先行联系录音1.ogg` for each (purpose's name, kind of file, name it was given under), numbered by purpose.

    Of the name it was given under only a plain ending is kept: it may hold a citizen's name, or a way out of a folder.
    """
    counted: dict[str, int] = {}
    names = []
    for purpose, kind, original in given:
        counted[purpose] = counted.get(purpose, 0) + 1
        found = _ENDING.search(original)
        ending = found.group(1).lower() if found else _BY_KIND.get(kind, "bin")
        names.append(f"材料/{safe(purpose)}{counted[purpose]}.{ending}")
    return names


def form_names(given: Iterable[str]) -> list[str]:
    """`表单/情况说明.docx` for each form; one that comes again is numbered."""
    counted: dict[str, int] = {}
    names = []
    for title in given:
        name = safe(title.removesuffix(".docx"))
        counted[name] = counted.get(name, 0) + 1
        names.append(f"表单/{name}{counted[name] if counted[name] > 1 else ''}.docx")
    return names
