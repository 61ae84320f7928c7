"""Requests as clients write them: query, urlencoded, JSON or multipart, always decoded to named strings and files."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.playground import limits
from bot.playground.errors import NOT_UTF8, PARAMETER_REQUIRED, UPLOAD_TOO_BIG, ApiError, Refusal

WRITTEN_AS_JSON = {
    "allowed_updates",
    "button",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "media",
    "menu_button",
    "message_ids",
    "reaction",
    "reply_markup",
    "reply_parameters",
    "results",
    "scope",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that travelled inside the request."""

    name: str
    mime: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """The decoded request. Every value is text, as on the wire; a name absent and a name empty are the same."""

    values: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def required(self, name: str) -> str:
        if not self.text(name):
            raise ApiError(PARAMETER_REQUIRED, name=name)
        return self.values[name]

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """A number forced into `low`…`high`; anything that is no number counts as 0, as on the real server."""
        text = self.text(name)
        value = to_integer(text) if text else default
        value = value if low is None else max(value, low)
        return value if high is None else min(value, high)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, fault: Refusal) -> Any:
        """The decoded JSON of a field, None when the field is absent; `fault` is raised when it is broken."""
        if not self.text(name):
            return None
        try:
            value = json.loads(self.values[name])
        except ValueError:
            raise ApiError(fault) from None
        if not well_formed(value):
            raise ApiError(NOT_UTF8)
        return value

    def decoded(self) -> dict[str, Any]:
        """Fields with their JSON unfolded, and files by name, for journals and witnesses."""
        fields: dict[str, Any] = {
            name: _unfold(value) if name in WRITTEN_AS_JSON else value for name, value in self.values.items()
        }
        for name, upload in self.uploads.items():
            fields.setdefault(name, f"attach://{name}")
            fields.setdefault("uploads", {})[name] = {"name": upload.name, "size": len(upload.content)}
        return fields


def to_integer(text: str) -> int:
    """Leading digits of a text, 0 when there are none."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    end = 0
    while end < len(digits) and digits[end] in "0123456789":
        end += 1
    return sign * int(digits[:end] or 0)


def well_formed(value: Any) -> bool:
    """Whether every text in a JSON value can be written as UTF-8; half a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def text_of(value: Any) -> str:
    """A text inside JSON, where numbers may stand for their digits; anything else is no text."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def number_of(value: Any) -> int:
    """A whole number inside JSON, where a text of digits may stand for it; anything else is 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) else to_integer(text_of(value))


async def read_parameters(request: Request) -> Parameters:
    """Decode a request in any of the four body kinds; the query string counts beside each of them."""
    values = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    if request.method == "POST":
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == "application/json":
            values.update(_from_json(await request.body()))
        elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            await _read_form(request, values, uploads)
    if not well_formed(values):
        raise ApiError(NOT_UTF8)
    return Parameters(values, uploads)


async def _read_form(request: Request, values: dict[str, str], uploads: dict[str, Upload]) -> None:
    length = request.headers.get("content-length", "0")
    if int(length) > limits.UPLOAD_BYTES + (1 << 20):
        raise ApiError(UPLOAD_TOO_BIG)
    async with request.form(max_part_size=limits.UPLOAD_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or "", value.content_type, await value.read())
            else:
                values[name] = value


def _from_json(body: bytes) -> dict[str, str]:
    try:
        fields = json.loads(body or b"{}")
    except ValueError:
        return {}
    if not isinstance(fields, dict):
        return {}
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
        if value is not None
    }


def _unfold(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
