"""The people's side over HTTP: what somebody on the page does. JSON in and out, refusals as {"error": sentence}."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground import acts, views
from bot.playground.people import CannotDo
from bot.playground.wire import well_formed
from bot.playground.world import World

Json = dict[str, Any]
Act = Callable[[World, Json], Any]
UPLOAD_MOST = 64 << 20


class Sim:
    """Routes of the acts; `next_alarm` is where `to_next_alarm` jumps."""

    def __init__(self, world: World, next_alarm: Callable[[], datetime | None] | None) -> None:
        self._world = world
        self._next_alarm = next_alarm

    def routes(self) -> list[Route]:
        plain = {
            "people": acts.add_person,
            "groups": acts.add_group,
            "say": acts.say,
            "press": acts.press,
            "edit": acts.edit,
            "forward": acts.forward,
            "ask": acts.ask,
            "choose": acts.choose,
            "delete": acts.delete,
            "block": acts.block,
            "start": acts.start,
            "migrate": acts.migrate,
            "faults": acts.order_fault,
        }
        return [
            *(Route(f"/sim/{name}", self._endpoint(act), methods=["POST"]) for name, act in plain.items()),
            Route("/sim/groups/{group}/members", self._endpoint(acts.change_member), methods=["POST"]),
            Route("/sim/faults", self._endpoint(acts.clear_faults), methods=["DELETE"]),
            Route("/sim/attach", self._attach, methods=["POST"]),
            Route("/sim/clock", self._endpoint(self._move_clock), methods=["POST"]),
        ]

    def _endpoint(self, act: Act) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await self._answer(act, {**await _fields(request), **request.path_params})

        return endpoint

    async def _attach(self, request: Request) -> Response:
        async with request.form(max_part_size=UPLOAD_MOST) as form:
            fields = await _attachment(form)
        return await self._answer(acts.attach, fields)

    async def _answer(self, act: Act, fields: Json) -> Response:
        """Acts run in a thread, as subscribers of the clock may take their time."""
        try:
            return JSONResponse(await run_in_threadpool(act, self._world, fields))
        except CannotDo as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        except (KeyError, TypeError, ValueError, LookupError) as fault:
            return JSONResponse({"error": f"请求不完整或不正确：{fault}"}, 400)

    def _move_clock(self, world: World, fields: Json) -> Json:
        if fields.get("to_next_alarm"):
            moment = self._next_alarm() if self._next_alarm else None
            if moment is None:
                raise CannotDo("现在没有等待中的提醒。")
            if moment > world.clock.now():
                world.clock.jump_to(moment)
        elif "to" in fields:
            acts.jump(world, datetime.fromisoformat(fields["to"]))
        else:
            world.clock.advance(float(fields["advance_seconds"]))
        return views.clock(world.clock)


async def _fields(request: Request) -> Json:
    body = await request.body()
    try:
        fields = json.loads(body or b"{}")
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) and well_formed(fields) else {}


async def _attachment(form: FormData) -> Json:
    fields: Json = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    if isinstance(file, UploadFile):
        return {**fields, "content": await file.read(), "name": file.filename or None, "mime": file.content_type}
    return {**fields, "content": None}
