"""Inline mode on the people's side: `@bot words` typed in any chat, what the bot offers, and the choice of one."""

from bot.playground import limits, posting, shapes
from bot.playground.formatting import found_in
from bot.playground.model import Human, Message, Place, Query
from bot.playground.private_chat import CannotDo, PrivateChat
from bot.playground.realm import Realm


def ask(world: Realm, person: Human, words: str, place: Place | None, offset: str = "") -> Query:
    """The words behind the bot's name as they stand now; the bot hears of them, in whatever chat they are typed."""
    if limits.utf16_length(words) > limits.QUERY_LENGTH:
        raise CannotDo("要找的内容太长，最多 256 字。")
    with world.changing():
        query = Query(str(10**17 + world.serial()), person, words, offset, world.clock.monotonic())
        world.queries[query.id] = query
        world.journal.note("act", act="ask", person=person.id, name=person.name, words=words)
        kind = "sender" if isinstance(place, PrivateChat) else place.kind if place else None
        world.update("inline_query", shapes.query(query, kind), lifetime=limits.QUERY_SECONDS)
        return query


def choose(world: Realm, query: Query, result_id: str, place: Place) -> Message:
    """Send one of the offered results into a chat, as the person's own message 「via」 the bot."""
    result = next((each for each in query.results if each["id"] == result_id), None)
    if result is None:
        raise CannotDo("没有这个结果，请重新选择。")
    content = result["input_message_content"]
    world.journal.note("act", act="choose", person=query.person.id, chat=place.id, result=result_id)
    return posting.post(
        world,
        place,
        query.person,
        text=content["message_text"],
        entities=found_in(content["message_text"], content["entities"]),
        markup=result.get("reply_markup"),
        via_bot=world.bot,
    )
