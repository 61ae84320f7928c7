"""What the bot may ask about a chat and its members, and how it leaves."""

from typing import Any

from bot.playground import errors, shapes
from bot.playground.errors import ApiError
from bot.playground.groups import Group
from bot.playground.methods import reach
from bot.playground.methods.registry import Call, method
from bot.playground.model import Bot
from bot.playground.people import Person

Json = dict[str, Any]
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
)


@method("getChat", "chat_id")
def get_chat(call: Call) -> Json:
    chat = reach.readable(call)
    full: Json = shapes.chat(chat) | {"accent_color_id": abs(chat.id) % 7, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(GIFTS, False)
    if isinstance(chat, Group):
        full["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if chat.pinned:
        full["pinned_message"] = shapes.message(chat.pinned[-1], with_reply=False)
    return full


@method("getChatMember", "chat_id user_id")
def get_chat_member(call: Call) -> Json:
    chat = _with_members(call)
    number = call.parameters.integer("user_id")
    if number <= 0:
        raise ApiError(errors.USER_ID)
    account = _account(call, number)
    if isinstance(chat, Group):
        return shapes.member(account, chat.status_of(account))
    if account is not chat.person and account is not call.world.bot:
        raise ApiError(errors.MEMBER_NOT_FOUND)
    return shapes.member(account, "member")


@method("getChatMemberCount", "chat_id")
def get_chat_member_count(call: Call) -> int:
    chat = _with_members(call)
    bot_inside = not isinstance(chat, Group) or chat.bot_status in {"member", "administrator"}
    return len(list(chat.member_ids)) + bot_inside


@method("getChatAdministrators", "chat_id return_bots")
def get_chat_administrators(call: Call) -> list[Json]:
    chat = _with_members(call)
    if not isinstance(chat, Group):
        raise ApiError(errors.NO_ADMINISTRATORS)
    found = [shapes.member(chat.creator, "creator")] if chat.creator else []
    if chat.bot_status == "administrator":
        found.append(shapes.member(call.world.bot, "administrator"))
    return found


@method("leaveChat", "chat_id")
def leave_chat(call: Call) -> bool:
    chat = reach.editable(call)
    if not isinstance(chat, Group):
        raise ApiError(errors.LEAVE_PRIVATE)
    chat.bot_leaves()
    return True


def _with_members(call: Call) -> reach.Chat:
    """Membership is closed to a bot that is out, and in a group that has moved."""
    chat = reach.editable(call)
    if isinstance(chat, Group) and chat.migrated_to is not None:
        raise ApiError(errors.MIGRATED, {"migrate_to_chat_id": chat.migrated_to.id})
    return chat


def _account(call: Call, number: int) -> Person | Bot:
    if number == call.world.bot.id:
        return call.world.bot
    person = call.world.people.get(number)
    if person is None:
        raise ApiError(errors.MEMBER_NOT_FOUND)
    return person
