"""However odd a request is, the answer is a result or a refusal, never a fault of the server."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.playground import views
from bot.playground.errors import ApiError
from bot.playground.methods import METHODS, Call
from bot.playground.methods.registry import Method
from bot.playground.wire import Parameters, Upload
from bot.playground.world import World
from tests.playground.conftest import TOKEN, png

LEAVES = some.one_of(some.none(), some.booleans(), some.integers(-5, 5), some.floats(), some.text(max_size=4))
NAMES = some.sampled_from(
    [
        *("type", "text", "url", "offset", "length", "message_id", "chat_id", "media", "emoji", "command", "style"),
        *("inline_keyboard", "callback_data", "copy_text", "user_id", "keyboard", "force_reply", "duration", "caption"),
        *("description", "unix_time", "parse_mode", "title"),
    ]
)
KINDS = some.sampled_from(["photo", "video", "document", "audio", "emoji", "chat", "bold", "text_link", "date_time"])
TREES = some.recursive(
    some.one_of(LEAVES, KINDS),
    lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
BUTTONS = some.fixed_dictionaries(
    {"text": TREES}, optional={"callback_data": TREES, "style": TREES, "copy_text": TREES}
)
ENTITIES = some.fixed_dictionaries({"type": some.one_of(KINDS, TREES), "offset": TREES, "length": TREES, "url": TREES})
ADDRESSES = {"chat_id", "message_id", "from_chat_id"}
NEARLY_RIGHT = {
    "reply_markup": some.builds(lambda button: {"inline_keyboard": [[button]]}, BUTTONS),
    "entities": some.lists(ENTITIES, max_size=2),
    "caption_entities": some.lists(ENTITIES, max_size=2),
    "media": some.lists(
        some.fixed_dictionaries(
            {"type": KINDS, "media": some.just("attach://file"), "caption": TREES, "duration": TREES}
        )
    ),
    "reaction": some.lists(some.fixed_dictionaries({"type": some.just("emoji"), "emoji": TREES}), max_size=1),
    "commands": some.lists(some.fixed_dictionaries({"command": TREES, "description": TREES}), max_size=2),
    "scope": some.fixed_dictionaries({"type": some.one_of(some.just("chat"), TREES), "chat_id": TREES}),
    "message_ids": some.lists(TREES, max_size=3),
    "reply_parameters": some.fixed_dictionaries({"message_id": TREES}),
    "menu_button": some.fixed_dictionaries({"type": TREES}),
}
MARKUP = some.text(alphabet="<>/&;='\"abitg- \n😀中#x1", max_size=20)


def played(call: Call, method: Method) -> Any:
    try:
        return method.play(call)
    except ApiError as refusal:
        return refusal


def scene() -> tuple[World, list[str]]:
    world = World(flood="relaxed")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    person = world.person("张三", id=7)
    person.start()
    person.attach_document(b"x")
    group = world.group("群", [person])
    return world, [str(person.id), str(group.id), "1", "2", "document-000001-playground", "attach://file"]


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
@settings(max_examples=12)
@given(data=some.data())
def test_any_values_of_its_parameters_end_in_a_result_or_a_refusal(method: Method, data: some.DataObject) -> None:
    world, likely = scene()
    value = some.one_of(TREES.map(json.dumps), MARKUP, some.sampled_from(likely))
    given_values: dict[str, Any] = {
        name: data.draw(some.one_of(NEARLY_RIGHT[name].map(json.dumps), value) if name in NEARLY_RIGHT else value)
        for name in sorted(method.parameters)
    }
    given_values |= {name: data.draw(some.sampled_from(likely)) for name in ADDRESSES & method.parameters}
    given_values |= {"text": data.draw(some.sampled_from(["x", "<b>x</b>"]))} if "text" in method.parameters else {}
    given_values |= {"parse_mode": data.draw(some.sampled_from(["", "HTML"]))}
    uploads = {"file": Upload("a.png", "image/png", data.draw(some.sampled_from([b"", b"x", png()])))}
    outcome = played(Call(world, method.name, Parameters(given_values, uploads)), method)
    assert not isinstance(outcome, ApiError) or 400 <= outcome.code < 500
    assert isinstance(outcome, ApiError) or json.dumps(outcome, allow_nan=False)
    views_of_all = [views.message(each) for each in world.people[7].visible()]
    assert json.dumps(views_of_all, allow_nan=False)


@given(source=MARKUP)
def test_any_html_is_read_or_refused_and_shown_safely(source: str) -> None:
    world, _ = scene()
    fields = {"chat_id": "7", "text": source, "parse_mode": "HTML"}
    outcome = played(Call(world, "sendMessage", Parameters(fields)), METHODS["sendmessage"])
    assert not isinstance(outcome, ApiError) or outcome.code == 400
    for message in world.people[7].inbox:
        assert "<script" not in views.message(message)["html"]
