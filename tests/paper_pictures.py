"""Word files as pictures of their pages, by LibreOffice and poppler (`soffice`, `pdftoppm`)."""

import os
import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

REQUIRED = os.environ.get("HOTLINE_REQUIRE_OFFICE") == "1"
"""Set where the office programs are there and the pages are to be looked at."""
SECONDS = 180
RESOLUTION = 70
COLOURS = 32


def page_pictures(files: Mapping[str, bytes], room: Path, resolution: int = RESOLUTION) -> dict[str, list[bytes]]:
    """The pages of each .docx, by its name, as PNG. One call of LibreOffice for all; `room` is an empty folder."""
    for name, data in files.items():
        (room / f"{name}.docx").write_bytes(data)
    # A profile of its own: two LibreOffices on one profile get in each other's way.
    profile = f"-env:UserInstallation={(room / 'profile').as_uri()}"
    documents = [str(room / f"{name}.docx") for name in files]
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(room), *documents)
    return {name: _pages(room, name, resolution) for name in files}


def _pages(room: Path, name: str, resolution: int) -> list[bytes]:
    _run("pdftoppm", "-r", str(resolution), "-png", str(room / f"{name}.pdf"), str(room / name))
    return [_small(path) for path in sorted(room.glob(f"{name}-*.png"))]


def _small(path: Path) -> bytes:
    """Black on white needs few colours."""
    out = BytesIO()
    with Image.open(path) as page:
        page.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
