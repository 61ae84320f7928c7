"""Whether two tickets are of one caller: by the phone in one spelling, else by name and address together."""

import re
import unicodedata

from bot.rules.visibility import ANONYMOUS, TITLES

SHORTEST_PHONE = 7
_COUNTRY = re.compile(r"^(?:00|\+)?86(?=1[3-9]\d{9}$|0?\d{10,11}$)")
_SURNAMED = re.compile(r"^[\u4e00-\u9fff]{1,2}(?:女士|先生|小姐|某|某某)$")


def phone_key(phone: str) -> str:
    """The digits of a phone, without country code, blanks and dashes; empty for what cannot be a phone."""
    folded = unicodedata.normalize("NFKC", phone)
    plus = folded.strip().startswith("+")
    digits = "".join(char for char in folded if char.isdecimal())
    digits = _COUNTRY.sub("", ("+" if plus else "") + digits).removeprefix("+")
    if len(digits) == 12 and digits.startswith("01"):
        digits = digits[1:]
    return digits if len(digits) >= SHORTEST_PHONE and len(set(digits)) > 1 else ""


def caller_key(name: str, phone: str, address: str) -> str:
    """A word that is equal for two tickets of one caller; empty where nobody can tell.

    A surname with a title is no name: of two 王女士 at one address nobody knows whether they are one.
    """
    if digits := phone_key(phone):
        return f"phone:{digits}"
    named, placed = "".join(name.split()), "".join(unicodedata.normalize("NFKC", address).split())
    unknown = not named or named in ANONYMOUS or named in TITLES or len(named) < 2 or "匿名" in named
    if unknown or not placed or _SURNAMED.fullmatch(named):
        return ""
    return f"name:{named}@{placed}"
