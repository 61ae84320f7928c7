"""Photos, documents, recordings and videos the bot sends, and the way to fetch any file."""

from typing import Any

from bot.playground import errors, limits, shapes
from bot.playground.errors import ApiError
from bot.playground.files import image_sides
from bot.playground.formatting import caption_text
from bot.playground.methods.registry import Call, Handler, method
from bot.playground.methods.texts import SENDING, send
from bot.playground.model import Media

CAPTIONED = f"{SENDING} caption parse_mode caption_entities"
OWN_FIELDS = {
    "photo": "photo show_caption_above_media has_spoiler",
    "document": "document disable_content_type_detection",
    "voice": "voice duration",
    "audio": "audio duration performer title",
    "video": "video duration width height show_caption_above_media has_spoiler supports_streaming",
}
DETAILS = ("duration", "width", "height")


def _sender(kind: str) -> Handler:
    def play(call: Call) -> dict[str, Any]:
        text, entities = caption_text(call.parameters, errors.CAPTION_TOO_LONG)
        item = given_media(call, kind, call.parameters.text(kind), upload=kind)
        for name in DETAILS:
            if call.parameters.text(name):
                setattr(item, name, call.parameters.integer(name, low=0))
        item.title = call.parameters.text("title") or None
        item.performer = call.parameters.text("performer") or None
        item.spoiler = call.parameters.flag("has_spoiler")
        above = call.parameters.flag("show_caption_above_media")
        return shapes.message(send(call, text=text, entities=entities, media=item, caption_above=above))

    return play


for _kind, _fields in OWN_FIELDS.items():
    method(f"send{_kind.capitalize()}", f"{CAPTIONED} {_fields}")(_sender(_kind))


@method("getFile", "file_id")
def get_file(call: Call) -> dict[str, Any]:
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise ApiError(errors.FILE_ID_MISSING)
    file = call.world.files.get(file_id)
    if file is None:
        raise ApiError(errors.FILE_ID_INVALID)
    if file.size > limits.DOWNLOAD_BYTES:
        raise ApiError(errors.FILE_TOO_BIG)
    shape = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    return shape | {"file_path": call.world.files.link(file)}


def given_media(call: Call, kind: str, value: str, upload: str) -> Media:
    """The file a field means: one in the request, one stored before, or a URL, which cannot be fetched from here."""
    name = value.removeprefix("attach://") if value.startswith("attach://") else upload
    sent = call.parameters.uploads.get(name)
    if sent is not None and (not value or value.startswith("attach://")):
        _check_upload(kind, sent.content)
        return call.world.files.media(kind, sent.content, name=sent.name or None, mime=sent.mime)
    if not value or value.startswith("attach://"):
        raise ApiError(errors.NO_FILE, kind=kind)
    if value.startswith(("http://", "https://")):
        raise ApiError(errors.FILE_URL)
    return _stored(call, kind, value)


def _stored(call: Call, kind: str, file_id: str) -> Media:
    """A file sent again keeps its own kind; only photos and other files cannot stand in for each other."""
    file = call.world.files.get(file_id)
    if file is None:
        raise ApiError(errors.FILE_IDENTIFIER)
    if (file.kind == "photo") != (kind == "photo"):
        raise ApiError(errors.FILE_KIND, found=file.kind.capitalize(), wanted=kind.capitalize())
    return call.world.files.again(file)


def _check_upload(kind: str, content: bytes) -> None:
    if not content:
        raise ApiError(errors.FILE_EMPTY)
    if len(content) > limits.UPLOAD_BYTES:
        raise ApiError(errors.UPLOAD_TOO_BIG)
    if kind == "photo":
        _check_photo(content)


def _check_photo(content: bytes) -> None:
    if len(content) > limits.PHOTO_BYTES:
        raise ApiError(errors.PHOTO_TOO_BIG, size=len(content))
    sides = image_sides(content)
    if sides is None:
        raise ApiError(errors.PHOTO_UNREADABLE)
    if sum(sides) > limits.PHOTO_SIDES or max(sides) > limits.PHOTO_RATIO * min(sides):
        raise ApiError(errors.PHOTO_DIMENSIONS)
