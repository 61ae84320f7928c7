"""The whole imitation as one ASGI application: the Bot API, the people's /sim API and the page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.api import BotApi
from bot.playground.exchange import Exchange, Witness
from bot.playground.sim import Sim
from bot.playground.watching import Watching
from bot.playground.world import World

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Link = dict[str, Any]


class LoopbackOnly:
    """Refuses requests that name another host, so that no web page elsewhere can reach in by DNS tricks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not _is_loopback(f"//{host}") or (origin and urlsplit(origin).netloc != host):
            await PlainTextResponse("only this machine may talk to the playground\n", 403)(scope, receive, send)
            return
        scope["playground.transport"] = getattr(getattr(receive, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


def build_app(
    world: World,
    *,
    witness: Witness | None = None,
    next_alarm: Callable[[], datetime | None] | None = None,
    links: Callable[[], Sequence[Link]] | None = None,
) -> Starlette:
    """The application over `world`.

    `witness` sees every exchange of the bot; `next_alarm` tells the page where the clock may jump; `links` are deep
    links the page offers, each {"label", "payload", "person"?}.
    """
    api = BotApi(world, witness)
    routes: list[BaseRoute] = [
        Route("/bot{token}/{method}", api.answer, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", api.file, methods=["GET"]),
        *Sim(world, next_alarm).routes(),
        *Watching(world, next_alarm, links).routes(),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(LoopbackOnly)])
    app.state.world = world
    return app


def _is_loopback(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


__all__ = ["Exchange", "Link", "build_app"]
