"""What a phone number tells about the phone."""

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")


def is_mobile(phone: str) -> bool:
    """Whether a text message can be sent to it."""
    return _MOBILE.fullmatch(phone) is not None
