"""What Telegram's error texts mean for a message. The texts are matched by their stable part, in lower case."""

from bot.ports import Refusal

_FORBIDDEN = (
    ("blocked by the user", Refusal.BLOCKED),
    ("user is deactivated", Refusal.BLOCKED),
    ("bot was kicked", Refusal.BLOCKED),
    ("bot is not a member", Refusal.BLOCKED),
    ("group chat was deleted", Refusal.BLOCKED),
    ("can't initiate conversation", Refusal.NOT_CONNECTED),
)
_BAD_REQUEST = (
    ("message is not modified", Refusal.NOT_MODIFIED),
    ("message to edit not found", Refusal.MESSAGE_GONE),
    ("message to delete not found", Refusal.MESSAGE_GONE),
    ("message can't be edited", Refusal.MESSAGE_GONE),
    ("message can't be deleted", Refusal.MESSAGE_GONE),
    ("there is no text in the message to edit", Refusal.MESSAGE_GONE),
    ("message_id_invalid", Refusal.MESSAGE_GONE),
    ("can't parse entities", Refusal.MARKUP),
    ("message is too long", Refusal.TOO_LONG),
    ("message_too_long", Refusal.TOO_LONG),
    ("text is too long", Refusal.TOO_LONG),
    ("caption is too long", Refusal.TOO_LONG),
    ("caption_too_long", Refusal.TOO_LONG),
    ("chat not found", Refusal.NOT_CONNECTED),
    ("peer_id_invalid", Refusal.NOT_CONNECTED),
)


def forbidden(text: str) -> Refusal:
    """The meaning of a 403. An unknown one is not taken for a closed door."""
    return _first(_FORBIDDEN, text)


def bad_request(text: str) -> Refusal:
    """The meaning of a 400."""
    return _first(_BAD_REQUEST, text)


def _first(meanings: tuple[tuple[str, Refusal], ...], text: str) -> Refusal:
    lowered = text.casefold()
    return next((refusal for part, refusal in meanings if part in lowered), Refusal.OTHER)
