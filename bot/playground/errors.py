"""Every refusal this server can speak, word for word as the real server speaks it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status code and its text; `{names}` in the text are filled in when it is raised."""

    code: int
    text: str


class ApiError(Exception):
    """A request that ends with `ok: false`; `parameters` is what Telegram adds beside the text."""

    def __init__(self, refusal: Refusal, parameters: dict[str, int] | None = None, **details: object) -> None:
        self.code = refusal.code
        self.description = refusal.text.format(**details) if details else refusal.text
        self.parameters = parameters or {}
        super().__init__(self.description)


def _bad(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}")


def _markup(text: str) -> Refusal:
    return _bad(f"can't parse entities: {text}")


# Addressing
UNAUTHORIZED = Refusal(401, "Unauthorized")
BAD_TOKEN = Refusal(401, "Unauthorized: invalid token specified")
NOT_FOUND = Refusal(404, "Not Found")
METHOD_NOT_FOUND = Refusal(404, "Not Found: method not found")
PARAMETER_REQUIRED = _bad('parameter "{name}" is required')
CHAT_ID_EMPTY = _bad("chat_id is empty")
CHAT_NOT_FOUND = _bad("chat not found")
MIGRATED = _bad("group chat was upgraded to a supergroup chat")
BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
NEVER_STARTED = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
KICKED_GROUP = Refusal(403, "Forbidden: bot was kicked from the group chat")
KICKED_SUPERGROUP = Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
LEFT_GROUP = Refusal(403, "Forbidden: bot is not a member of the group chat")
LEFT_SUPERGROUP = Refusal(403, "Forbidden: bot is not a member of the supergroup chat")
TOO_MANY_REQUESTS = Refusal(429, "Too Many Requests: retry after {seconds}")

