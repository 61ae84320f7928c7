"""宜川路街道: the completion report with its attachments (二（三）3) and the 情况说明; the layout is ours."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import Cell, Row, label, row, signed, table, together, value
from bot.reports.layouts.letter import photos, running_text
from bot.reports.layouts.paper import TITLE, Line, add, checksum, new_paper, title

COLUMNS = (28, 57, 28, 57)


def completion_report() -> WordDocument:
    """办结报告: the ticket, the text in its three parts, who signs, the list of attachments, the photos."""
    paper = new_paper("办结报告")
    add(paper, title("“12345”市民服务热线工单办结报告", after=10))
    known = (
        row(label("工单编号"), value("{{ number }}"), label("工单来源"), value("{{ source }}")),
        row(label("工单类型"), value("{{ kind }}"), label("收单时间"), value("{{ received_at | full }}")),
        row(label("诉求人"), value("{{ caller }}"), label("联系电话"), value("{{ phone }}")),
        row(label("地址"), value("{{ address }}", 3)),
        row(label("承办部门"), value("{{ unit }}"), label("协办部门"), value("{{ co_units | join('、') }}")),
        row(label("事实认定"), value("{{ finding }}"), label("诉求认定"), value("{{ appeal }}")),
        row(label("处理结果"), value("{{ outcome }}"), label("市民反馈"), value("{{ satisfaction }}")),
    )
    table(paper, COLUMNS, known)
    add(paper, Line("", size=6, spacing=1.0), *running_text("report_text", 12, 1.35), Line("", size=6, spacing=1.0))
    table(paper, COLUMNS, _signatures())
    add(paper, checksum(), Line("附件清单", size=12, font=TITLE, before=8, after=4, keeps_next=True))
    listed = (
        row(label("序号"), label("附件"), height=8),
        Row((Cell((Line("{%tr for line in attachments %}"),), span=2),)),
        row(label("{{ loop.index }}"), value("{{ line }}"), height=8),
        Row((Cell((Line("{%tr else %}"),), span=2),)),
        row(label("—"), value("无"), height=8),
        Row((Cell((Line("{%tr endfor %}"),), span=2),)),
    )
    table(paper, (20, 150), listed)
    photos(paper)
    return paper


def statement() -> WordDocument:
    """情况说明: what a branch leader signs for an untrue, supervised or rechecked ticket (二（三）4、5)."""
    paper = new_paper("情况说明")
    add(paper, title("“12345”市民服务热线工单情况说明", after=10))
    known = (
        row(label("工单编号"), value("{{ number }}"), label("工单来源"), value("{{ source }}")),
        row(label("承办部门"), value("{{ unit }}"), label("收单时间"), value("{{ received_at | full }}")),
        row(label("诉求事项"), value("{{ title }}", 3)),
        row(label("事实认定"), value("{{ finding }}"), label("处理结果"), value("{{ outcome }}")),
        row(label("依据和结论"), value("{{ basis }}", 3), height=24),
    )
    table(paper, COLUMNS, known)
    add(paper, Line("情况说明：", size=12, before=10, after=2, keeps_next=True))
    add(paper, *running_text("(applied.text or explanation)", 12, 1.5))
    add(
        paper, Line("责任人：{{ responsible_person or handler }}　　{{ today | day }}", "right", 12, before=8, after=10)
    )
    table(paper, COLUMNS, _signatures())
    add(paper, checksum())
    return paper


def _signatures() -> tuple[Row, ...]:
    return together(
        row(label("处置部门\n负责人签字"), signed("unit_head", 3), height=22),
        row(label("处置部门\n分管领导签字"), signed("unit_branch_leader", 3), height=22),
    )
