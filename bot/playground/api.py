"""The bot's side over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.playground import errors, polling
from bot.playground.errors import ApiError, Refusal
from bot.playground.exchange import Exchange, Witness
from bot.playground.faults import Fault
from bot.playground.methods import METHODS, Call
from bot.playground.polling import Poller
from bot.playground.wire import Parameters, read_parameters
from bot.playground.world import World

Envelope = dict[str, Any]

GATEWAY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
STATUSES = {
    500: errors.HANDLER_FAILED,
    502: errors.BAD_GATEWAY,
    503: errors.UNAVAILABLE,
    504: errors.GATEWAY_TIMEOUT,
}
PLAIN_FAULTS = {"401": errors.UNAUTHORIZED, "404": errors.NOT_FOUND, "409": errors.CONFLICT}


class Nothing(Response):
    """An answer that never leaves, after the connection was cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        return None


class BotApi:
    """Plays the Bot API for one world. Runs on one event loop; the world may be changed from any thread."""

    def __init__(self, world: World, witness: Witness | None = None) -> None:
        self._world = world
        self._witness = witness
        self._poller = Poller(world)

    async def answer(self, request: Request) -> Response:
        """One method call, with the faults ordered for it."""
        method = request.path_params["method"]
        try:
            self._check_token(request.path_params["token"])
            parameters = await read_parameters(request)
        except ApiError as error:
            return _respond(error.code, _envelope(error))
        with self._world.changing():
            self._world.journal.note("request", method=method, parameters=parameters.decoded())
            faults = self._world.faults.strike(method, parameters.text("chat_id"))
        early = await self._suffer(request, [fault for fault in faults if fault.when == "before"])
        if early is not None:
            return early
        status, envelope = await self._play(request, method, parameters)
        self._record(method, parameters, status, envelope)
        late = await self._suffer(request, [fault for fault in faults if fault.when == "after"])
        if late is not None:
            return late
        return _respond(status, envelope, cut=any(fault.kind == "truncated" for fault in faults))

    async def file(self, request: Request) -> Response:
        """A file by the link getFile gave."""
        try:
            self._check_token(request.path_params["token"])
        except ApiError as error:
            return _respond(error.code, _envelope(error))
        path = request.path_params["path"]
        self._world.journal.note("request", method="file", parameters={"path": path})
        file = self._world.files.linked(path)
        if file is None:
            return _respond(404, _envelope(ApiError(errors.NOT_FOUND)))
        return Response(
            file.content if file.content is not None else bytes(file.size), media_type="application/octet-stream"
        )

    def _check_token(self, token: str) -> None:
        if ":" not in token:
            raise ApiError(errors.BAD_TOKEN)
        if token != self._world.bot.token:
            raise ApiError(errors.UNAUTHORIZED)

    async def _play(self, request: Request, name: str, parameters: Parameters) -> tuple[int, Envelope]:
        try:
            if name.lower() == "getupdates":
                self._check_names("getUpdates", polling.PARAMETERS, parameters)
                result: Any = await self._poller.answer(parameters, lambda: _hung_up(request))
            else:
                result = self._call(name, parameters)
        except ApiError as error:
            return error.code, _envelope(error)
        return 200, {"ok": True, "result": result}

    def _call(self, name: str, parameters: Parameters) -> Any:
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(errors.METHOD_NOT_FOUND)
        self._check_names(method.name, method.parameters, parameters)
        with self._world.changing():
            return method.play(Call(self._world, method.name, parameters))

    def _check_names(self, method: str, known: frozenset[str], parameters: Parameters) -> None:
        """Files sent under `attach://` names belong to the field that names them."""
        text = "".join(parameters.values.values())
        attached = {name for name in parameters.uploads if f"attach://{name}" in text}
        for name in sorted((parameters.values.keys() | parameters.uploads.keys()) - known - attached):
            self._world.violate("parameter", method, f"{method} has no parameter {name}")
            if self._world.strict:
                raise ApiError(errors.UNKNOWN_PARAMETER, method=method, name=name)

    def _record(self, name: str, parameters: Parameters, status: int, envelope: Envelope) -> None:
        method = METHODS.get(name.lower())
        proper = "getUpdates" if name.lower() == "getupdates" else method.name if method else name
        with self._world.changing():
            self._world.journal.note("answer", method=proper, status=status, answer=envelope)
        if self._witness is not None:
            poison = frozenset(self._world.queue.poison)
            self._witness(Exchange(proper, parameters.decoded(), status, envelope, poison=poison))

    async def _suffer(self, request: Request, faults: list[Fault]) -> Response | None:
        """Wait, cut the connection or answer wrongly; None lets the request go on."""
        for fault in faults:
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
        for fault in faults:
            if fault.kind == "drop":
                return await _cut(request)
        for fault in faults:
            answer = _wrong_answer(fault)
            if answer is not None:
                self._world.journal.note("answer", method=request.path_params["method"], status=answer.status_code)
                return answer
        return None


def _wrong_answer(fault: Fault) -> Response | None:
    if fault.kind == "html502":
        return Response(GATEWAY_PAGE, 502, media_type="text/html")
    if fault.kind == "429":
        after = fault.retry_after
        error = ApiError(errors.TOO_MANY_REQUESTS, {"retry_after": after}, seconds=after)
        return _respond(429, _envelope(error))
    refusal: Refusal | None = PLAIN_FAULTS.get(fault.kind)
    if fault.kind == "5xx":
        refusal = STATUSES.get(fault.status, errors.HANDLER_FAILED)
    return _respond(refusal.code, _envelope(ApiError(refusal))) if refusal else None


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _cut(request: Request) -> Response:
    transport = request.scope.get("playground.transport")
    if transport is not None:
        transport.abort()
        await _hung_up(request)
    return Nothing()


def _envelope(error: ApiError) -> Envelope:
    envelope: Envelope = {"ok": False, "error_code": error.code, "description": error.description}
    return envelope | ({"parameters": error.parameters} if error.parameters else {})


def _respond(status: int, envelope: Envelope, cut: bool = False) -> Response:
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {}
    if "retry_after" in envelope.get("parameters", {}):
        headers["retry-after"] = str(envelope["parameters"]["retry_after"])
    return Response(body[: len(body) // 2] if cut else body, status, headers, media_type="application/json")
