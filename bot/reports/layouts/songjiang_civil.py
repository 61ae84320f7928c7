"""松江区民政局: the annexes of 沪松民〔2023〕32号, and the letters that it speaks of."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import (
    Cell,
    Row,
    boxes,
    captioned,
    label,
    other,
    row,
    side,
    signed,
    table,
    tall,
    ticks,
    together,
    value,
)
from bot.reports.layouts.letter import letter, running_text
from bot.reports.layouts.paper import Line, add, checksum, new_paper, title

OFFICE = "上海市松江区民政局"
LOW = 7.5
"""Millimetres: the longest of the forms keeps to one page with lower rows."""
RESULTS = ("实际解决", "解释说明", "参考备案", "诉求过高")
FEEDBACK = ("满意", "不满意", "认可", "未评价")
APPEALS = ("诉求合理", "无政策依据", "诉求过高")


def handling_sheet() -> WordDocument:
    """附件1 信访、市民热线处理表."""
    paper = new_paper("信访、市民热线处理表")
    add(paper, Line("附件 1", size=12), title("信访、市民热线处理表"))
    add(paper, Line("编号：{{ form_number }}", "right", after=3))
    returned = '{{ ("退单" if returned_at or (applied.ground and not report_text) else "") | box("退单") }}'
    results = (
        f"处理结果：{ticks('outcome', *RESULTS[:3], between='；')}；",
        f"{ticks('finding', '不属实')}；{ticks('outcome', '诉求过高')}；{returned}；{other('outcome', *RESULTS)}",
    )
    rows = (
        row(label("来访人"), value("{{ caller }}"), label("电话"), value("{{ phone }}")),
        row(label("联系地址"), value("{{ address }}"), label("来电/来访时间"), value("{{ called_at | full }}")),
        row(label("工单来源"), value("{{ source }}"), label("工单号"), value("{{ number }}")),
        row(value("承办科室：{{ unit }}", 2), value("流转时间：{{ dispatched_at | full }}", 2)),
        tall(captioned("承办科室处理意见：（可附页）", "{{ report_text or applied.reason }}", 4), height=88),
        row(boxes(*results, span=4), height=16),
        row(
            boxes(
                f"市民反馈：{ticks('satisfaction', *FEEDBACK, between='；')}；{other('satisfaction', *FEEDBACK)}",
                span=4,
            )
        ),
        row(signed("unit_branch_leader", 4, before=(Line("分管领导签字："),)), height=26),
        row(captioned("备注：", "{{ remarks }}", 4), height=18),
    )
    table(paper, (28, 57, 28, 57), rows)
    add(paper, checksum())
    return paper


def petition_reply() -> WordDocument:
    """附件2 信访答复, a letter."""
    return letter("信访答复", OFFICE)


def petition_acceptance() -> WordDocument:
    """受理告知书 (二（一）1), a letter; the document gives no wording."""
    return letter("受理告知书", OFFICE)


def help_report() -> WordDocument:
    """附件3 一."""
    return _report("求助类或投诉类办结报告")


def inquiry_report() -> WordDocument:
    """附件3 二."""
    return _report("咨询类或意见建议类办结报告")


def _report(heading: str) -> WordDocument:
    paper = new_paper(heading)
    add(paper, Line("附件 3", size=12), title(heading, after=12))
    add(paper, Line("工单编号：{{ number }}　　承办科室：{{ unit }}", size=12, after=8))
    add(paper, *running_text("report_text", 14, 1.5))
    rows = together(
        row(
            label("承办人"),
            value("{{ responsible_person or handler }}"),
            label("联系电话"),
            value("{{ contact_phone }}"),
        ),
        row(label("业务分管领导\n签字确认"), signed("unit_branch_leader", 3), height=24),
    )
    add(paper, Line("", before=10, spacing=1.0))
    table(paper, (32, 53, 28, 57), rows)
    add(paper, checksum())
    return paper


def signing_sheet() -> WordDocument:
    """附件4 领导签批表."""
    heading = "“12345”市民服务热线工单办理领导签批表"
    paper = new_paper(heading)
    add(paper, Line("附件 4", size=12), title(heading, 16, after=4))
    add(paper, Line("“12345”市民服务热线管理办公室", "left", 10.5, after=3))
    table(
        paper,
        (12, 34, 32, 20, 24, 48),
        (*_of_the_ticket(), *_dispatch(), *_handling(), *_findings(), *_reply(), _end()),
    )
    add(paper, checksum())
    return paper


def _of_the_ticket() -> tuple[Row, ...]:
    often = "{{ '是（第%d次）' % repeat_count if repeat_count and repeat_count > 1 else '否' if number else '' }}"
    return (
        low(
            label("工单编号", 2),
            value("{{ number }}"),
            label("转交日期"),
            value("{{ platform_dispatched_at | full }}", 2),
        ),
        low(label("工单类型", 2), value("{{ kind }}"), label("工单来源"), value("{{ source }}", 2)),
        low(
            label("热线12345工单\n是否重复", 2),
            value(often),
            label("是否回访\n复核单"),
            value("{{ '是' if is_recheck else '否' if number else '' }}", 2),
        ),
        low(label("联系人", 2), value("{{ caller }}"), label("联系电话"), value("{{ phone }}", 2)),
        low(label("联系地址", 2), value("{{ address }}", 4)),
        tall(captioned("内容描述：", "{{ content }}", 6), height=12),
    )


def _dispatch() -> tuple[Row, ...]:
    return (
        low(side("派单", 2), label("建议派单部门\n（科室）"), value("部门名称：{{ unit }}", 4)),
        low(
            label("科室负责人或分管\n领导交办意见"),
            Cell(
                (Line("{{ instruction }}"), Line("签字：　　　　　　　　日期：{{ none | day }}", "right", before=2)), 4
            ),
            height=12,
        ),
    )


def _handling() -> tuple[Row, ...]:
    reasons = ("始终关机", "始终未接")
    return (
        low(
            side("处置", 14),
            label("先行联系"),
            boxes(ticks("contacted", "已联", "未联")),
            label("未联原因"),
            boxes(f"{ticks('uncontacted_reason', *reasons)}　{other('uncontacted_reason', *reasons)}", span=2),
        ),
        low(label("先行联系人"), value("{{ contacted_by }}"), label("联系时间"), value("{{ contacted_at | full }}", 2)),
        low(label("*现场查看"), boxes(ticks("visited", "是", "否", "无实际现场"), span=4)),
    )


def _findings() -> tuple[Row, ...]:
    return (
        low(
            label("*事实认定"),
            boxes(
                ticks("finding", "属实", "部分属实", "不属实"),
                ticks("finding", "有政策信息", "无政策信息", "对政策解释不接受"),
                ticks("finding", "采纳", "不予采纳", "部分采纳", "留作参考"),
                span=4,
            ),
        ),
        low(label("*诉求认定"), boxes(f"{ticks('appeal', *APPEALS)}　{other('appeal', *APPEALS)}", span=4)),
        tall(label("事实认定说明"), value("{{ verification }}", 4), height=12),
        tall(label("诉求认定说明"), value("{{ basis }}", 4), height=12),
        tall(label("*办结汇报\n（办理依据、\n结果及结论）"), value("{{ report_text }}", 4), height=30),
    )


def _reply() -> tuple[Row, ...]:
    outcomes = boxes(ticks("outcome", *RESULTS, "未解决"), span=4)
    hint = Line("热线话务员在接电中回复市民的参考依据", "left", 9, spacing=1.0)
    return (
        tall(label("*答复市民要点", down=2), value("{{ reply_points }}", 4), height=10),
        Row((Cell((hint,), 4),), height=6),
        low(label("*市民答复时间"), value("{{ replied_at | full }}", 4)),
        low(label("*答复方式"), boxes(ticks("reply_how", "电话", "书面", "约谈"), span=4)),
        low(label("*是否解决"), outcomes),
        low(label("*是否满意"), boxes(ticks("satisfaction", *FEEDBACK), span=4)),
    )


def _end() -> Row:
    opinion = Cell(
        (
            Line("签字：{{ signed.desk_branch_leader.words }}", before=4),
            Line("填报单位：{{ office }}　　日期：{{ signed.desk_branch_leader.at | day }}", "right", before=6),
        ),
        4,
    )
    return low(side("结案", 1), label("分管领导\n审核意见"), opinion, height=17)


def low(*cells: Cell, height: float = LOW) -> Row:
    return row(*cells, height=height)
