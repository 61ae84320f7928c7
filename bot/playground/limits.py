"""The limits Telegram documents, in one place, and the unit it counts in."""

TEXT_LENGTH = 4096
TEXT_BYTES = 1 << 15
CAPTION_LENGTH = 1024
CALLBACK_ANSWER_LENGTH = 200
CALLBACK_DATA_BYTES = 64
COPY_TEXT_LENGTH = 256
KEYBOARD_BUTTONS = 100
ALBUM_ITEMS = 10
MESSAGES_AT_ONCE = 100
QUERY_LENGTH = 256
QUERY_RESULTS = 50
RESULT_ID_BYTES = 64
OFFSET_BYTES = 64
COMMANDS = 100
COMMAND_LENGTH = 32
COMMAND_DESCRIPTION_LENGTH = 256

DOWNLOAD_BYTES = 20 << 20
UPLOAD_BYTES = 50 << 20
PHOTO_BYTES = 10 << 20
PHOTO_SIDES = 10000
PHOTO_RATIO = 20

UPDATE_SECONDS = 24 * 3600
CALLBACK_SECONDS = 150
QUERY_SECONDS = 30
FILE_LINK_SECONDS = 3600
DELETE_SECONDS = 48 * 3600

POLL_SECONDS = 50
POLL_UPDATES = 100


def utf16_length(text: str) -> int:
    """The length Telegram counts: everything beyond the basic plane is two units."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def split_text(text: str, length: int = TEXT_LENGTH) -> list[str]:
    """Cut a text as a client does before sending: pieces of at most `length` units, no character halved."""
    pieces: list[str] = []
    piece: list[str] = []
    used = 0
    for character in text:
        width = 2 if character > "\uffff" else 1
        if used + width > length:
            pieces.append("".join(piece))
            piece, used = [], 0
        piece.append(character)
        used += width
    pieces.append("".join(piece))
    return pieces
