"""Telegram as a `Messenger`: the only user of the library's Bot, and the place where its errors get their meaning."""

import json
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from telegram import (
    Bot,
    BotCommandScopeChat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as Posted
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.chat.articles import shaped
from bot.chat.refusals import bad_request, forbidden
from bot.ports import Button, Media, Message, Offer, PermanentFailure, Refusal, Sent, TemporaryFailure, UnknownOutcome

T = TypeVar("T")

CONNECTIONS = 20
CONNECT_SECONDS, READ_SECONDS, WRITE_SECONDS, POOL_SECONDS, MEDIA_SECONDS = 5.0, 30.0, 10.0, 10.0, 60.0
POLL_MARGIN_SECONDS = 10.0
ALBUM_MOST = 10
TOAST_MOST = 200
REASON_MOST = 200
HEARD = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
"""The kinds of updates we ask for; all others would only be thrown away."""

_ALBUM_KINDS = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}
# Photos and videos share an album; documents and recordings have albums of their own; a voice message stands alone.
_ALBUMS = {"photo": "pictures", "video": "pictures", "document": "documents", "audio": "audio"}
_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""Errors of the HTTP library underneath, by name: the library's own error does not tell them apart."""

# Telegram's waiting times as the library's next version gives them; it complains about the old way at every one.
os.environ.setdefault("PTB_TIMEDELTA", "true")


class TelegramMessenger:
    """Speaks for the bot that owns `token`, through the Bot API server at `base_url`. `close` when done.

    `read_seconds` is how long an answer may take: too short a time makes messages that arrived look lost.
    """

    def __init__(
        self, token: str, base_url: str = "https://api.telegram.org", read_seconds: float = READ_SECONDS
    ) -> None:
        base = base_url.rstrip("/")
        self._requests = _request(CONNECTIONS, read_seconds), _request(1, read_seconds)
        self._files = f"{base}/file/bot{token}/"
        self._methods = f"{base}/bot{token}/"
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def close(self) -> None:
        """Close the connections."""
        for request in self._requests:
            await request.shutdown()

    async def username(self) -> str:
        return str((await _asked(self._bot.get_me())).username)

    async def send(self, chat_id: int, message: Message) -> Sent:
        if message.media:
            return await self._send_media(chat_id, message)
        posted = await _asked(
            self._bot.send_message(
                chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(message),
                **_common(message),
            )
        )
        return Sent(chat_id, posted.message_id)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Sent:
        await _asked(
            self._bot.edit_message_text(
                message.html,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=_keyboard(message),
            )
        )
        return Sent(chat_id, message_id)

    async def delete(self, chat_id: int, message_id: int) -> None:
        await _asked(self._bot.delete_message(chat_id, message_id))

    async def answer(self, press_id: str, text: str, alert: bool = False) -> None:
        await _asked(self._bot.answer_callback_query(press_id, text[:TOAST_MOST] or None, alert))

    async def offer(self, query_id: str, offer: Offer) -> None:
        await _asked(self._bot.answer_inline_query(query_id, **shaped(offer)))

    async def download(self, file_id: str) -> bytes:
        file = await _asked(self._bot.get_file(file_id))
        # A server could name a file of this machine, or an address elsewhere.
        if not (file.file_path or "").startswith(self._files):
            raise PermanentFailure(Refusal.OTHER, "the server named a file outside its own")
        return bytes(await _asked(file.download_as_bytearray(read_timeout=MEDIA_SECONDS)))

    async def leave(self, chat_id: int) -> None:
        await _asked(self._bot.leave_chat(chat_id))

    async def announce_commands(self, commands: tuple[tuple[str, str], ...], chat_id: int | None = None) -> None:
        scope = BotCommandScopeChat(chat_id) if chat_id is not None else None
        await _asked(self._bot.set_my_commands(commands, scope=scope))

    async def updates(self, offset: int | None, timeout: int) -> list[dict[str, Any]]:
        asked = {"timeout": timeout, "allowed_updates": json.dumps(HEARD)}
        query = urlencode(asked if offset is None else {**asked, "offset": offset})
        # Raw on purpose: one update that the library cannot read must not hold up the others.
        found: Any = await _asked(
            self._requests[1].post(f"{self._methods}getUpdates?{query}", read_timeout=timeout + POLL_MARGIN_SECONDS)
        )
        if not isinstance(found, list):
            raise UnknownOutcome("updates are not a list")
        return [update for update in found if isinstance(update, dict)]

    async def _send_media(self, chat_id: int, message: Message) -> Sent:
        """Albums as Telegram allows them: the words stand under the first file, keys only under a single one."""
        first: Sent | None = None
        for number, media in enumerate(_albums(message.media)):
            caption = message.html if number == 0 else ""
            sending = self._send_album if len(media) > 1 else self._send_file
            try:
                sent = await sending(chat_id, media, caption, message)
            except (TemporaryFailure, PermanentFailure) as failure:
                if first is None:
                    raise
                raise UnknownOutcome(f"only a part of the files was taken: {failure.reason}") from failure
            first = first or sent
        if first is None:
            raise PermanentFailure(Refusal.OTHER, "there is no file to send")
        return first

    async def _send_album(self, chat_id: int, media: Sequence[Media], caption: str, message: Message) -> Sent:
        items = [_ALBUM_KINDS[one.kind](_source(one)) for one in media]
        posted = await _asked(
            self._bot.send_media_group(
                chat_id, items, caption=caption or None, parse_mode=ParseMode.HTML, **_common(message)
            )
        )
        return Sent(chat_id, posted[0].message_id)

    async def _send_file(self, chat_id: int, media: Sequence[Media], caption: str, message: Message) -> Sent:
        one = media[0]
        methods: dict[str, Callable[..., Awaitable[Posted]]] = {
            "photo": self._bot.send_photo,
            "voice": self._bot.send_voice,
            "audio": self._bot.send_audio,
            "video": self._bot.send_video,
            "document": self._bot.send_document,
        }
        keyboard = _keyboard(message) if len(message.media) == 1 else None
        posted = await _asked(
            methods[one.kind](
                chat_id,
                _source(one),
                caption=caption or None,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                **_common(message),
            )
        )
        return Sent(chat_id, posted.message_id)