# Polling
CONFLICT = Refusal(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
NO_WEBHOOK = _bad("bad webhook: this playground has none, use getUpdates")

# Text and its entities
NOT_UTF8 = _bad("strings must be encoded in UTF-8")
TEXT_EMPTY = _bad("message text is empty")
TEXT_BLANK = _bad("text must be non-empty")
TEXT_TOO_LONG = _bad("message is too long")
EDIT_TOO_LONG = _bad("MESSAGE_TOO_LONG")
TEXT_FAR_TOO_LONG = _bad("text is too long")
CAPTION_TOO_LONG = _bad("message caption is too long")
EDIT_CAPTION_TOO_LONG = _bad("MEDIA_CAPTION_TOO_LONG")
PARSE_MODE = _bad("unsupported parse_mode")
ENTITY = _bad("can't parse MessageEntity: {reason}")
UNCLOSED_START = _markup("Unclosed start tag at byte offset {offset}")
UNCLOSED_NAMED_START = _markup('Unclosed start tag "{tag}" at byte offset {offset}')
UNSUPPORTED_START = _markup('Unsupported start tag "{tag}" at byte offset {offset}')
EMPTY_ATTRIBUTE = _markup('Empty attribute name in the tag "{tag}" at byte offset {offset}')
UNEXPECTED_TOKEN_END = _markup("Unexpected end of name token at byte offset {offset}")
SPAN_CLASS = _markup('Tag "span" must have class "tg-spoiler" at byte offset {offset}')
UNEXPECTED_END = _markup("Unexpected end tag at byte offset {offset}")
UNCLOSED_END = _markup("Unclosed end tag at byte offset {offset}")
UNMATCHED_END = _markup('Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{found}>"')
MISSING_END = _markup('Can\'t find end tag corresponding to start tag "{tag}"')
CUSTOM_EMOJI = _markup("Invalid custom emoji identifier specified")
DATE_FORMAT = _markup("Invalid date format used")

# Keyboards
MARKUP_JSON = _bad("can't parse reply keyboard markup JSON object")
MARKUP_OBJECT = _bad("object expected as reply markup")
KEYBOARD_ROWS = _bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
REPLY_KEYBOARD_ROWS = _bad('field "keyboard" must be an Array of Arrays')
BUTTON_OBJECT = _bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
BUTTON_FIELD = _bad("can't parse inline keyboard button: Can't find field \"{field}\"")
BUTTON_STYLE = _bad("can't parse inline keyboard button: invalid button style specified")
BUTTON_KIND = _bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
BUTTON_TEXT = _bad("inline keyboard button text must be non-empty")
BUTTON_DATA = _bad("BUTTON_DATA_INVALID")
BUTTON_URL = _bad("inline keyboard button URL '{url}' is invalid: {reason}")
BUTTON_COPY = _bad("BUTTON_COPY_TEXT_INVALID")
BUTTONS_TOO_MANY = _bad("reply markup is too long")
INLINE_KEYBOARD_EXPECTED = _bad("inline keyboard expected")

# Messages
PREVIEW_JSON = _bad("can't parse link preview options JSON object")
PREVIEW_OBJECT = _bad("object expected as link preview options")
REPLY_JSON = _bad("can't parse reply parameters JSON object")
REPLY_OBJECT = _bad("object expected as reply parameters")
REPLY_NOT_FOUND = _bad("message to be replied not found")
EDIT_NOT_FOUND = _bad("message to edit not found")
EDIT_FORBIDDEN = _bad("message can't be edited")
EDIT_NO_TEXT = _bad("there is no text in the message to edit")
EDIT_NO_CAPTION = _bad("there is no caption in the message to edit")
NOT_MODIFIED = _bad(
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
DELETE_NO_CHAT = _bad("chat identifier is not specified")
DELETE_NO_MESSAGE = _bad("message identifier is not specified")
DELETE_NO_MESSAGES = _bad("message identifiers are not specified")
DELETE_NOT_ARRAY = _bad("expected an Array of message identifiers")
DELETE_TOO_MANY = _bad("too many message identifiers specified")
DELETE_NOT_FOUND = _bad("message to delete not found")
DELETE_FORBIDDEN = _bad("message can't be deleted")
DELETE_TOO_OLD = _bad("message can't be deleted for everyone")
FORWARD_NOT_FOUND = _bad("message to forward not found")
FORWARD_PROTECTED = _bad("message has protected content and can't be forwarded")
FORWARD_IMPOSSIBLE = _bad("the message can't be forwarded")
COPY_NOT_FOUND = _bad("message to copy not found")
COPY_IMPOSSIBLE = _bad("the message can't be copied")
PIN_NOT_FOUND = _bad("message to pin not found")
UNPIN_NOT_FOUND = _bad("message to unpin not found")
PIN_RIGHTS = _bad("not enough rights to manage pinned messages in the chat")
REACT_NOT_FOUND = _bad("message to react not found")
REACTIONS_JSON = _bad("can't parse reaction types JSON object")
REACTIONS_ARRAY = _bad("expected an Array of ReactionType")
REACTION_INVALID = _bad("REACTION_INVALID")
REACTIONS_TOO_MANY = _bad("REACTIONS_TOO_MANY")
QUERY_TOO_OLD = _bad("query is too old and response timeout expired or query ID is invalid")
ANSWER_TOO_LONG = _bad("MESSAGE_TOO_LONG")
ACTION = _bad("wrong parameter action in request")

# Inline mode
RESULTS_JSON = _bad("can't parse JSON encoded inline query results")
RESULTS_ARRAY = _bad("expected an Array of inline query results")
RESULTS_TOO_MANY = _bad("too many inline query results specified")
RESULT_OBJECT = _bad("inline query result must be an object")
RESULT = _bad("can't parse inline query result: {reason}")
RESULT_ID = _bad("RESULT_ID_INVALID")
RESULT_DUPLICATE = _bad("RESULT_ID_DUPLICATE")
NEXT_OFFSET = _bad("NEXT_OFFSET_INVALID")
RESULTS_BUTTON_JSON = _bad("can't parse inline query results button JSON object")
RESULTS_BUTTON_OBJECT = _bad("InlineQueryResultsButton must be an Object")
RESULTS_BUTTON_FIELD = _bad("InlineQueryResultsButton must have exactly one optional field")
RESULTS_BUTTON_TEXT = _bad("SWITCH_PM_TEXT_EMPTY")
START_PARAMETER = _bad("START_PARAM_INVALID")

# Files
NO_FILE = _bad("there is no {kind} in the request")
FILE_ID_MISSING = _bad("file_id not specified")
FILE_ID_INVALID = _bad("invalid file_id")
FILE_IDENTIFIER = _bad("wrong file identifier/HTTP URL specified")
FILE_KIND = _bad("can't use file of type {found} as {wanted}")
FILE_URL = _bad("failed to get HTTP URL content")
FILE_TOO_BIG = _bad("file is too big")
FILE_EMPTY = _bad("file must be non-empty")
UPLOAD_TOO_BIG = Refusal(413, "Request Entity Too Large")
PHOTO_TOO_BIG = _bad("file of size {size} bytes is too big for a photo; the maximum size is 10485760 bytes")
PHOTO_UNREADABLE = _bad("IMAGE_PROCESS_FAILED")
PHOTO_DIMENSIONS = _bad("PHOTO_INVALID_DIMENSIONS")
MEDIA_JSON = _bad("can't parse media JSON object")
MEDIA_ARRAY = _bad("expected an Array of InputMedia")
MEDIA_ITEM = _bad("can't parse InputMedia: {reason}")
ALBUM_TOO_BIG = _bad("too many messages to send as an album")
ALBUM_EMPTY = _bad("there are no messages to send")
ALBUM_MIXED = _bad("{kind} can't be mixed with other media types")

# Chats, commands, menus
NO_ADMINISTRATORS = _bad("there are no administrators in the private chat")
USER_ID = _bad("invalid user_id specified")
MEMBER_NOT_FOUND = _bad("member not found")
LEAVE_PRIVATE = _bad("chat member status can't be changed in private chats")
COMMANDS_JSON = _bad("can't parse commands JSON object")
COMMANDS_ARRAY = _bad("expected an Array of BotCommand")
COMMANDS_TOO_MANY = _bad("BOT_COMMANDS_TOO_MUCH")
COMMAND_FIELD = _bad("can't parse BotCommand: Can't find field \"{field}\"")
COMMAND_INVALID = _bad("BOT_COMMAND_INVALID")
COMMAND_NO_DESCRIPTION = _bad("command description must be non-empty")
COMMAND_TOO_LONG = _bad("command length must not exceed 32")
COMMAND_DESCRIPTION = _bad("command description length must not exceed 256")
SCOPE_JSON = _bad("can't parse BotCommandScope JSON object")
SCOPE_KIND = _bad("can't parse BotCommandScope: Unsupported type specified")
SCOPE_CHAT = _bad("can't parse BotCommandScope: Empty chat_id specified")
MENU_JSON = _bad("can't parse menu button JSON object")
MENU_KIND = _bad("can't parse menu button: MenuButton has unsupported type")

# Only here, never on the real server
UNKNOWN_PARAMETER = _bad('playground: {method} has no parameter "{name}", or this imitation does not play it')
HANDLER_FAILED = Refusal(500, "Internal Server Error")
BAD_GATEWAY = Refusal(502, "Bad Gateway")
UNAVAILABLE = Refusal(503, "Service Unavailable")
GATEWAY_TIMEOUT = Refusal(504, "Gateway Timeout")

REFUSALS = {name: value for name, value in list(globals().items()) if isinstance(value, Refusal)}
