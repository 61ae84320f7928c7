"""南码头路街道: the annexes 1.1, 1.2 and 1.3 of 浦南办〔2024〕20号."""

from docx.document import Document as WordDocument

from bot.reports.layouts.grid import (
    Cell,
    Row,
    boxes,
    by_hand,
    captioned,
    label,
    row,
    side,
    signed,
    table,
    tall,
    ticks,
    value,
)
from bot.reports.layouts.paper import Line, add, checksum, new_paper, title

# What a hotline ticket's source is called differs by platform; the form knows only the word 热线.
ORIGIN = "{% set origin = case_source or ('热线' if '12345' in source or '热线' in source else source) %}"
ORIGINS = ("热线", "网格", "浦东e家园")
DECISIONS = ("备案待查", "回退修改", "拒绝存电")
MEASURES = "{{ process }}{% if process and measures %}\n{% endif %}{{ measures }}"


def return_review() -> WordDocument:
    """附件1.1 退单审核表."""
    heading = "浦东新区热线网格工单退单审核表"
    paper = new_paper(heading)
    add(paper, Line("附件 1.1", size=12), title(heading, after=10))
    origins = (
        f"{ORIGIN}案卷来源：{ticks('origin', *ORIGINS)}　{{{{ origin | other([{', '.join(map(repr, ORIGINS))}]) }}}}"
    )
    opinion = Cell(
        (
            Line("退单意见及依据：（可附件）"),
            Line(
                "{{ applied.ground }}{% if applied.ground and applied.reason %}：{% endif %}{{ applied.reason }}",
                before=2,
            ),
            Line("{% if applied.target %}初步判断责任部门：{{ applied.target }}{% endif %}", before=2),
        ),
        2,
        top=True,
    )
    signature = Cell(
        (
            Line("单位领导签名："),
            Line("{{ signed.unit_head.words }}", "center", before=2),
            Line("{{ signed.unit_head.at | day }}", "right", before=6),
        )
    )
    rows = (
        row(
            side("工单基本信息", 4),
            value("任务号：{{ number }}"),
            value("区平台派单时间：{{ platform_dispatched_at | minute }}"),
        ),
        row(boxes(origins, span=2)),
        row(value("发生地址：{{ address }}", 2)),
        tall(captioned("问题描述：", "{{ content }}", 2), height=38),
        tall(side("处置单位审核", 3), captioned("先行联系情况（限热线工单）：", "{{ first_contact }}", 2), height=24),
        tall(opinion, height=38),
        row(signature, Cell((Line("单位（盖章）"),), top=True), height=24),
        row(side("新区城管中心审核", 1), _review("业务部门意见："), height=44),
        row(side("备注", 1), _review("分管领导意见："), height=36),
    )
    table(paper, (12, 68, 90), rows)
    add(paper, checksum())
    return paper


def untrue_statement() -> WordDocument:
    """附件1.2 事实认定“不属实”工单情况说明表."""
    heading = "事实认定“不属实”工单情况说明表"
    paper = new_paper(heading)
    add(paper, Line("附件 1.2", size=12), title(heading, after=10), Line("处置单位：{{ unit }}", size=12, after=4))
    rows = (
        row(label("诉求编号"), value("{{ number }}", 3)),
        row(label("诉求人姓名"), value("{{ caller }}"), label("诉求人\n联系电话"), value("{{ phone }}")),
        tall(label("诉求\n主要内容"), value("{{ content }}", 3), height=40),
        tall(label("诉求\n处理情况"), value(MEASURES, 3), height=45),
        tall(
            label("“不属实”情况\n说明（需提供\n相关材料）"),
            Cell((Line("{{ basis }}"), Line("{{ explanation }}", before=2)), 3),
            height=45,
        ),
        row(label("处置单位热线\n分管领导签字\n并加盖公章"), signed("unit_branch_leader", 3, seal=True), height=34),
        row(label("新区城运\n新区网格中心"), by_hand("科室初审："), by_hand("领导审核：", span=2), height=28),
    )
    table(paper, (34, 51, 28, 57), rows)
    add(
        paper,
        Line("填表人：{{ handler }}　　　　　　　　填写日期：{{ today | day }}", "left", 12, before=6),
        checksum(),
    )
    return paper


def stored_call() -> WordDocument:
    """附件1.3 存电事项备案单."""
    heading = "浦东新区市民服务热线存电事项备案单"
    paper = new_paper(heading)
    add(paper, Line("附件 1.3", size=12), title(heading, after=10))
    table(paper, (12, 79, 79), (*_of_the_unit(), *_of_the_centre()))
    add(paper, Line("备注：表中内容较多时可另附页", before=4), checksum())
    return paper


def _of_the_unit() -> tuple[Row, ...]:
    reason = Cell((Line("存电理由：{{ applied.ground }}"), Line("{{ applied.reason }}", before=2)), 2, top=True)
    conclusion = Cell((Line("办结结论：{{ outcome }}"), Line("{{ basis }}", before=2)), 2, top=True)
    return (
        tall(
            side("处置单位", 8),
            captioned("关联工单：", "{{ (related or [number]) | join('、 ') }}"),
            captioned("主要诉求：", "{{ content }}"),
            height=26,
        ),
        tall(reason, height=18),
        tall(captioned("处置情况：", MEASURES, 2), height=24),
        tall(conclusion, height=18),
        tall(captioned("答复要点：", "{{ reply_points }}", 2), height=18),
        tall(captioned("证据材料：", "{{ attachments | join('、') }}", 2), height=14),
        row(_signer("实际处置部门（处室）负责人", "unit_head"), _sealed(), height=18),
        row(_signer("单位领导", "unit_branch_leader"), _sealed(), height=18),
    )


def _of_the_centre() -> tuple[Row, ...]:
    blank = "　".join(f"☐{decision}" for decision in DECISIONS)
    day = Line("{{ none | day }}", "right", before=6)
    return (
        row(side("区城运中心", 2), Cell((Line(blank), Line("联席指挥室：", before=4), day), 2), height=22),
        row(Cell((Line(blank), Line("单位领导：", before=4), day)), _sealed(), height=22),
    )


def _review(caption: str) -> Cell:
    return Cell(
        (
            Line(caption),
            Line("☐同意退单　　　　　　☐拒绝退单", before=4),
            Line("审核人签名：", before=6),
            Line("{{ none | day }}", "right", before=4),
        ),
        2,
    )


def _signer(caption: str, party: str) -> Cell:
    return Cell(
        (
            Line(f"{caption}："),
            Line(f"{{{{ signed.{party}.words }}}}", "center", before=2),
            Line(f"{{{{ signed.{party}.at | day }}}}", "right", before=4),
        )
    )


def _sealed() -> Cell:
    return Cell((Line("单位（盖章）"),), top=True)
