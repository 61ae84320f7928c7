"""Photos on their way into a form: turned upright, shrunk, and never the reason why a form fails."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

LONGEST_SIDE = 1600
"""Pixels: three hundred to the inch in the room that a form has for a photo; the original stays with the ticket."""
SCALES = (1, 2, 4, 8)
"""By how much a JPEG can be shrunk while it is decoded."""
MOST_PIXELS = 40_000_000
QUALITY = 82
LARGEST_FILE = 50 * 2**20
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
UNREADABLE = "照片打不开，原件见附件"
TOO_LARGE = f"照片太大（超过{MOST_PIXELS // 10_000}万像素），原件见附件"


class NoPhoto(Exception):
    """What stands on the form in its place."""


def prepared(path: Path) -> bytes:
    """The photo as a JPEG of at most LONGEST_SIDE pixels a side, upright; raises NoPhoto."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NoPhoto(TOO_LARGE)
        with Image.open(path, formats=FORMATS) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise NoPhoto(TOO_LARGE)
            return _shrunk(photo)
    except NoPhoto:
        raise
    except Exception:
        # Whatever a broken file makes the library say, or the system of its size, is of no use on a form.
        raise NoPhoto(UNREADABLE) from None


def _shrunk(photo: Image.Image) -> bytes:
    # Decoded at a half or a quarter at once, which costs a fraction; kinds other than JPEG leave this undone.
    scale = next((scale for scale in SCALES if max(photo.size) <= scale * LONGEST_SIDE), SCALES[-1])
    photo.draft(None, (photo.width // scale, photo.height // scale))
    # What has a palette or see-through parts cannot be shrunk well as it is.
    seen = photo if photo.mode in ("RGB", "L") else _on_white(photo)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC)
    out = BytesIO()
    ImageOps.exif_transpose(seen).convert("RGB").save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(photo: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(photo)
    if "A" not in upright.getbands() and "transparency" not in upright.info:
        return upright.convert("RGB")
    seen = upright.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
