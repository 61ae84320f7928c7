"""`POST /tickets`: platforms push tickets; every request is answered, nothing of it reaches a log."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.intake import description
from bot.intake.guarding import MOST_CALLS, MOST_STRANGERS, WITHIN_SECONDS, Calls, Tokens, TooLarge, body_of
from bot.intake.pushed import SOURCE, Fault, Pushed, of_content, pushed, take_in
from bot.intake.saying import say_result
from bot.ports import Clock
from bot.rules.outcome import Refused
from bot.running.errors import place_of
from bot.work.heard import UNAVAILABLE, Transactions
from bot.work.importing.taking_in import Author
from bot.work.offices import Offices

WHERE = "平台推送"
SOON = {"Retry-After": str(int(WITHIN_SECONDS))}
logger = logging.getLogger(__name__)


class Api:
    """The interface over a database. `said` is called when there is word for somebody."""

    def __init__(
        self,
        database: Transactions,
        clock: Clock,
        offices: Callable[[], Offices],
        tokens: Mapping[str, str],
        *,
        said: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._clock, self._offices, self._said = database, clock, offices, said
        self._tokens = Tokens(tokens)
        self._calls, self._strangers = Calls(MOST_CALLS), Calls(MOST_STRANGERS)
        routes = [
            Route("/tickets", self._tickets, methods=["POST"]),
            Route("/openapi.json", self._openapi),
            Route("/docs", self._docs),
            Route("/health", self._health),
        ]
        self.app = Starlette(routes=routes)

    async def _tickets(self, request: Request) -> Response:
        office_id = self._admitted(request)
        if isinstance(office_id, Response):
            return office_id
        try:
            body = await body_of(request)
        except TooLarge:
            return _refuse(413, "超过10MB，请分成几次推送。", {"Connection": "close"})
        except ClientDisconnect:
            return _refuse(400, "没有收全。")
        found = await asyncio.to_thread(pushed, body)
        if isinstance(found, Refused):
            return _refuse(400, found.reason)
        try:
            return await self._taken_in(office_id, found)
        except UNAVAILABLE as error:
            logger.warning("pushed tickets wait for the database: %s", type(error).__name__)
            return _refuse(503, "数据库现在用不了，请稍后再推。", SOON)
        except Exception as error:
            logger.error("pushed tickets cannot be taken in: %s", place_of(error))
            return _refuse(500, "没能处理，请稍后再推；已经登记的不会重复。")

    def _admitted(self, request: Request) -> str | Response:
        """The office that may push, or the answer to somebody who may not."""
        address = request.client.host if request.client else ""
        now = self._clock.monotonic()
        if self._strangers.are_over(address, now):
            return _refuse(429, "令牌错得太多，请稍后再试。", SOON)
        office_id = self._tokens.office_of(request.headers.get("authorization", ""))
        if office_id is None or office_id not in self._offices().entries:
            self._strangers.too_many(address, now)
            return _refuse(401, "没有令牌，或令牌不对。", {"WWW-Authenticate": "Bearer"})
        if self._calls.too_many(office_id, now):
            return _refuse(429, "推得太频繁，请稍后再推。", SOON)
        return office_id

    async def _taken_in(self, office_id: str, found: Pushed) -> Response:
        now = self._clock.now()
        await asyncio.to_thread(of_content, found, now)
        result, ended = await take_in(self._database, self._offices(), office_id, found, now)
        # Whoever pushed is told of what was refused; the desk hears of what came in.
        result.tally.refused.clear()
        if result.tally.new or result.tally.changed or result.tally.rechecked:
            await say_result(self._database, Author(office_id, None, SOURCE), result, now, WHERE)
            self._said()
        tickets = [
            {"index": index, "number": fields.get("number", ""), "result": ended[index]}
            for index, fields in enumerate(found.tickets)
        ]
        status = 422 if all(one == "refused" for one in ended) else 200
        return JSONResponse({"tickets": tickets, "faults": _as_json(found.faults)}, status)

    async def _openapi(self, _request: Request) -> Response:
        return JSONResponse(description.openapi())

    async def _docs(self, _request: Request) -> Response:
        return HTMLResponse(description.page())

    async def _health(self, _request: Request) -> Response:
        try:
            await self._database.read(lambda session: session.connection())
        except UNAVAILABLE:
            return JSONResponse({"status": "database unavailable"}, 503)
        return JSONResponse({"status": "ok"})


def _refuse(status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(
        {"tickets": [], "faults": [{"index": -1, "field": "", "why": why}]}, status, dict(headers or {})
    )


def _as_json(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    ordered = sorted(faults, key=lambda fault: fault.index)
    return [{"index": one.index, "field": one.field, "why": one.why} for one in ordered]
