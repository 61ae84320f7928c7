"""北站街道: the annexes of the 2015 rules. What is misprinted there (“述求”) is written right here."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import (
    Cell,
    boxes,
    by_hand,
    captioned,
    label,
    row,
    signed_narrowly,
    table,
    tall,
    ticks,
    value,
)
from bot.reports.layouts.paper import Line, add, checksum, new_paper, title

OUTCOMES = ("实际解决", "解释说明", "参考备案", "诉求过高", "未解决")
USUAL_DAYS = 15
"""The reply limit that the annex prints (附件2)."""


def transfer_sheet() -> WordDocument:
    """附件2 转送单."""
    heading = "“12345”市民服务热线转送单"
    paper = new_paper(heading)
    add(paper, Line("附件 2", size=12), title(heading))
    add(paper, Line("“12345”市民服务热线管理办公室", "right", 12))
    add(paper, Line("{{ unit }}：", "left", 12))
    add(
        paper, Line("现将下列来电转去，请责成有关部门认真处理，并将处理情况答复来电人。", "left", 12, indent=2, after=6)
    )
    another = f"reply_days and reply_days != {USUAL_DAYS}"
    limits = boxes(
        "办理回复期限：",
        f'{{{{ ("%s个工作日" % reply_days) | box("{USUAL_DAYS}个工作日") }}}}',
        f"{{{{ ({another}) | mark }}}}{{{{ reply_days if {another} else '____' }}}}个工作日",
        "（依据{{ reply_basis or '　　　　　　　' }}）",
        span=2,
    )
    answered = boxes("一个工作日内答复市民：", *(ticks("answered_in_a_day", word) for word in ("是", "否")), span=2)
    solved = boxes("是否解决：", *(ticks("outcome", word) for word in OUTCOMES))
    rows = (
        row(label("来电人"), value("{{ caller }}", 2), label("来电日期"), value("{{ called_at | full }}")),
        row(label("诉求地址"), value("{{ address }}", 2), label("联系电话"), value("{{ phone }}")),
        row(
            label("工单编号"), value("{{ number }}", 2), label("转交日期"), value("{{ platform_dispatched_at | full }}")
        ),
        row(label("转交办公单位"), value("{{ passed_by }}", 2), label("转交办文号"), value("{{ passed_number }}")),
        row(label("是否催单"), value("{{ urged }}", 2), label("工单优先级"), value("{{ urgency }}")),
        tall(captioned("来电内容：", "{{ content }}", 5), height=32),
        tall(captioned("承办单位处理情况：", "{{ report_text }}", 5), height=58),
        tall(captioned("办理情况反馈：", "{{ feedback }}", 5), height=16),
        row(limits, answered, solved, height=30),
        row(captioned("备注：", "{{ remarks }}", 5), height=16),
    )
    table(paper, (28, 28, 29, 28, 57), rows)
    add(paper, checksum())
    return paper


def not_assessed() -> WordDocument:
    """附件3."""
    return _application("附件 3", "不纳入测评范围诉求申请表")


def objective() -> WordDocument:
    """附件4; it asks for the grounds in the words of 附件3, as printed."""
    return _application("附件 4", "客观件诉求认定申请表")


def _application(annex: str, heading: str) -> WordDocument:
    paper = new_paper(heading)
    add(paper, Line(annex, size=12), title(heading, after=10))
    matter = Cell((Line("诉求编号：{{ number }}"), Line("{{ content }}", before=4)), 3, top=True)
    grounds = Cell((Line("{{ applied.ground }}"), Line("{{ applied.reason }}", before=2)), 3, top=True)
    opinion = "市监察局党风\n政风监督室"
    rows = (
        row(value("承办单位：{{ unit }}", 2), value("申请表编号：{{ form_number }}", 2)),
        row(label("诉求人姓名"), value("{{ caller }}"), label("诉求人\n联系电话"), value("{{ phone }}")),
        tall(label("诉求主要内容"), matter, height=45),
        tall(label("申请不纳入\n测评范围理由"), grounds, height=60),
        row(
            label("承办单位\n热线机构负责人\n签字并加盖公章"),
            signed_narrowly("unit_head"),
            label("承办单位\n监察部门负责人\n签字并加盖公章"),
            by_hand("", seal=True),
            height=30,
        ),
        row(label(f"{opinion}\n具体负责同志\n初审意见"), value("", 3), height=28),
        row(
            label(f"{opinion}\n分管主任\n复审意见"), value(""), label(f"{opinion}\n主任审核意见"), value(""), height=34
        ),
    )
    table(paper, (36, 49, 36, 49), rows)
    add(paper, checksum())
    return paper
