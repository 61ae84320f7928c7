"""Has Word forms filled and joined by a child process that is kept warm: whatever a form does there, the bot goes on.

Starting a child costs a third of a second, filling a form far less: one stays for a minute after its last form.
"""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.reports.filling.wire import LARGEST_FILE, LARGEST_HEAD, LENGTH, head_of, packed
from bot.reports.render import TEMPLATES

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 15.0
"""How long one form may take, the child's start included."""
IDLE_SECONDS = 60.0
LARGEST_TEMPLATE = 20 * 2**20

# Isolated from the user's own packages and variables; only our own code is added to what the interpreter brings.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from bot.reports.filling.child import main; main(float(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture on this machine and what stands below it; `wide`: over the whole width of the page."""

    path: Path
    caption: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form to be filled: `name` below the folder of templates (`forms/beizhan/objective.docx`)."""

    name: str
    values: Mapping[str, Any]
    photos: Sequence[Photo] = ()
    folder: Path = field(default=TEMPLATES)


class NotFilled(Exception):
    """No form came out; why, naming the template and nothing of what should have been on it."""


class _Ended(Exception):
    """The child had ended before it heard what was asked."""


class Filler:
    """One child, one form at a time; nobody waits long for two."""

    def __init__(self, seconds: float = SECONDS, idle_seconds: float = IDLE_SECONDS) -> None:
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._turn = asyncio.Semaphore(1)
        self._child: Process | None = None

    async def fill(self, form: Form) -> bytes:
        """The form as .docx. Raises NotFilled."""
        return await self._ask(await asyncio.to_thread(_message, form), form.name)

    async def joined(self, forms: Sequence[bytes]) -> bytes:
        """Several filled forms as one .docx. Raises NotFilled."""
        return await self._ask(packed({"ask": "join"}, forms), "合并的表")

    async def close(self) -> None:
        """End the child; the next form starts another."""
        async with self._turn:
            await self._end()

    async def _ask(self, message: bytes, name: str) -> bytes:
        async with self._turn:
            try:
                return await self._asked_twice_at_most(message, name)
            except TimeoutError:
                raise NotFilled(f"{name}：{self._seconds:g} 秒内没有填好") from None
            except OSError as error:
                raise NotFilled(f"{name}：填表的程序没有启动（{type(error).__name__}）") from None

    async def _asked_twice_at_most(self, message: bytes, name: str) -> bytes:
        """A child that was waiting may just have ended, its minute over: then a fresh one is asked."""
        if self._child is not None:
            with suppress(_Ended):
                return await self._asked(message, name)
        try:
            return await self._asked(message, name)
        except _Ended:
            raise NotFilled(f"{name}：填表的程序中途停了，可能是表太大") from None

    async def _asked(self, message: bytes, name: str) -> bytes:
        in_step = False
        try:
            async with asyncio.timeout(self._seconds):
                child = self._child = self._child or await self._started()
                answer, file = await _exchange(child, message)
            in_step = True
        finally:
            # Given up half-way (late, cancelled, out of step): what it says next would be taken for another's answer.
            if not in_step:
                await self._end()
        if fault := answer.get("fault"):
            raise NotFilled(f"{name}：{fault}")
        return file

    async def _started(self) -> Process:
        pipe = asyncio.subprocess.PIPE
        silent = asyncio.subprocess.DEVNULL
        # An environment of its own: the bot's may hold the token.
        command = _command(self._idle_seconds)
        return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=silent, env={})

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()


def fill_now(*forms: Form, seconds: float = SECONDS) -> list[bytes | NotFilled]:
    """The forms, filled one after the other by a child of their own, while the caller waits; faults in their places.

    For the command line and for threads; `seconds` for each form.
    """
    messages = [_message_or_fault(form) for form in forms]
    asked = [(form.name, message) for form, message in zip(forms, messages, strict=True) if isinstance(message, bytes)]
    answers = iter(_served(asked, seconds * len(asked)) if asked else ())
    return [next(answers) if isinstance(message, bytes) else message for message in messages]


def joined_now(forms: Sequence[bytes], seconds: float = SECONDS) -> bytes:
    """Several filled forms as one, while the caller waits. Raises NotFilled."""
    (answer,) = _served([("合并的表", packed({"ask": "join"}, forms))], seconds)
    if isinstance(answer, NotFilled):
        raise answer
    return answer


def _message_or_fault(form: Form) -> bytes | NotFilled:
    try:
        return _message(form)
    except NotFilled as fault:
        return fault


def _served(asked: Sequence[tuple[str, bytes]], seconds: float) -> list[bytes | NotFilled]:
    """What one child answers to the messages, each with the name of its form."""
    try:
        done = subprocess.run(
            _command(seconds),
            input=b"".join(message for _, message in asked),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
        said = done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    answers: list[bytes | NotFilled] = []
    for name, _ in asked:
        answer, said = _first_answer(said, name)
        answers.append(answer)
    return answers


def _first_answer(said: bytes, name: str) -> tuple[bytes | NotFilled, bytes]:
    """What was said of the first form, and what was said after it."""
    if len(said) < LENGTH.size:
        return NotFilled(f"{name}：填表的程序中途停了，可能是表太大"), b""
    (size,) = LENGTH.unpack_from(said)
    head = head_of(said[LENGTH.size : LENGTH.size + size])
    start = LENGTH.size + size
    if fault := head.get("fault"):
        return NotFilled(f"{name}：{fault}"), said[start:]
    (length,) = head["files"]
    return said[start : start + length], said[start + length :]


async def _exchange(child: Process, message: bytes) -> tuple[dict[str, Any], bytes]:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(message)
        await child.stdin.drain()
        (size,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
        if size > LARGEST_HEAD:
            raise _Ended
        head = head_of(await child.stdout.readexactly(size))
        (length,) = head["files"] or (0,)
        if length > LARGEST_FILE:
            raise _Ended
        return head, await child.stdout.readexactly(length)
    except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError):
        raise _Ended from None


def _message(form: Form) -> bytes:
    path = form.folder / form.name
    try:
        if path.stat().st_size > LARGEST_TEMPLATE:
            raise NotFilled(f"{form.name}：文件超过{LARGEST_TEMPLATE // 2**20}兆字节")
        template = path.read_bytes()
    except OSError as error:
        raise NotFilled(f"{form.name}：找不到或读不了（{type(error).__name__}）") from None
    photos = [{**asdict(photo), "path": str(photo.path)} for photo in form.photos]
    return packed({"ask": "fill", "values": dict(form.values), "photos": photos}, [template])


def _command(idle_seconds: float) -> tuple[str, ...]:
    return sys.executable, "-I", "-c", _BOOT, str(ROOT), f"{idle_seconds:g}"
