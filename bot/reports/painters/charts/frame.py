"""What every chart has around it: whose it is and of when above, how it was counted and out of what below."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.painters.canvas import BAND, BAND_INK, BAND_PALE, INK, PALE_INK, PANEL, RULE
from bot.reports.painters.charts.marks import TONES, Block, Line, Sheet, Words, cut_end, width, wrapped

WIDTH, MARGIN, PAD = 1200, 28, 28
LEFT, RIGHT = MARGIN + PAD, WIDTH - MARGIN - PAD
TITLE, PERIOD, WHOSE, NOTE = 50, 34, 32, 25
BAND_HEIGHT, GAP = 154, 24
HEAD, NAME = 76, 36
NOTE_LINE, MOST_LINES = 36, 2
NOTHING_HEIGHT, NOTHING = 260, 44
ROOM = RIGHT - LEFT


def begin(chart: Chart) -> Sheet:
    """The band with the title; the chart begins at `bottom`."""
    sheet = Sheet()
    sheet.add(Block((0, 0, WIDTH, BAND_HEIGHT), BAND))
    title = cut_end(chart.title, TITLE, ROOM * 0.55)
    sheet.add(Words(LEFT, 56, title, TITLE, BAND_INK, weight=0.7))
    period = cut_end(chart.period, PERIOD, ROOM - width(title, TITLE) - PAD)
    sheet.add(Words(RIGHT, 58, period, PERIOD, BAND_INK, "r"))
    sheet.add(Words(LEFT, 116, cut_end(chart.whose, WHOSE, ROOM), WHOSE, BAND_PALE))
    sheet.bottom = BAND_HEIGHT + GAP
    return sheet


def panel(sheet: Sheet, height: float) -> float:
    """A white part of that height below what there is; returns its top. The next one begins below it."""
    top = sheet.bottom
    sheet.add(Block((MARGIN, top, WIDTH - MARGIN, top + height), PANEL, 16))
    sheet.bottom = top + height + GAP
    return top


def name(sheet: Sheet, top: float, one: Panel) -> None:
    """What the panel that begins at `top` is called, in its colour."""
    called = cut_end(one.name, NAME, ROOM)
    sheet.add(Words(LEFT, top + HEAD / 2 + 4, called, NAME, TONES[one.tone], weight=0.7))


def nothing(sheet: Sheet, said: str) -> None:
    """What is said in place of an empty plot."""
    top = panel(sheet, NOTHING_HEIGHT)
    sheet.add(Words(WIDTH / 2, top + NOTHING_HEIGHT / 2, cut_end(said, NOTHING, ROOM), NOTHING, PALE_INK, "m"))


def end(sheet: Sheet, chart: Chart) -> int:
    """Notes and source; returns the height of the whole picture."""
    y = sheet.bottom + 4
    for note in chart.notes:
        for line in wrapped(note, NOTE, ROOM, MOST_LINES):
            sheet.add(Words(LEFT, y + NOTE_LINE / 2, line, NOTE, INK))
            y += NOTE_LINE
    if chart.notes:
        sheet.add(Line(((LEFT, y + 8), (RIGHT, y + 8)), RULE, 2))
        y += 14
    sheet.add(Words(LEFT, y + NOTE_LINE / 2 + 2, cut_end(chart.source, NOTE, ROOM), NOTE, PALE_INK))
    return int(y + NOTE_LINE + MARGIN)
