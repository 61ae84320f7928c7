"""A bulletin on paper: the same headings and lines as in the chat, whole; clause and assumptions at the foot."""

from docx.document import Document as WordDocument

from bot.reports.layouts.paper import LABEL, TITLE, Line, add, new_paper, title

PATH = "bulletins/any_office/bulletin.docx"
SIZE = 12
FOOT = 9


def bulletin() -> WordDocument:
    paper = new_paper("通报")
    add(
        paper,
        title("{{ title }}", 20, after=6),
        Line("{{ office }}　{{ period }}　{{ due_at | day }}", "center", SIZE, after=8),
        Line("{%p if missed %}"),
        Line("停机期间没有发出的：{{ missed | join('、') }}", size=SIZE, indent=2, spacing=1.4),
        Line("{%p endif %}"),
        Line("{%p if reminds %}"),
        Line("{{ reminds }}", "both", SIZE, indent=2, spacing=1.4),
        Line("{%p endif %}"),
        Line("{%p for section in sections %}"),
        Line("{{ section.numeral }}、{{ section.heading }}{{ section.counted }}", size=SIZE + 1, font=TITLE, before=8,
             after=2, keeps_next=True),
        Line("{%p for paragraph in section.paragraphs %}"),
        Line("{{ paragraph }}", "both", SIZE, indent=2, spacing=1.4),
        Line("{%p endfor %}"),
        Line("{%p if not section.paragraphs %}"),
        Line("无", size=SIZE, indent=2, spacing=1.4),
        Line("{%p endif %}"),
        Line("{%p endfor %}"),
        Line("{%p for one in photos %}"),
        Line("{{ one.picture }}", "center", before=8),
        Line("{%p endfor %}"),
        Line("依据：{{ clause }}（{{ rule }}）", size=FOOT, font=LABEL, before=14, keeps_next=True),
        Line("{%p if assumed %}"),
        Line("暂按：{{ assumed }}", size=FOOT, font=LABEL),
        Line("{%p endif %}"),
    )  # fmt: skip
    return paper
