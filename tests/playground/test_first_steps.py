"""The smallest whole dialogue, by raw HTTP."""

from bot.playground.world import World
from tests.playground.conftest import Raw


def test_a_person_starts_is_greeted_presses_a_key_and_is_answered(world: World, raw: Raw) -> None:
    person = world.person("张三", title="经办人")
    person.start("invitation")
    (update,) = raw.call("getUpdates", timeout=5)
    assert update["message"]["text"] == "/start invitation"
    raw.call(
        "sendMessage",
        chat_id=person.id,
        text="<b>您好</b>",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "接单", "callback_data": "accept:1"}]]},
    )
    press = person.press(person.inbox[-1], "接单")
    (update,) = raw.call("getUpdates", offset=update["update_id"] + 1, timeout=5)
    assert update["callback_query"]["data"] == "accept:1"
    raw.call("answerCallbackQuery", callback_query_id=press.id, text="已接单")
    assert press.answer == "已接单"


def test_an_unknown_method_a_wrong_token_and_a_malformed_one_are_refused(raw: Raw) -> None:
    assert raw.refusal("sendPoem") == (404, "Not Found: method not found")
    raw.base = raw.base.replace("invented", "stolen")
    assert raw.refusal("getMe") == (401, "Unauthorized")
    raw.base = raw.base.split("/bot")[0] + "/botnonsense"
    assert raw.refusal("getMe") == (401, "Unauthorized: invalid token specified")
