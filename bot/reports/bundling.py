"""One .zip out of texts at hand and files on disk: streamed, hashed, in its place whole or not at all; and its check.

The manifest inside (清单.json, 清单.txt) tells the SHA-256 of every other member, and what is missing and why.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from bot.reports.moments import SHANGHAI

CHUNK = 1024 * 1024
MANIFEST, SUMS = "清单.json", "清单.txt"
OTHER = "文件和归档时不一样"
GONE, CHANGED = "本机磁盘上没有这个文件", "本机磁盘上的文件和存入时不一样，照现在的样子放入"
ALREADY_PACKED = frozenset({".jpg", ".jpeg", ".png", ".ogg", ".mp3", ".mp4", ".m4a", ".docx", ".pdf", ".zip"})
PRIVATE = 0o600 << 16
"""Only the owner reads what is unpacked."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file on disk that becomes a member, with the SHA-256 it was stored under."""

    name: str
    source: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What should be in the bundle and is not, or not as it was."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle holds. `about` goes into the manifest as it is."""

    about: dict[str, str]
    texts: Sequence[tuple[str, bytes]]
    copies: Sequence[Copy]
    missing: Sequence[Missing] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle in its place; `size` in bytes, `missing` as many as the manifest lists."""

    sha256: str
    size: int
    missing: int


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    sha256: str


def write(target: Path, contents: Contents, at: datetime) -> Written:
    """Write the bundle, in the place of the one there may be. Raises OSError, and leaves no half of one then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with unfinished.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            missing = _fill(file, contents, at)
            file.flush()
            os.fsync(file.fileno())
        written = Written(sha256_of(unfinished), unfinished.stat().st_size, missing)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return written


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def faults_of(path: Path, sha256: str) -> list[str]:
    """What is wrong with a bundle: it is not there, not the one that was made, or a member is not what it was."""
    try:
        faults = [] if sha256_of(path) == sha256 else [OTHER]
    except FileNotFoundError:
        return ["文件不在"]
    except OSError as error:
        return [f"文件读不了（{error.strerror}）"]
    try:
        with zipfile.ZipFile(path) as bundle:
            return [*faults, *_wrong_members(bundle)]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        return [*faults, f"压缩包打不开（{type(error).__name__}）"]


def _fill(file: IO[bytes], contents: Contents, at: datetime) -> int:
    missing = list(contents.missing)
    members: list[_Member] = []
    with zipfile.ZipFile(file, "w") as bundle:
        for name, content in contents.texts:
            members.append(_put(bundle, name, iter([content]), at))
        for copy in contents.copies:
            try:
                with copy.source.open("rb") as source:
                    members.append(_put(bundle, copy.name, _pieces(source), at))
            except FileNotFoundError:
                missing.append(Missing(copy.name, GONE))
            else:
                missing += [Missing(copy.name, CHANGED)] if members[-1].sha256 != copy.sha256 else []
        manifest = {**contents.about, "members": list(map(asdict, members)), "missing": list(map(asdict, missing))}
        as_json = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        _put(bundle, SUMS, iter([_sums(members, missing).encode()]), at)
        _put(bundle, MANIFEST, iter([as_json]), at)
    return len(missing)


def _put(bundle: zipfile.ZipFile, name: str, pieces: Iterator[bytes], at: datetime) -> _Member:
    info = zipfile.ZipInfo(name, at.astimezone(SHANGHAI).timetuple()[:6])
    info.external_attr = PRIVATE
    info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in ALREADY_PACKED else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with bundle.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            member.write(piece)
    return _Member(name, size, digest.hexdigest())


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _sums(members: Sequence[_Member], missing: Sequence[Missing]) -> str:
    """Lines that `sha256sum -c` reads; what is missing stands below as remarks."""
    lines = [f"{member.sha256}  {member.name}" for member in members]
    lines += [f"# {one.name}：{one.why}" for one in missing]
    return "\n".join(lines) + "\n"


def _wrong_members(bundle: zipfile.ZipFile) -> Iterator[str]:
    manifest = json.loads(bundle.read(MANIFEST))
    for member in manifest["members"]:
        if _sha256_in(bundle, member["name"]) != member["sha256"]:
            yield f"{member['name']}和清单不一样"


def _sha256_in(bundle: zipfile.ZipFile, name: str) -> str | None:
    """None where the member cannot be read to its end."""
    try:
        with bundle.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except (zipfile.BadZipFile, KeyError, EOFError):
        return None
