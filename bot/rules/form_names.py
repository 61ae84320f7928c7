"""What the file of a form, or of several, is called: by number and title, by nothing of a person's."""

import re
from collections.abc import Sequence

from bot.rules.archive_names import safe

SEVERAL = "表单"
_QUOTES = re.compile(r"[“”‘’\"'《》（）()、，]")


def file_name(number: str, titles: Sequence[str]) -> str:
    """`20261120000301-退单审核表.docx`; several forms in one file share a name."""
    title = titles[0] if len(titles) == 1 else SEVERAL
    return f"{safe(number)}-{safe(_QUOTES.sub('', title))}.docx"
