"""Several filled forms as one file, each on pages of its own."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.enum.text import WD_BREAK
from docxcompose.composer import Composer

from bot.reports.filling.fill import LARGEST_FORM, FormFault
from bot.reports.filling.unpacking import fault_of_file


def joined(forms: Sequence[bytes]) -> bytes:
    """The forms one behind the other; raises FormFault."""
    if not forms:
        raise FormFault("没有可合并的表")
    for form in forms:
        if fault := fault_of_file(form):
            raise FormFault(fault)
    composer = Composer(Document(BytesIO(forms[0])))
    for form in forms[1:]:
        composer.doc.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        composer.append(Document(BytesIO(form)))
    out = BytesIO()
    composer.save(out)
    if out.tell() > LARGEST_FORM * 2:
        raise FormFault("合并后的文件太大")
    return out.getvalue()