async def _asked(request: Awaitable[T]) -> T:
    """The answer to a request, or one of the three failures; reasons hold Telegram's words or an error's type."""
    try:
        return await request
    except RetryAfter as error:
        raise TemporaryFailure("too many requests", _seconds(error)) from None
    except ChatMigrated as error:
        raise PermanentFailure(Refusal.MIGRATED, "the group moved", error.new_chat_id) from None
    except Forbidden as error:
        raise PermanentFailure(forbidden(error.message), error.message[:REASON_MOST]) from None
    except (InvalidToken, Conflict) as error:
        raise TemporaryFailure(error.message[:REASON_MOST]) from None
    except BadRequest as error:
        # Before NetworkError, of which the library makes it a kind.
        raise PermanentFailure(bad_request(error.message), error.message[:REASON_MOST]) from None
    except TelegramError as error:
        raise _of_network(error) from None
    except Exception as error:
        # An answer of a shape that the library did not expect: the request was answered, nobody knows how.
        raise UnknownOutcome(type(error).__name__) from None


def _of_network(error: TelegramError) -> TemporaryFailure | PermanentFailure | UnknownOutcome:
    cause = type(error.__cause__ or error).__name__
    if cause in _NEVER_LEFT:
        return TemporaryFailure(cause)
    if error.message.startswith("Too Many Requests"):
        return TemporaryFailure("too many requests", 1.0)
    if error.message.startswith("Request Entity Too Large"):
        return PermanentFailure(Refusal.OTHER, "the file is too large")
    # The text of an answer that is not Telegram's may hold anything.
    return UnknownOutcome(cause)


def _seconds(error: RetryAfter) -> float:
    named = error.retry_after
    return float(named) if isinstance(named, int | float) else named.total_seconds()


def _request(connections: int, read_seconds: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        write_timeout=WRITE_SECONDS,
        pool_timeout=POOL_SECONDS,
        media_write_timeout=MEDIA_SECONDS,
    )


def _common(message: Message) -> dict[str, Any]:
    reply = ReplyParameters(message.reply_to, allow_sending_without_reply=True) if message.reply_to else None
    return {
        "reply_parameters": reply,
        "protect_content": message.protected or None,
        "disable_notification": message.silent or None,
    }


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    return (
        InlineKeyboardMarkup([[_key(button) for button in line] for line in message.buttons])
        if message.buttons
        else None
    )


def _key(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        callback_data=button.data,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy else None,
        style=button.style,
    )


def _albums(media: Sequence[Media]) -> Iterator[Sequence[Media]]:
    """Files that may stand together, in their order, at most ten at a time."""
    together: dict[str, list[Media]] = {}
    for number, one in enumerate(media):
        together.setdefault(_ALBUMS.get(one.kind, f"alone {number}"), []).append(one)
    for album in together.values():
        for start in range(0, len(album), ALBUM_MOST):
            yield album[start : start + ALBUM_MOST]


def _source(media: Media) -> str | InputFile:
    if media.file_id:
        return media.file_id
    content = media.content if media.content is not None else Path(media.path or "").read_bytes()
    return InputFile(content, filename=media.name or None)
