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

from bot.playground import views
from bot.playground.groups import Group
from bot.playground.model import Message
from bot.playground.people import CannotDo, Person
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
        acts = {
            "people": add_person,
            "groups": add_group,
            "say": say,
            "press": press,
            "edit": edit,
            "forward": forward,
            "delete": delete,
            "block": block,
            "start": start,
            "migrate": migrate,
            "faults": order_fault,
        }
        return [
            *(Route(f"/sim/{name}", self._endpoint(act), methods=["POST"]) for name, act in acts.items()),
            Route("/sim/groups/{group}/members", self._endpoint(change_member), methods=["POST"]),
            Route("/sim/faults", self._endpoint(clear_faults), methods=["DELETE"]),
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
        return await self._answer(attach, fields)

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
            _jump(world, datetime.fromisoformat(fields["to"]))
        else:
            world.clock.advance(float(fields["advance_seconds"]))
        return views.clock(world.clock)


def add_person(world: World, fields: Json) -> Json:
    number = int(fields["id"]) if fields.get("id") is not None else None
    return views.person(world.person(str(fields["name"]), str(fields.get("title") or ""), number))


def add_group(world: World, fields: Json) -> Json:
    members = [_person(world, each) for each in fields.get("members", [])]
    return views.chat(world.group(str(fields["title"]), members))


def change_member(world: World, fields: Json) -> Json:
    group, person = _group(world, fields["group"]), _person(world, fields["person"])
    if fields.get("present", True):
        group.add(person)
    elif person.id in group.members:
        group.remove(person)
    return views.chat(group)


def say(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        reply_to = _message(person, chat, fields["reply_to"]) if fields.get("reply_to") is not None else None
        return _shown(person.say_all(str(fields["text"]), chat, reply_to))


def attach(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        reply_to = _message(person, chat, fields["reply_to"]) if fields.get("reply_to") else None
        message = person.attach(
            fields["kind"],
            fields["content"],
            caption=fields.get("caption") or "",
            chat=chat,
            reply_to=reply_to,
            group_key=fields.get("group_key") or None,
            name=fields.get("name"),
            mime=fields.get("mime"),
            size=int(fields["size"]) if fields.get("size") else None,
            duration=int(float(fields.get("duration") or 0)),
        )
        return _shown([message])


def press(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        message = _message(person, chat, fields["message"])
        return {"id": person.press(message, str(fields["data"]), force=bool(fields.get("force"))).id}


def edit(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        return _shown([person.edit(_message(person, chat, fields["message"]), str(fields["text"]))])


def forward(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        source = None if int(fields["from_chat"]) == person.id else _group(world, fields["from_chat"])
        return _shown([person.forward(_message(person, source, fields["message"]), chat)])


def delete(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        person.delete(_message(person, chat, fields["message"]))
        return {}


def block(world: World, fields: Json) -> Json:
    person = _person(world, fields["person"])
    if fields["blocked"]:
        person.block()
    else:
        person.unblock()
    return views.person(person)


def start(world: World, fields: Json) -> Json:
    return _shown([_person(world, fields["person"]).start(fields.get("payload") or None)])


def migrate(world: World, fields: Json) -> Json:
    return views.chat(_group(world, fields["chat"]).migrate())


def order_fault(world: World, fields: Json) -> Json:
    details = {name: value for name, value in fields.items() if name != "kind" and value is not None}
    world.fail(str(fields["kind"]), **details)
    return {}


def clear_faults(world: World, fields: Json) -> Json:
    with world.changing():
        world.faults.clear()
        return {}


def _jump(world: World, moment: datetime) -> None:
    if moment < world.clock.now():
        raise CannotDo("时钟只能往前拨。")
    world.clock.jump_to(moment)


def _place(world: World, fields: Json) -> tuple[Person, Group | None]:
    """Who acts and where; None is the private chat with the bot."""
    person = _person(world, fields["person"])
    chat = int(fields.get("chat") or person.id)
    return person, None if chat == person.id else _group(world, chat)


def _person(world: World, number: object) -> Person:
    person = world.people.get(int(str(number)))
    if person is None:
        raise CannotDo("没有这个人。")
    return person


def _group(world: World, number: object) -> Group:
    group = world.groups.get(int(str(number)))
    if group is None:
        raise CannotDo("没有这个群。")
    return group


def _message(person: Person, chat: Group | None, number: object) -> Message:
    message = (chat or person.chat).messages.get(int(str(number)))
    if message is None:
        raise CannotDo("没有这条消息。")
    return message


def _shown(messages: list[Message]) -> Json:
    return {"messages": [views.message(message) for message in messages]}


async def _fields(request: Request) -> Json:
    body = await request.body()
    try:
        fields = json.loads(body or b"{}")
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


async def _attachment(form: FormData) -> Json:
    fields: Json = {name: value for name, value in form.items() if isinstance(value, str)}
    file = form.get("file")
    if isinstance(file, UploadFile):
        return {**fields, "content": await file.read(), "name": file.filename or None, "mime": file.content_type}
    return {**fields, "content": None}
