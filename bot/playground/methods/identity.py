"""Who the bot is, and webhooks, which this server does not have."""

from typing import Any

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.methods.registry import Call, method


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    return call.world.me()


@method("setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token")
def set_webhook(call: Call) -> bool:
    if call.parameters.text("url"):
        raise ApiError(errors.NO_WEBHOOK)
    return delete_webhook(call)


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(call: Call) -> bool:
    if call.parameters.flag("drop_pending_updates"):
        call.world.queue.clear()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    queue = call.world.queue
    info = {"url": "", "has_custom_certificate": False, "pending_update_count": queue.pending()}
    return info | ({"allowed_updates": sorted(queue.allowed)} if queue.allowed is not None else {})
