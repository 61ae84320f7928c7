"""The files of the imitated server: persistent ids, links that expire, sizes that may only be declared."""

import struct
import threading

from bot.playground import limits
from bot.playground.clock import VirtualClock
from bot.playground.model import Media, StoredFile

FOLDERS = {"photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "document": "documents"}
ENDINGS = {"photo": "jpg", "voice": "oga", "audio": "mp3", "video": "mp4", "document": "bin"}
MIMES = {"voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4", "document": "application/octet-stream"}
OTHER_PICTURES = {b"II*\0", b"MM\0*"}
DEFAULT_SIDES = (1280, 960)


class FileStore:
    """Keeps every file ever sent. Links made by `link` are good for an hour of the virtual clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def add(
        self,
        kind: str,
        content: bytes | None,
        name: str | None = None,
        mime: str | None = None,
        size: int | None = None,
    ) -> StoredFile:
        """Store a file; `size` declares a big one without its bytes."""
        with self._lock:
            number = len(self._files) + 1
            declared = size if size is not None else len(content or b"")
            file = StoredFile(
                f"{kind}-{number:06d}-playground",
                f"u{number:06d}",
                kind,
                declared,
                content,
                name,
                mime or MIMES.get(kind),
            )
            self._files[file.file_id] = file
            return file

    def link(self, file: StoredFile) -> str:
        """A path to download it by; neither name nor type survives, as on the real server."""
        with self._lock:
            path = f"{FOLDERS[file.kind]}/file_{file.unique_id[1:].lstrip('0')}.{ENDINGS[file.kind]}"
            self._links[path] = (file, self._clock.monotonic() + limits.FILE_LINK_SECONDS)
            return path

    def linked(self, path: str) -> StoredFile | None:
        """The file behind a link, None when the link was never made or has expired."""
        file, expires = self._links.get(path, (None, 0.0))
        return file if self._clock.monotonic() < expires else None

    def media(
        self,
        kind: str,
        content: bytes | None,
        *,
        name: str | None = None,
        mime: str | None = None,
        size: int | None = None,
        duration: int = 0,
    ) -> Media:
        """A new file ready to stand in a message."""
        file = self.add(kind, content, name, mime, size)
        width, height = (sides(content or b"") or DEFAULT_SIDES) if kind in {"photo", "video"} else (0, 0)
        return Media(kind, file, width, height, duration, sizes=self._scaled(file, width, height))

    def again(self, file: StoredFile) -> Media:
        """A stored file standing in one more message, under the same id."""
        width, height = sides(file.content or b"") or DEFAULT_SIDES
        return Media(file.kind, file, width, height, sizes=self._scaled(file, width, height))

    def _scaled(self, file: StoredFile, width: int, height: int) -> list[tuple[StoredFile, int, int]]:
        if file.kind != "photo":
            return []
        longest, scaled = max(width, height), []
        for side in (90, 320):
            if side < longest:
                small = self.add("photo", file.content)
                scaled.append((small, max(1, width * side // longest), max(1, height * side // longest)))
        return [*scaled, (file, width, height)]


def sides(content: bytes) -> tuple[int, int] | None:
    """Width and height written in the head of a PNG, GIF or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_sides(content) if content.startswith(b"\xff\xd8") else None


def image_sides(content: bytes) -> tuple[int, int] | None:
    """As `sides`, taking every kind of picture Telegram does; where the size is not read, a usual one is assumed."""
    known = sides(content)
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return DEFAULT_SIDES if known is None and (webp or content[:4] in OTHER_PICTURES) else known


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
