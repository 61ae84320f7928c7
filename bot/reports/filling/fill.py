"""Fills one Word form; meant for the child process, since the office may have edited the form."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypedDict

from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SecurityError
from markupsafe import Markup

from bot.reports.filling.photos import NoPhoto, prepared
from bot.reports.filling.unpacking import fault_of_file
from bot.reports.filling.words import new_environment
from bot.reports.layouts.names import completed
from bot.reports.plain_values import TooLong, faults_of_values

MOST_PHOTOS = 30
ROOM, WIDE_ROOM = (76, 96), (160, 225)
"""Millimetres of the room for a photo: width and height, two beside each other or one on a page."""
LARGEST_FORM = 20 * 2**20
_NAME = re.compile(r"'([^']*)'")


class FormFault(Exception):
    """A form cannot be filled; what is wrong with it, in a sentence without a word of what should be on it."""


class Photo(TypedDict):
    path: str
    caption: str
    wide: bool


def fill(template: bytes, values: Mapping[str, Any], photos: Sequence[Photo] = ()) -> bytes:
    """The form with the values in their places; raises FormFault."""
    if fault := fault_of_file(template):
        raise FormFault(fault)
    if faults := list(faults_of_values(values)):
        raise FormFault(f"要填的内容不是纯文字：{faults[0]}")
    try:
        form = DocxTemplate(BytesIO(template))
        form.init_docx()
    except Exception as error:
        raise FormFault(f"Word 文件打不开（{type(error).__name__}）") from None
    whole = completed(values)
    if _shows_photos(form):
        whole["photos"] = _pictures(form, photos)
    return _rendered(form, whole)


def _rendered(form: DocxTemplate, values: Mapping[str, Any]) -> bytes:
    try:
        form.render(values, _ENVIRONMENT, autoescape=True)
        out = BytesIO()
        form.save(out)
    except (TooLong, TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as fault:
        raise FormFault(_in_words(fault)) from None
    if out.tell() > LARGEST_FORM:
        raise FormFault(f"填好的表超过{LARGEST_FORM // 2**20}兆字节")
    return out.getvalue()


def _shows_photos(form: DocxTemplate) -> bool:
    return "photos" in form.get_xml()


def _pictures(form: DocxTemplate, photos: Sequence[Photo]) -> list[dict[str, str]]:
    shown = [
        {
            "picture": _picture(form, Path(one["path"]), WIDE_ROOM if one.get("wide") else ROOM),
            "caption": one["caption"],
        }
        for one in photos[:MOST_PHOTOS]
    ]
    if len(photos) > MOST_PHOTOS:
        shown.append({"picture": "", "caption": f"另有{len(photos) - MOST_PHOTOS}张照片，见附件"})
    return shown


def _picture(form: DocxTemplate, path: Path, room: tuple[int, int]) -> str:
    """The drawing as the markup that stands between two pieces of text, or a sentence in its place."""
    try:
        picture = BytesIO(prepared(path))
    except NoPhoto as reason:
        return str(reason)
    part = form.docx.part
    width, height = room
    drawing = part.new_pic_inline(picture, width=Mm(width), height=None)
    if drawing.extent.cy > Mm(height):
        picture.seek(0)
        drawing = part.new_pic_inline(picture, width=None, height=Mm(height))
    return Markup(f'</w:t></w:r><w:r><w:drawing>{drawing.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">')


def _in_words(fault: Exception) -> str:
    message = str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
    if isinstance(fault, SecurityError):
        return "模板里的写法不允许：只能引用名称，不能调用程序"
    if isinstance(fault, UndefinedError):
        named = _NAME.findall(message)
        return f"模板引用了没有的名称“{named[-1]}”" if named else "模板引用了没有的名称"
    if isinstance(fault, TemplateSyntaxError):
        return f"模板里的花括号写错了（{message}）{_nearby(fault)}"
    if isinstance(fault, TooLong):
        return "填出来的内容太多"
    return f"模板填不出来（{type(fault).__name__}）"


def _nearby(fault: TemplateSyntaxError) -> str:
    """The words of the template around the fault."""
    lines = [line.strip() for line in getattr(fault, "docx_context", ())]
    near = next((line for line in lines[3:4] if line), "")
    return f"，在“{near[:60]}”附近" if near else ""


_ENVIRONMENT = new_environment()
