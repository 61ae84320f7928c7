"""A form's table: rows of cells that span columns and rows, each width written twice as office programs want it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell, _Row

from bot.reports.layouts.paper import BODY, LABEL, Align, Line, write

LEAST_HEIGHT = 9.5
"""Millimetres of a row of one line, so that there is room to write by hand."""
PADDING = {"top": 0.5, "left": 1.6, "bottom": 0.5, "right": 1.6}
"""Millimetres between a cell's border and its words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs in a field of the table, over `span` columns and `down` rows."""

    lines: tuple[Line, ...]
    span: int = 1
    down: int = 1
    top: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`height`: the least, in millimetres. A `whole` row moves to the next page rather than break."""

    cells: tuple[Cell, ...]
    height: float = LEAST_HEIGHT
    whole: bool = True


def row(*cells: Cell, height: float = LEAST_HEIGHT) -> Row:
    return Row(cells, height)


def tall(*cells: Cell, height: float) -> Row:
    """A row for running text: it grows with the text, over the page's end if it must."""
    return Row(tuple(replace(cell, top=cell.lines[0].align == "left") for cell in cells), height, whole=False)


def label(text: str, span: int = 1, down: int = 1, size: float = 10.5) -> Cell:
    """What a field is called; each line of the text stands in its own."""
    return Cell(tuple(Line(part, "center", size, LABEL, spacing=1.0) for part in text.split("\n")), span, down)


def side(text: str, down: int) -> Cell:
    """A name down the side, one sign under the other."""
    return Cell(tuple(Line(sign, "center", 11, LABEL, spacing=1.0) for sign in text), 1, down)


def value(text: str, span: int = 1, down: int = 1, align: Align = "left") -> Cell:
    """What is filled in."""
    return Cell((Line(text, align),), span, down)


def captioned(caption: str, text: str, span: int = 1, down: int = 1) -> Cell:
    """A field that bears its name inside, above what is filled in."""
    return Cell((Line(caption, font=LABEL), Line(text, before=2)), span, down, top=True)


def boxes(*lines: str, span: int = 1, down: int = 1) -> Cell:
    """Boxes to tick. Where a line ends is laid down here, so that none ends inside an option.

    A box is set in the Chinese font wherever it stands, or some programs take it for a coloured picture.
    """
    return Cell(tuple(Line(line, spacing=1.25, latin=BODY) for line in lines), span, down)


def ticks(name: str, *options: str, between: str = "　") -> str:
    """A box for each option; the one that `name` equals is ticked."""
    return between.join(f'{{{{ {name} | box("{option}") }}}}' for option in options)


def other(name: str, *options: str) -> str:
    """The box behind all options: ticked, and what it is written out, where `name` is none of them."""
    known = ", ".join(f'"{option}"' for option in options)
    return f"{{{{ {name} | other([{known}]) }}}}"


def signed(party: str, span: int = 1, *, before: tuple[Line, ...] = (), seal: bool = False) -> Cell:
    """A place to sign for one of the parties (see names.PARTIES): the words, room for a seal, the day."""
    lines = [*before, Line(f"{{{{ signed.{party}.words }}}}", "center", before=4)]
    if seal:
        lines.append(Line("（盖章）", "center", before=6))
    lines.append(Line(f"{{{{ signed.{party}.at | day }}}}", "right", before=6))
    return Cell(tuple(lines), span)


def signed_narrowly(party: str) -> Cell:
    """The same with a seal, in a column too narrow for name and time beside each other."""
    words = f"{{{{ signed.{party}.words | replace('　', '\\n', 1) }}}}"
    lines = (
        Line(words, "center", 9, before=4),
        Line("（盖章）", "center", before=6),
        Line(f"{{{{ signed.{party}.at | day }}}}", "right", before=6),
    )
    return Cell(lines)


def by_hand(*captions: str, span: int = 1, seal: bool = False) -> Cell:
    """A place that somebody outside the bot signs on paper."""
    lines = [Line(caption) for caption in captions]
    if seal:
        lines.append(Line("（盖章）", "center", before=10))
    lines.append(Line("{{ none | day }}", "right", before=10))
    return Cell(tuple(lines), span)


def together(*rows: Row) -> tuple[Row, ...]:
    """Rows that stay on one page: who signs must not stand apart from who else does."""
    return (*(_kept(described) for described in rows[:-1]), rows[-1])


def _kept(described: Row) -> Row:
    def kept(cell: Cell) -> Cell:
        return replace(cell, lines=tuple(replace(line, keeps_next=True) for line in cell.lines))

    return replace(described, cells=tuple(kept(cell) for cell in described.cells))


def table(document: WordDocument, widths: Sequence[float], rows: Sequence[Row]) -> Table:
    """The rows under each other; `widths` in millimetres, one a column."""
    made = document.add_table(len(rows), len(widths))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _pad(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    for number, column, cell in _placed(rows, len(widths)):
        corner = made.cell(number, column)
        if cell.span > 1 or cell.down > 1:
            corner = corner.merge(made.cell(number + cell.down - 1, column + cell.span - 1))
        _fill(corner, cell)
    for number, described in enumerate(rows):
        _shape(made.rows[number], described)
    _set_widths(made, widths)
    return made


def _placed(rows: Sequence[Row], columns: int) -> Iterator[tuple[int, int, Cell]]:
    """Every cell with the row and the column of its upper left corner."""
    taken: set[tuple[int, int]] = set()
    for number, described in enumerate(rows):
        column = 0
        for cell in described.cells:
            while (number, column) in taken:
                column += 1
            taken |= {(number + y, column + x) for y in range(cell.down) for x in range(cell.span)}
            yield number, column, cell
        if any((number, place) not in taken for place in range(columns)):
            raise ValueError(f"row {number} does not fill its columns")


def _fill(place: _Cell, cell: Cell) -> None:
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if cell.top else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for superfluous in place.paragraphs[1:]:
        superfluous._element.getparent().remove(superfluous._element)
    for number, line in enumerate(cell.lines):
        write(place.paragraphs[0] if number == 0 else place.add_paragraph(), line)


def _shape(made: _Row, described: Row) -> None:
    made.height = Mm(described.height)
    if described.whole:
        properties = made._tr.get_or_add_trPr()
        properties.insert(0, OxmlElement("w:cantSplit"))


def _set_widths(made: Table, widths: Sequence[float]) -> None:
    """A cell is as wide as the columns it spans; without both figures some programs draw them all equal."""
    for tr in made._tbl.tr_lst:
        column = 0
        for tc in tr.tc_lst:
            tc.width = Mm(sum(widths[column : column + tc.grid_span]))
            column += tc.grid_span


def _pad(made: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for edge, millimetres in PADDING.items():
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), str(Mm(millimetres).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)
