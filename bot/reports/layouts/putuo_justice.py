"""普陀区司法局: two forms that 沪普司〔2023〕1号 names without drawing them; the layout is ours."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import label, row, signed, table, tall, together, value
from bot.reports.layouts.letter import running_text
from bot.reports.layouts.paper import Line, add, checksum, new_paper, title


def ticket_sheet() -> WordDocument:
    """电子版处理工单 (一1)."""
    heading = "“12345”市民服务热线处理工单"
    paper = new_paper(heading)
    add(paper, Line("普陀区司法局", "center", 12), title(heading), Line("电子版处理工单", "right", 10.5, after=3))
    recordings = "{{ recordings or attachments | having('录音') | join('、') }}"
    rows = (
        row(label("工单编号"), value("{{ number }}"), label("工单来源"), value("{{ source }}")),
        row(label("工单类型"), value("{{ kind }}"), label("紧急程度"), value("{{ urgency }}")),
        row(label("来电时间"), value("{{ called_at | full }}"), label("收单时间"), value("{{ received_at | full }}")),
        row(label("来电人"), value("{{ caller }}"), label("联系电话"), value("{{ phone }}")),
        row(label("联系地址"), value("{{ address }}", 3)),
        tall(label("内容描述"), value("{{ content }}", 3), height=48),
        row(label("承办科室\n（部门）"), value("{{ unit }}"), label("分派时间"), value("{{ dispatched_at | full }}")),
        row(
            label("先行联系\n时间"),
            value("{{ contacted_at | full }}"),
            label("先行联系人"),
            value("{{ contacted_by }}"),
        ),
        tall(label("答复要点"), value("{{ reply_points }}", 3), height=58),
        row(label("联系电话\n录音"), value(recordings, 3)),
        row(label("科室（部门）\n负责人审核"), signed("unit_head", 3), height=24),
        row(label("办公室审核"), signed("desk", 3), height=24),
    )
    table(paper, (28, 57, 28, 57), rows)
    add(paper, checksum())
    return paper


def statement() -> WordDocument:
    """书面情况说明 (三2): approved by both branch leaders, the main leader is informed."""
    paper = new_paper("情况说明")
    add(paper, title("“12345”市民服务热线工单情况说明", after=10))
    known = (
        row(label("工单编号"), value("{{ number }}"), label("承办科室\n（部门）"), value("{{ unit }}")),
        row(label("来电时间"), value("{{ called_at | full }}"), label("工单类型"), value("{{ kind }}")),
        row(label("反映的问题"), value("{{ title }}", 3)),
    )
    table(paper, (28, 57, 28, 57), known)
    add(paper, Line("情况说明：", size=12, before=10, after=2, keeps_next=True))
    add(paper, *running_text("(applied.text or explanation)", 12, 1.5))
    author = "说明人：{{ applied.made_by or handler }}　　日期：{{ (applied.made_at or today) | day }}"
    add(paper, Line(f"说明单位：{{{{ unit }}}}　　{author}", "right", 12, before=8, after=10))
    approvals = together(
        row(label("业务分管领导\n审批"), signed("unit_branch_leader", 3), height=24),
        row(label("办公室分管领导\n审批"), signed("desk_branch_leader", 3), height=24),
        row(label("主要领导\n知晓"), signed("main_leader", 3), height=24),
    )
    table(paper, (34, 51, 28, 57), approvals)
    add(paper, checksum())
    return paper
