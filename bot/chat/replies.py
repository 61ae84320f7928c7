"""What the router hands back at once; everything longer leaves through the outbox."""

from dataclasses import dataclass

from bot.reports.markup import one_line

TOAST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a press (`toast`, as a box to be closed if `alert`); `leave_chat` names a group to leave."""

    toast: str = ""
    alert: bool = False
    leave_chat: int | None = None


NOTHING = Reply()


def toast(text: str) -> Reply:
    return Reply(one_line(text, TOAST_LIMIT))


def alert(text: str) -> Reply:
    return Reply(one_line(text, TOAST_LIMIT), alert=True)
