"""The interface served inside the bot's own process and loop, for as long as the bot runs."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

LONGEST_WAIT_SECONDS = 5
AGAIN_SECONDS = 30.0
MOST_AT_ONCE = 64
logger = logging.getLogger(__name__)


class Quiet(uvicorn.Server):
    """A server that leaves the process's signals to the bot."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ApiServer:
    """`run` until cancelled. Where the port is taken, it says so and tries again: the bot's own work goes on."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._app, self._host, self._port = app, host, port

    async def run(self) -> None:
        while True:
            server = Quiet(self._config())
            try:
                await server.serve()
            except SystemExit:
                logger.error("the interface cannot listen on %s port %s; trying again", self._host, self._port)
            finally:
                server.should_exit = True
                await self._let_go(server)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _let_go(self, server: Quiet) -> None:
        if server.started and server.servers:
            await server.shutdown()

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._app,
            host=self._host,
            port=self._port,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=LONGEST_WAIT_SECONDS,
        )
