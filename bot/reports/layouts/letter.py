"""Running text on paper: letters to citizens, reports in continuous text, and the photos behind them."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import Cell, Row, row, table
from bot.reports.layouts.paper import TITLE, WIDTH, Line, add, new_paper, title

LETTER_SIZE = 14
"""What a letter of an authority is set in, a little under the official 16 (GB/T 9704), so that most keep to a page."""


def letter(heading: str, sender: str) -> WordDocument:
    """A letter: its text as written, the sender and the day below unless the text itself ends with them."""
    paper = new_paper(heading)
    add(
        paper,
        Line("{%p if not (report_text | with_passage('title')) %}"),
        title(heading, 20, after=18),
        Line("{%p endif %}"),
    )
    add(paper, *running_text("report_text", LETTER_SIZE, 1.5))
    size = LETTER_SIZE
    add(
        paper,
        Line("{%p if not (report_text | with_passage('closing')) %}"),
        Line(sender, "right", size, before=24, spacing=1.5, keeps_next=True),
        Line("{{ today | day }}", "right", size, spacing=1.5),
        Line("{%p endif %}"),
    )
    return paper


def running_text(name: str, size: float = 12, spacing: float = 1.4) -> tuple[Line, ...]:
    """The text called `name`, one paragraph a line, each in the place that its words give it."""
    shown = "{{ passage.text }}"
    return (
        Line(f"{{%p for passage in {name} | passages %}}"),
        Line('{%p if passage.kind == "title" %}'),
        Line(shown, "center", size + 2, TITLE, after=6, spacing=spacing, keeps_next=True),
        Line('{%p elif passage.kind == "heading" %}'),
        Line(shown, "left", size, TITLE, before=4, spacing=spacing, keeps_next=True),
        Line('{%p elif passage.kind == "greeting" %}'),
        Line(shown, "left", size, spacing=spacing, keeps_next=True),
        Line('{%p elif passage.kind == "closing" %}'),
        Line(shown, "right", size, spacing=spacing),
        Line("{%p else %}"),
        Line(shown, "both", size, indent=2, spacing=spacing),
        Line("{%p endif %}"),
        Line("{%p endfor %}"),
    )


def photos(paper: WordDocument) -> None:
    """The photos, two beside each other with what they show below; nothing where there are none."""
    half = WIDTH / 2
    add(paper, Line("{%p if photos %}"), Line("照片", font=TITLE, size=12, before=10, after=4, keeps_next=True))
    table(
        paper,
        (half, half),
        (
            Row((Cell((Line("{%tr for pair in photos | batch(2) %}"),), span=2),)),
            row(*(_photo(place) for place in (0, 1)), height=20),
            Row((Cell((Line("{%tr endfor %}"),), span=2),)),
        ),
    )
    add(paper, Line("{%p endif %}"))


def _photo(place: int) -> Cell:
    there = f"pair|length > {place}"
    return Cell(
        (
            Line(f"{{{{ pair[{place}].picture if {there} else '' }}}}", "center", before=4),
            Line(f"{{{{ pair[{place}].caption if {there} else '' }}}}", "center", 9, after=4),
        )
    )
