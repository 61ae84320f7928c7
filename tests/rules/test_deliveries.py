"""How a message stands, in the words staff read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.deliveries import Delivery, standing

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BEFORE, LATER = NOW - timedelta(minutes=10), NOW + timedelta(hours=1)


def _words(state: str, **known: Any) -> str:
    return standing(Delivery(state, **{"not_before": BEFORE, **known}), NOW).words


@pytest.mark.parametrize(
    ("state", "known", "expected"),
    [
        ("waiting", {}, "等待发送"),
        ("waiting", {"not_before": LATER}, "定时发送"),
        ("sending", {}, "正在发送"),
        ("sent", {"ended_at": BEFORE}, "已送达，未按"),
        ("sent", {"ended_at": BEFORE, "joined": True}, "已送达（与其他消息合并），未按"),
        ("folded", {"ended_at": BEFORE}, "已送达（与其他消息合并），未按"),
        ("sent", {"ended_at": BEFORE, "pressed_at": NOW}, "已点"),
        ("sent", {"ended_at": BEFORE, "pressed_at": NOW, "replied_at": NOW}, "已回复"),
        ("obsolete", {"reason": "已完成"}, "不用再发（已完成）"),
        ("undeliverable", {"reason": "没有绑定", "given_to": "李四"}, "没有送到（没有绑定），已转给李四"),
        ("undeliverable", {"reason": "没有绑定"}, "没有送到（没有绑定），没有转给别人，请电话告知"),
    ],
)
def test_a_delivery_says_the_last_thing_known_of_it(state: str, known: dict[str, Any], expected: str) -> None:
    assert _words(state, **known) == expected


def test_only_what_did_not_arrive_needs_somebody_to_look_after_it() -> None:
    unwell = [
        state
        for state in ("waiting", "sending", "sent", "folded", "obsolete", "undeliverable")
        if not standing(Delivery(state, BEFORE), NOW).well
    ]
    assert unwell == ["undeliverable"]
