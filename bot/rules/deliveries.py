"""How a message to somebody stands, in the words staff read: sent, seen, waiting, or given to somebody else and why."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of one message to one reader. Moments are aware.

    `state` is the outbox's: waiting | sending | sent | folded | obsolete | undeliverable. `joined`: it was said in one
    message with others. `given_to`: the name of who got it instead.
    """

    state: str
    not_before: datetime
    ended_at: datetime | None = None
    pressed_at: datetime | None = None
    replied_at: datetime | None = None
    joined: bool = False
    reason: str = ""
    given_to: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """`words` say how it stands, `at` since when; `well` unless somebody should look after it."""

    words: str
    at: datetime | None = None
    well: bool = True


def standing(delivery: Delivery, now: datetime) -> Standing:
    """The last thing known of a delivery: what its reader did counts more than that it arrived."""
    match delivery.state:
        case "sent" | "folded":
            return _arrived(delivery)
        case "undeliverable":
            instead = f"已转给{delivery.given_to}" if delivery.given_to else "没有转给别人，请电话告知"
            return Standing(f"没有送到（{delivery.reason or '原因不明'}），{instead}", delivery.ended_at, well=False)
        case "obsolete":
            return Standing(f"不用再发（{delivery.reason or '情况变化'}）", delivery.ended_at)
        case "sending":
            return Standing("正在发送")
    if delivery.not_before > now:
        return Standing("定时发送", delivery.not_before)
    return Standing("等待发送", delivery.not_before)


def _arrived(delivery: Delivery) -> Standing:
    if delivery.replied_at is not None:
        return Standing("已回复", delivery.replied_at)
    if delivery.pressed_at is not None:
        return Standing("已点", delivery.pressed_at)
    joined = "（与其他消息合并）" if delivery.joined or delivery.state == "folded" else ""
    return Standing(f"已送达{joined}，未按", delivery.ended_at)
