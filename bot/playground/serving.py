"""The playground as something to switch on and off: served on this machine only, from a background thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.server import ServerState

from bot.playground.clock import VirtualClock
from bot.playground.exchange import Witness
from bot.playground.server import LOOPBACK, Link, build_app
from bot.playground.world import World

KEEP_ALIVE_SECONDS = 75
PARTING_SECONDS = 0.2


class Playground:
    """`with Playground(world) as playground:` serves the world at `playground.address`.

    Only loopback hosts are accepted (ValueError); port 0 takes a free one. `unplug` and `plug_in` imitate Telegram
    being unreachable and coming back on the same port.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        witness: Witness | None = None,
        next_alarm: Callable[[], datetime | None] | None = None,
        links: Callable[[], Sequence[Link]] | None = None,
    ) -> None:
        if host not in LOOPBACK:
            raise ValueError(f"the playground serves this machine only, not {host}")
        self.world = world or World()
        self._host, self._port = host, port
        app = build_app(self.world, witness=witness, next_alarm=next_alarm, links=links)
        self._config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._state = ServerState()
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._listener: asyncio.Server | None = None
        self._socket: socket.socket | None = None

    @property
    def clock(self) -> VirtualClock:
        return self.world.clock

    @property
    def port(self) -> int:
        return self._port

    @property
    def address(self) -> str:
        """Where the page is; the Bot API is below it."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def bot_url(self) -> str:
        """What a client library takes as base URL, the token following directly."""
        return f"{self.address}/bot"

    @property
    def file_url(self) -> str:
        """What a client library takes as base URL of files."""
        return f"{self.address}/file/bot"

    @property
    def connections(self) -> int:
        """How many connections are open. One whose client died counts until all it had sent was read."""
        return len(self._state.connections)

    def start(self) -> Self:
        """Serve from now on; returns when connections are accepted."""
        self._config.load()
        self._socket = self._bind()
        self._thread = threading.Thread(target=self._loop.run_forever, name="playground", daemon=True)
        self._thread.start()
        self.plug_in()
        return self

    def stop(self) -> None:
        """Cut every connection and free the port."""
        if self._thread is None:
            return
        self._do(self._close(keep_port=False))
        self._do(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._thread = None

    def unplug(self) -> None:
        """Cut every connection and refuse new ones; the port stays ours."""
        self._do(self._close(keep_port=True))

    def plug_in(self) -> None:
        """Accept connections (again)."""
        if self._socket is None:
            self._socket = self._bind()
        self._do(self._open(self._socket))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves Nagle on
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((self._host, self._port))
        self._port = bound.getsockname()[1]
        return bound

    async def _open(self, bound: socket.socket) -> None:
        def protocol() -> asyncio.Protocol:
            return self._config.http_protocol_class(  # type: ignore[call-arg]
                config=self._config, server_state=self._state, app_state={}, _loop=self._loop
            )

        self._listener = await self._loop.create_server(protocol, sock=bound)
        self._socket = None

    async def _close(self, keep_port: bool) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
            if keep_port:
                self._socket = self._bind()
        if not keep_port and self._socket is not None:
            self._socket.close()
            self._socket = None
        for connection in list(self._state.connections):
            connection.transport.abort()

    async def _finish(self) -> None:
        """Let requests under way see that nobody listens any more."""
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if tasks:  # a stream ends by itself when its reader is gone; cancelled, uvicorn would report it as a fault
            await asyncio.wait(tasks, timeout=PARTING_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
