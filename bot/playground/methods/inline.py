"""answerInlineQuery: what a bot offers to somebody who typed its name."""

import re
from typing import Any

from bot.playground import errors, limits, views
from bot.playground.errors import ApiError
from bot.playground.formatting import formatted
from bot.playground.limits import utf16_length
from bot.playground.methods.registry import Call, method
from bot.playground.wire import text_of

Json = dict[str, Any]
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method("answerInlineQuery", "inline_query_id results cache_time is_personal next_offset button")
def answer_inline_query(call: Call) -> bool:
    results = _results(call)
    button = _button(call)
    next_offset = call.parameters.text("next_offset")
    if len(next_offset.encode()) > limits.OFFSET_BYTES:
        raise ApiError(errors.NEXT_OFFSET)
    query = call.world.queries.get(call.parameters.text("inline_query_id"))
    now = call.world.clock.monotonic()
    if query is None or query.answered or now - query.asked_at > limits.QUERY_SECONDS:
        raise ApiError(errors.QUERY_TOO_OLD)
    query.answered, query.results, query.next_offset, query.button = True, results, next_offset, button
    query.personal = call.parameters.flag("is_personal")
    query.cache_seconds = call.parameters.integer("cache_time", default=300)
    call.world.announce("offers", person=query.person.id, **views.offers(query))
    return True


def _results(call: Call) -> list[Json]:
    given = call.parameters.json("results", errors.RESULTS_JSON)
    given = [] if given is None else given
    if not isinstance(given, list):
        raise ApiError(errors.RESULTS_ARRAY)
    if len(given) > limits.QUERY_RESULTS:
        raise ApiError(errors.RESULTS_TOO_MANY)
    results = [_article(each) for each in given]
    if len({each["id"] for each in results}) != len(results):
        raise ApiError(errors.RESULT_DUPLICATE)
    return results


def _article(given: Any) -> Json:
    """The only kind of result that is played here; the others carry files."""
    if not isinstance(given, dict):
        raise ApiError(errors.RESULT_OBJECT)
    for field in ("type", "id", "title"):
        if not text_of(given.get(field)):
            raise ApiError(errors.RESULT, reason=f'Can\'t find field "{field}"')
    if text_of(given["type"]) != "article":
        raise ApiError(errors.RESULT, reason="invalid inline query result type specified")
    number = text_of(given["id"])
    if len(number.encode()) > limits.RESULT_ID_BYTES:
        raise ApiError(errors.RESULT_ID)
    content = given.get("input_message_content")
    if not isinstance(content, dict) or not text_of(content.get("message_text")):
        raise ApiError(errors.TEXT_EMPTY)
    text, entities = formatted(
        text_of(content["message_text"]), text_of(content.get("parse_mode")), content.get("entities")
    )
    if not text:
        raise ApiError(errors.TEXT_BLANK)
    if utf16_length(text) > limits.TEXT_LENGTH:
        raise ApiError(errors.TEXT_TOO_LONG)
    return {
        "id": number,
        "title": text_of(given["title"]),
        "description": text_of(given.get("description")),
        "input_message_content": {"message_text": text, "entities": entities},
    }


def _button(call: Call) -> Json | None:
    given = call.parameters.json("button", errors.RESULTS_BUTTON_JSON)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ApiError(errors.RESULTS_BUTTON_OBJECT)
    if not text_of(given.get("text")).strip():
        raise ApiError(errors.RESULTS_BUTTON_TEXT)
    start = text_of(given.get("start_parameter"))
    if not start:
        raise ApiError(errors.RESULTS_BUTTON_FIELD)
    if not START_PARAMETER.fullmatch(start):
        raise ApiError(errors.START_PARAMETER)
    return {"text": text_of(given["text"]), "start_parameter": start}
