"""The words by which a rulebook names the moments of reminding: "50%", "2h before", "opening of last day", "due" …"""

import re
from typing import Literal, NamedTuple

SHARE = re.compile(r"([1-9]\d?)%")
BEFORE = re.compile(r"([1-9]\d{0,2})(min|h) before")
Kind = Literal["share", "before", "eve", "opening", "closing", "due", "overdue"]
FIXED: dict[str, Kind] = {
    "closing of first day": "closing",
    "opening of day before": "eve",
    "opening of last day": "opening",
    "due": "due",
    "overdue": "overdue",
}


class Stage(NamedTuple):
    """`share`: a percentage of the time has run; `before`: so many minutes are left; `eve`: one working day is left."""

    name: str
    kind: Kind
    number: int = 0


def read_stage(name: str) -> Stage:
    """The stage of that name; ValueError, in Chinese, when there is none."""
    if share := SHARE.fullmatch(name):
        return Stage(name, "share", int(share[1]))
    if before := BEFORE.fullmatch(name):
        return Stage(name, "before", int(before[1]) * (60 if before[2] == "h" else 1))
    if name in FIXED:
        return Stage(name, FIXED[name])
    raise ValueError(f"提醒点“{name}”不认识，可写 50%、30min before、2h before、{'、'.join(FIXED)}")
