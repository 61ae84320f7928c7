"""What the page and tests read: the state, the stream of events, the journal, files, and the page itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground import views, waking
from bot.playground.commands import commands_for
from bot.playground.groups import Group
from bot.playground.people import PrivateChat
from bot.playground.waking import woken_by
from bot.playground.wire import to_integer
from bot.playground.world import World

PAGE = Path(__file__).parent / "page"
ALARM_SECONDS = 2.0
GATHER_SECONDS = 0.02
ALARM_PAUSE = 0.5
LONGEST_WAIT = 600.0
SAFE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")
HEADS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


class Watching:
    """Routes that change nothing."""

    def __init__(
        self,
        world: World,
        next_alarm: Callable[[], datetime | None] | None,
        links: Callable[[], Sequence[dict[str, Any]]] | None,
    ) -> None:
        self._world = world
        self._next_alarm = next_alarm or (lambda: None)
        self._links = links or (lambda: [])

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._index),
            Mount("/page", StaticFiles(directory=PAGE)),
            Route("/sim/state", self._state),
            Route("/sim/events", self._events),
            Route("/sim/journal", self._journal),
            Route("/sim/pending", self._pending),
            Route("/sim/file/{file_id}", self._file),
        ]

    async def _index(self, request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _state(self, request: Request) -> Response:
        await self._alarm()
        links = list(await run_in_threadpool(self._links))
        with self._world.lock:
            return JSONResponse({**state(self._world), "links": links})

    async def _events(self, request: Request) -> Response:
        after = to_integer(request.query_params.get("after", ""))
        return StreamingResponse(
            self._stream(after), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def _stream(self, seq: int) -> AsyncIterator[bytes]:
        yield b": connected\n\n"
        loop, asked = asyncio.get_running_loop(), 0.0
        with woken_by(self._world) as wake:
            while True:
                if loop.time() - asked > ALARM_PAUSE:
                    await self._tell_alarm()
                    asked = loop.time()
                with self._world.lock:
                    events = self._world.events.after(seq)
                    seq = self._world.events.last
                for event in events:
                    yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
                if not events:
                    yield b": still here\n\n"
                await wake.wait(ALARM_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)

    async def _tell_alarm(self) -> None:
        """The page shows when the next alarm is due; it hears of a new one as of a moved clock."""
        known = self._world.next_alarm
        if await self._alarm() != known:
            with self._world.changing():
                self._world.announce_clock()

    async def _alarm(self) -> str | None:
        moment = await run_in_threadpool(self._next_alarm)
        self._world.next_alarm = moment.isoformat() if moment else None
        return self._world.next_alarm

    async def _journal(self, request: Request) -> Response:
        entries = self._world.journal.after(max(0, to_integer(request.query_params.get("after", ""))))
        return Response(json.dumps(entries, ensure_ascii=False, default=str), media_type="application/json")

    async def _pending(self, request: Request) -> Response:
        seconds = _seconds(request.query_params.get("wait", ""))
        await waking.until(self._world, lambda: self._world.pending == 0, seconds)
        return JSONResponse({"pending": self._world.pending})

    async def _file(self, request: Request) -> Response:
        file = self._world.files.get(request.path_params["file_id"])
        if file is None or file.content is None:
            return JSONResponse({"error": "没有这个文件，或只登记了大小。"}, 404)
        kind = next((mime for head, mime in HEADS.items() if file.content.startswith(head)), file.mime or "")
        headers = {"x-content-type-options": "nosniff"}
        if not kind.startswith(SAFE_TYPES):
            kind, headers["content-disposition"] = "application/octet-stream", "attachment"
        return Response(file.content, media_type=kind, headers=headers)


def _seconds(text: str) -> float:
    try:
        return min(float(text or 0), LONGEST_WAIT)
    except ValueError:
        return 0.0


def state(world: World) -> dict[str, Any]:
    """The whole world as the page first sees it."""
    chats: list[PrivateChat | Group] = [*(person.chat for person in world.people.values()), *world.groups.values()]
    return {
        "clock": views.clock(world.clock),
        "bot": {"id": world.bot.id, "username": world.bot.username, "first_name": world.bot.name},
        "people": [views.person(person) for person in world.people.values()],
        "chats": [views.chat(chat) for chat in chats],
        "messages": {str(chat.id): [views.message(each) for each in chat.messages.values()] for chat in chats},
        "commands": {str(person.id): commands_for(world, person) for person in world.people.values()},
        "samples": world.samples,
        "next_alarm": world.next_alarm,
        "seq": world.events.last,
    }
