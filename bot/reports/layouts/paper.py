"""The paper of every form: A4, margins, Chinese fonts by name and what may stand in for them, always the same bytes.

Lengths are millimetres, sizes of letters are points.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

Align = Literal["left", "center", "right", "both"]

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
SIDE, TOP, BOTTOM = 20, 15, 12
WIDTH = PAGE_WIDTH - 2 * SIDE
"""What is left between the margins."""
BODY, LABEL, TITLE = "仿宋", "宋体", "黑体"
BODY_SIZE = 10.5
LATIN = "Times New Roman"
# What may be found in their place on a machine that lacks them, in the order of likeness.
SUBSTITUTES = {
    BODY: "FangSong;仿宋_GB2312;STFangsong;Noto Serif CJK SC;Noto Sans CJK SC;WenQuanYi Micro Hei",
    TITLE: "SimHei;STHeiti;Noto Sans CJK SC;WenQuanYi Micro Hei",
    LABEL: "SimSun;NSimSun;STSong;Noto Serif CJK SC;Noto Sans CJK SC;WenQuanYi Micro Hei",
}
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
UNUSED_PARTS = ("thumbnail", "stylesWithEffects")
STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "TableGrid", "NoList")
# Word and zip both want a moment; a form has none until it is filled.
NO_MOMENT = datetime(2020, 1, 1)  # noqa: DTZ001 — a document's own property carries no zone
NO_MOMENT_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `indent`: characters by which its first line stands in; `before` and `after` in points.

    `latin`: the font of letters, figures and signs that are not Chinese.
    """

    text: str
    align: Align = "left"
    size: float = BODY_SIZE
    font: str = BODY
    indent: int = 0
    before: float = 0
    after: float = 0
    spacing: float = 1.15
    keeps_next: bool = False
    latin: str = LATIN


def new_paper(title: str) -> WordDocument:
    """An empty page whose every letter is set in the fonts named here."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(8)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_SIZE)
    _set_fonts(normal.element.get_or_add_rPr(), BODY)
    about = document.core_properties
    about.title, about.author, about.comments = title, "", ""
    about.language = "zh-CN"
    about.created = about.modified = NO_MOMENT
    return document


def write(paragraph: Paragraph, line: Line) -> None:
    """Make an empty paragraph say what the line says."""
    form = paragraph.paragraph_format
    form.alignment = ALIGNMENTS[line.align]
    form.space_before, form.space_after = Pt(line.before), Pt(line.after)
    form.line_spacing = line.spacing
    form.keep_with_next = line.keeps_next or None
    if line.indent:
        form.first_line_indent = Pt(line.indent * line.size)
    run = paragraph.add_run(line.text)
    run.font.size = Pt(line.size)
    _set_fonts(run._element.get_or_add_rPr(), line.font, line.latin)


def add(document: WordDocument, *lines: Line) -> None:
    for line in lines:
        write(document.add_paragraph(), line)


def title(text: str, size: float = 18, after: float = 8) -> Line:
    return Line(text, "center", size, TITLE, after=after, keeps_next=True)


def checksum() -> Line:
    """What binds the signatures to the text, at the foot of a form; nothing where there is none."""
    return Line(
        "{% if checksum %}电子签批所对应正文的校验码：{{ checksum }}{% endif %}", size=7.5, before=4, spacing=1.0
    )


def packed(document: WordDocument) -> bytes:
    """The document as a file: for the same code always the same members, without a moment in them."""
    _drop_what_is_unused(document)
    written, out = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as loose, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as tidy:
        for name in loose.namelist():
            member = zipfile.ZipInfo(name, NO_MOMENT_OF_ZIP)
            member.compress_type, member.create_system, member.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            tidy.writestr(member, _font_table() if name == "word/fontTable.xml" else loose.read(name))
    return out.getvalue()


def members(data: bytes) -> Iterator[tuple[str, tuple[int, ...], bytes]]:
    """What two files must share to be the same form; how hard they are pressed is the machine's affair."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        for about in file.infolist():
            yield about.filename, about.date_time, file.read(about)


def _set_fonts(properties: Any, east_asian: str, latin: str = LATIN) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), latin)
    fonts.set(qn("w:eastAsia"), east_asian)
    fonts.set(qn("w:hint"), "eastAsia")


def _drop_what_is_unused(document: WordDocument) -> None:
    """The library's own empty page brings along a picture of itself and a hundred styles, which cost every filling."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.rpartition("/")[2] in UNUSED_PARTS]:
            del relations[key]
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.styleId not in STYLES:
            styles.remove(style)


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{substitutes.replace(";", ",")}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for name, substitutes in SUBSTITUTES.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        f"{fonts}</w:fonts>"
    )
