"""Inline mode: what is typed behind the bot's name, what it may offer, and what a choice puts into a chat."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.people import CannotDo, Person
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Raw, updates
from tests.playground.judge import Judge

TOO_OLD = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


@pytest.fixture
def playground(world: World) -> Iterator[Playground]:
    judge = Judge()
    with Playground(world, witness=judge) as running:
        yield running
    judge.confirm()


def article(number: str = "1", text: str = "<b>工单</b> 1", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": "工单", "input_message_content": content, **more}


def answer(raw: Raw, query: str, results: list[Any], **more: Any) -> bool:
    return bool(raw.call("answerInlineQuery", inline_query_id=query, results=results, **more))


def test_what_is_typed_reaches_the_bot_with_the_kind_of_chat_it_is_typed_in(
    raw: Raw, world: World, person: Person
) -> None:
    group = world.group("群", [person])
    person.ask("面馆", offset="50")
    person.ask("", chat=group)
    heard = updates(raw, "inline_query")
    assert [(one["query"], one["offset"], one["chat_type"]) for one in heard] == [
        ("面馆", "50", "sender"),
        ("", "", "group"),
    ]
    assert heard[0]["from"]["id"] == person.id


def test_a_choice_is_the_persons_own_message_via_the_bot_and_privacy_mode_lets_the_bot_see_it(
    raw: Raw, world: World, person: Person
) -> None:
    group = world.group("群", [person])
    updates(raw, "message")
    query = person.ask("1", chat=group)
    (heard,) = updates(raw, "inline_query")
    assert answer(raw, heard["id"], [article(description="处置中")], cache_time=0, is_personal=True, next_offset="50")
    assert (query.cache_seconds, query.personal, query.next_offset) == (0, True, "50")
    posted = person.choose(query, "1", chat=group)
    assert (posted.sender, posted.text, posted.entities[0]["type"]) == (person, "工单 1", "bold")
    (seen,) = updates(raw, "message")
    assert seen["via_bot"]["username"] == "hotline_test_bot"
    with pytest.raises(CannotDo, match="没有这个结果"):
        person.choose(query, "2", chat=group)


def test_a_query_is_answered_once_and_within_half_a_minute(raw: Raw, world: World, person: Person) -> None:
    person.ask("1")
    (heard,) = updates(raw, "inline_query")
    assert answer(raw, heard["id"], [])
    assert raw.refusal("answerInlineQuery", inline_query_id=heard["id"], results=[]) == TOO_OLD
    person.ask("2")
    world.clock.advance(31)
    assert updates(raw, "inline_query") == []
    late = person.ask("3")
    updates(raw, "inline_query")
    world.clock.advance(31)
    assert raw.refusal("answerInlineQuery", inline_query_id=late.id, results=[]) == TOO_OLD


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"results": {}}, "expected an Array of inline query results"),
        ({"results": "[}"}, "can't parse JSON encoded inline query results"),
        ({"results": [1]}, "inline query result must be an object"),
        ({"results": [{"type": "article", "id": "1"}]}, "can't parse inline query result: Can't find field \"title\""),
        ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results specified"),
        ({"results": [article("x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article(text="")]}, "message text is empty"),
        ({"results": [article(text="长" * 4097)]}, "message is too long"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": []}, "InlineQueryResultsButton must be an Object"),
        ({"results": [], "button": {"text": "开始"}}, "InlineQueryResultsButton must have exactly one optional field"),
        ({"results": [], "button": {"text": " ", "start_parameter": "a"}}, "SWITCH_PM_TEXT_EMPTY"),
        ({"results": [], "button": {"text": "开始", "start_parameter": "不行"}}, "START_PARAM_INVALID"),
    ],
)
def test_a_wrong_answer_is_refused_in_the_servers_words(world: World, wrong: dict[str, Any], text: str) -> None:
    with Playground(world) as unjudged:
        raw = Raw(f"{unjudged.bot_url}{TOKEN}")
        query = world.person("张三").ask("1")
        assert raw.refusal("answerInlineQuery", inline_query_id=query.id, **wrong) == (400, f"Bad Request: {text}")
        raw.client.close()


def test_a_forward_tells_from_whom_or_only_a_name_where_the_sender_hides(
    raw: Raw, world: World, person: Person
) -> None:
    colleague, shy = world.person("李四"), world.person("王五")
    shy.hidden = True
    group = world.group("群", [person, colleague, shy])
    updates(raw, "message")
    for author in (colleague, shy):
        person.forward(author.say("原话", chat=group))
    origins = [message["forward_origin"] for message in updates(raw, "message")]
    assert origins[0]["sender_user"]["id"] == colleague.id
    assert (origins[1]["type"], origins[1]["sender_user_name"]) == ("hidden_user", "王五")
    assert "sender_user" not in origins[1]


def test_the_page_asks_and_chooses_over_http(raw: Raw, playground: Playground, world: World, person: Person) -> None:
    def sim(act: str, **fields: Any) -> Any:
        response = raw.client.post(f"{playground.address}/sim/{act}", json=fields)
        return response.json()

    asked = sim("ask", person=person.id, words="面馆")
    assert answer(raw, asked["query"], [article()], button={"text": "打开助手", "start_parameter": "ask"})
    (event,) = [one for one in world.events.after(0) if one["kind"] == "offers"]
    assert event["results"] == [{"id": "1", "title": "工单", "description": ""}]
    assert event["button"] == {"text": "打开助手", "start": "ask"}
    (shown,) = sim("choose", person=person.id, query=asked["query"], result="1")["messages"]
    assert (shown["via"], shown["from"]["id"]) == ("hotline_test_bot", person.id)
    assert "error" in sim("choose", person=person.id, query="0", result="1")
