"""Inline keyboards, presses and their answers."""

from typing import Any

import pytest

from bot.playground.people import CannotDo, Person
from bot.playground.world import World
from tests.playground.conftest import Raw, updates

TOO_OLD = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.fixture
def card(raw: Raw, person: Person) -> int:
    keys = keyboard({"text": "接单", "callback_data": "accept"}, {"text": "网站", "url": "https://example.com"})
    return int(raw.call("sendMessage", chat_id=person.id, text="卡片", reply_markup=keys)["message_id"])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (keyboard({"text": "x", "callback_data": "a" * 65}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "x", "callback_data": "接" * 22}), "BUTTON_DATA_INVALID"),
        (
            keyboard({"text": "x"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (keyboard({"callback_data": "a"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (keyboard({"text": " ", "callback_data": "a"}), "inline keyboard button text must be non-empty"),
        (
            keyboard({"text": "x", "callback_data": "a", "style": "pink"}),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            keyboard({"text": "x", "url": "ftp://example.com"}),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            keyboard({"text": "x", "url": "nowhere"}),
            "inline keyboard button URL 'http://nowhere' is invalid: Wrong HTTP URL",
        ),
        (keyboard({"text": "x", "copy_text": {"text": "长" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (keyboard(*({"text": "x", "callback_data": "a"} for _ in range(101))), "reply markup is too long"),
        ({"inline_keyboard": ["x"]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ({"inline_keyboard": [["x"]]}, "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        ("{", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
    ],
)
def test_keyboards_that_cannot_be_sent(markup: Any, text: str, raw: Raw, person: Person) -> None:
    fields = {"chat_id": person.id, "text": "卡片", "reply_markup": markup}
    assert raw.refusal("sendMessage", **fields) == (400, f"Bad Request: {text}")
    assert person.inbox == []


def test_sixty_four_bytes_a_hundred_keys_styles_and_copying_pass(raw: Raw, person: Person) -> None:
    keys = [{"text": str(n), "callback_data": "a" * 64, "style": "danger"} for n in range(99)]
    sent = keyboard(*keys, {"text": "复制", "copy_text": {"text": "沪12345"}})
    assert raw.call("sendMessage", chat_id=person.id, text="卡片", reply_markup=sent)["reply_markup"] == sent
    last = person.inbox[-1].buttons[0][-1]
    assert (last.text, last.copy, last.data) == ("复制", "沪12345", None)


def test_other_keyboards_are_accepted_and_not_shown_in_the_answer(raw: Raw, person: Person) -> None:
    for markup in ({"keyboard": [["好"]]}, {"remove_keyboard": True}, {"force_reply": True}):
        assert "reply_markup" not in raw.call("sendMessage", chat_id=person.id, text="x", reply_markup=markup)


def test_a_press_by_label_or_data_reaches_the_bot_and_can_be_answered_once(
    raw: Raw, person: Person, world: World, card: int
) -> None:
    presses = [person.press(person.inbox[-1], button) for button in ("接单", "accept")]
    received = updates(raw, "callback_query")
    assert [query["data"] for query in received] == ["accept", "accept"]
    assert received[0]["message"]["message_id"] == card
    assert received[0]["from"]["id"] == person.id
    assert raw.call("answerCallbackQuery", callback_query_id=presses[0].id, text="已接单", show_alert=True) is True
    assert (presses[0].answer, presses[0].alert) == ("已接单", True)
    assert raw.refusal("answerCallbackQuery", callback_query_id=presses[0].id) == TOO_OLD
    assert raw.refusal("answerCallbackQuery", callback_query_id="4711") == TOO_OLD
    answer = raw.refusal("answerCallbackQuery", callback_query_id=presses[1].id, text="长" * 201)
    assert answer == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert presses[1].answered is False


def test_keys_that_are_not_there_cannot_be_pressed_but_a_hostile_client_can(
    raw: Raw, person: Person, world: World, card: int
) -> None:
    message = person.inbox[-1]
    for button in ("退单", "网站"):
        with pytest.raises(CannotDo, match="没有按钮"):
            person.press(message, button)
    person.press(message, "close:999", force=True)
    assert [query["data"] for query in updates(raw, "callback_query")] == ["close:999"]
    with pytest.raises(CannotDo):
        world.person("外人").press(message, "接单")


def test_a_press_on_a_message_deleted_meanwhile_shows_the_stub(raw: Raw, person: Person, card: int) -> None:
    message = person.inbox[-1]
    raw.call("deleteMessage", chat_id=person.id, message_id=card)
    with pytest.raises(CannotDo, match="已被删除"):
        person.press(message, "接单")
    person.press(message, "accept", force=True)
    (query,) = updates(raw, "callback_query")
    assert query["message"] == {"chat": query["message"]["chat"], "message_id": card, "date": 0}
