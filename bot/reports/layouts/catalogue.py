"""Every form there is: whose, by which number of the rulebook, under which file name, laid out by what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from docx.document import Document as WordDocument

from bot.reports.layouts import beizhan, bulletin, nanmatou_road, putuo_justice, songjiang_civil, yichuan_road
from bot.reports.layouts.forms import FORMS, FormFile

LayOut = Callable[[], WordDocument]


@dataclass(frozen=True, slots=True)
class Layout:
    form: FormFile
    lay_out: LayOut


def _layouts() -> tuple[Layout, ...]:
    rooms = {
        "songjiang_civil": songjiang_civil,
        "beizhan": beizhan,
        "nanmatou_road": nanmatou_road,
        "putuo_justice": putuo_justice,
        "yichuan_road": yichuan_road,
    }
    return tuple(Layout(form, getattr(rooms[form.office], form.name)) for form in FORMS)


LAYOUTS = _layouts()

OTHERS: Mapping[str, LayOut] = MappingProxyType({bulletin.PATH: bulletin.bulletin})
"""What is no form of a rulebook, by its path below the folder of templates."""
