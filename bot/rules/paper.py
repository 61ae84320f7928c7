"""Signatures given on paper: what a picture of one must be, and when it counts for the text as it is now."""

from datetime import datetime, timedelta

from bot.rules.calendar import local

FINGERPRINT = 12
"""How many hexadecimal digits of a text's SHA-256 a form prints, for people to compare."""
PICTURES = (".jpg", ".jpeg", ".png", ".heic", ".webp", ".pdf")
SKEW = timedelta(minutes=1)
"""A moment told by the minute may lie this much before what it follows."""
SIGNED_PAPER = "signature_image"
"""The purpose of a picture of a signed paper."""
NO_PICTURE = "签字材料请发照片或者 PDF，别的文件不能作为签字。"


def fingerprint(sha256: str) -> str:
    """What stands on the paper of a text with this hash."""
    return sha256[:FINGERPRINT]


def is_picture(kind: str, name: str) -> bool:
    """Whether a file of that kind and name can show a signed paper."""
    return kind == "photo" or (kind == "document" and name.lower().endswith(PICTURES))


def paper_fault(
    *,
    sha256: str,
    read: str,
    written_at: datetime,
    reviewed_at: datetime | None,
    signed_at: datetime,
    pictured_at: datetime,
    now: datetime,
) -> str | None:
    """Why a signed paper does not stand for this text; None where it does.

    `read`: the fingerprint on the paper. `written_at`: when the text was handed in; `reviewed_at`: when the desk had
    reviewed it, where the signature follows the review. `pictured_at`: when the picture was sent.
    """
    if len(read) < FINGERPRINT or not sha256.startswith(read):
        return "纸上的校验码和现在的原文不一样：原文改过了，请用最新的表重新签字。"
    if pictured_at < written_at:
        return f"原文 {local(written_at):%m月%d日 %H:%M} 才写成，这张照片比它早，请把签好的纸重新拍一张发来。"
    if signed_at > now:
        return "签字时间不能晚于现在。"
    if signed_at < written_at - SKEW:
        return f"原文 {local(written_at):%m月%d日 %H:%M} 才写成，签字时间不能比它早。"
    if reviewed_at is not None and signed_at < reviewed_at - SKEW:
        return f"审核 {local(reviewed_at):%m月%d日 %H:%M} 才通过，这个签字要在审核以后。"
    return None
