"""Answers to taps on keys."""

from bot.playground import errors, limits
from bot.playground.errors import ApiError
from bot.playground.limits import utf16_length
from bot.playground.methods.registry import Call, method


@method("answerCallbackQuery", "callback_query_id text show_alert url cache_time")
def answer_callback_query(call: Call) -> bool:
    press = call.world.presses.get(call.parameters.text("callback_query_id"))
    now = call.world.clock.monotonic()
    if press is None or press.answered or now - press.pressed_at > limits.CALLBACK_SECONDS:
        raise ApiError(errors.QUERY_TOO_OLD)
    text = call.parameters.text("text")
    if utf16_length(text) > limits.CALLBACK_ANSWER_LENGTH:
        raise ApiError(errors.ANSWER_TOO_LONG)
    press.answered, press.answer = True, text
    press.alert = call.parameters.flag("show_alert")
    call.world.announce("answer", person=press.person.id, chat=press.message.chat.id, text=text, alert=press.alert)
    return True
