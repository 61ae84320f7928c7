"""What somebody does on the page, from the fields of a request to the person's act and what to show of it."""

from datetime import datetime
from typing import Any

from bot.playground import views
from bot.playground.groups import Group
from bot.playground.model import Message
from bot.playground.people import CannotDo, Person
from bot.playground.world import World

Json = dict[str, Any]


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


def ask(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        return {"query": person.ask(str(fields.get("words") or ""), chat, str(fields.get("offset") or "")).id}


def choose(world: World, fields: Json) -> Json:
    with world.changing():
        person, chat = _place(world, fields)
        query = world.queries.get(str(fields["query"]))
        if query is None:
            raise CannotDo("没有这次查询。")
        return _shown([person.choose(query, str(fields["result"]), chat)])


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


def jump(world: World, moment: datetime) -> None:
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
