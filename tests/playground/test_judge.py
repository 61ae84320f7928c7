"""The judge itself: what it must not let pass."""

from typing import Any

import pytest

from bot.playground.exchange import Exchange
from tests.playground.judge import Judge

CHAT = {"id": 1, "type": "private", "first_name": "张三"}
MESSAGE = {"message_id": 1, "date": 1790000000, "chat": CHAT, "text": "x"}
OK = {"ok": True, "result": MESSAGE}


def verdict(method: str = "sendMessage", answer: Any = None, status: int = 200, **parameters: Any) -> list[str]:
    judge = Judge()
    judge(Exchange(method, parameters, status, answer or OK))
    return judge.failures


def test_a_right_exchange_passes() -> None:
    assert (
        verdict(chat_id="1", text="x", reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}) == []
    )


@pytest.mark.parametrize(
    ("exchange", "found"),
    [
        ({"chat_id": "1"}, "text"),
        ({"chat_id": "1", "text": "x", "silent": "true"}, "silent"),
        (
            {"chat_id": "1", "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "colour": "red"}]]}},
            "colour",
        ),
        ({"method": "sendPoem"}, "no such method"),
        ({"chat_id": "1", "text": "x", "answer": {"ok": True, "result": {**MESSAGE, "mood": "good"}}}, "mood"),
        ({"chat_id": "1", "text": "x", "answer": {"ok": True, "result": {"text": "x"}}}, "message_id"),
        ({"chat_id": "1", "text": "x", "answer": {"ok": True, "result": True}}, "Message"),
        ({"method": "getUpdates", "answer": {"ok": True, "result": [{"update_id": 1, "letter": {}}]}}, "letter"),
        (
            {"chat_id": "1", "text": "x", "status": 200, "answer": {"ok": False, "error_code": 400, "description": ""}},
            "differs",
        ),
        ({"chat_id": "1", "text": "x", "status": 400, "answer": {"ok": False, "error_code": 400}}, "other fields"),
    ],
)
def test_what_is_unknown_missing_or_mistyped_is_found(exchange: dict[str, Any], found: str) -> None:
    (failure, *_) = verdict(**exchange)
    assert found in failure


def test_confirming_raises_with_everything_found() -> None:
    judge = Judge()
    judge(Exchange("sendPoem", {}, 200, OK))
    with pytest.raises(AssertionError, match="sendPoem"):
        judge.confirm()
