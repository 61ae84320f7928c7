"""Word forms filled: each value beside its label, boxes ticked, and nothing hostile gets further than its cell."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image

from bot.reports.filling.fill import FormFault, Photo, fill
from bot.reports.filling.joining import joined
from bot.reports.filling.photos import LONGEST_SIDE, MOST_PIXELS, TOO_LARGE, UNREADABLE
from bot.reports.filling.samples import sample_for, sample_values
from bot.reports.filling.unpacking import fault_of_file
from bot.reports.filling.words import box, day, full, minute, other, passages
from bot.reports.layouts.forms import FORMS, FormFile
from bot.reports.layouts.names import PARTIES
from tests.reports.forms import FORM, bare, beside, emptied, filled, rows_of, template, words_of

AT = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
HOSTILE = "楼道<堆物>&垃圾 {{ 7*7 }}{% x %} \x00\x0b\x1f\ud83d 🏚️ ]]> </w:t> \u202e末"
HOSTILE_SHOWN = "楼道<堆物>&垃圾 {{ 7*7 }}{% x %}  🏚️ ]]> </w:t> 末"

# Form, label on it, and the name whose sample stands there.
FIELDS = [
    ("songjiang_civil/handling_sheet", "编号", "form_number"),
    ("songjiang_civil/handling_sheet", "来访人", "caller"),
    ("songjiang_civil/handling_sheet", "电话", "phone"),
    ("songjiang_civil/handling_sheet", "联系地址", "address"),
    ("songjiang_civil/handling_sheet", "来电/来访时间", "called_at"),
    ("songjiang_civil/handling_sheet", "工单来源", "source"),
    ("songjiang_civil/handling_sheet", "工单号", "number"),
    ("songjiang_civil/handling_sheet", "承办科室", "unit"),
    ("songjiang_civil/handling_sheet", "流转时间", "dispatched_at"),
    ("songjiang_civil/handling_sheet", "承办科室处理意见：（可附页）", "report_text"),
    ("songjiang_civil/handling_sheet", "备注", "remarks"),
    ("songjiang_civil/signing_sheet", "工单编号", "number"),
    ("songjiang_civil/signing_sheet", "转交日期", "platform_dispatched_at"),
    ("songjiang_civil/signing_sheet", "工单类型", "kind"),
    ("songjiang_civil/signing_sheet", "工单来源", "source"),
    ("songjiang_civil/signing_sheet", "联系人", "caller"),
    ("songjiang_civil/signing_sheet", "联系电话", "phone"),
    ("songjiang_civil/signing_sheet", "联系地址", "address"),
    ("songjiang_civil/signing_sheet", "内容描述", "content"),
    ("songjiang_civil/signing_sheet", "先行联系人", "contacted_by"),
    ("songjiang_civil/signing_sheet", "联系时间", "contacted_at"),
    ("songjiang_civil/signing_sheet", "事实认定说明", "verification"),
    ("songjiang_civil/signing_sheet", "诉求认定说明", "basis"),
    ("songjiang_civil/signing_sheet", "办结汇报（办理依据、结果及结论）", "report_text"),
    ("songjiang_civil/signing_sheet", "答复市民要点", "reply_points"),
    ("songjiang_civil/signing_sheet", "市民答复时间", "replied_at"),
    ("songjiang_civil/help_report", "联系电话", "contact_phone"),
    ("nanmatou_road/return_review", "任务号", "number"),
    ("nanmatou_road/return_review", "发生地址", "address"),
    ("nanmatou_road/return_review", "问题描述", "content"),
    ("nanmatou_road/return_review", "先行联系情况（限热线工单）", "first_contact"),
    ("nanmatou_road/untrue_statement", "诉求编号", "number"),
    ("nanmatou_road/untrue_statement", "诉求人姓名", "caller"),
    ("nanmatou_road/untrue_statement", "诉求人联系电话", "phone"),
    ("nanmatou_road/untrue_statement", "诉求主要内容", "content"),
    ("nanmatou_road/stored_call", "关联工单", "number"),
    ("nanmatou_road/stored_call", "主要诉求", "content"),
    ("nanmatou_road/stored_call", "答复要点", "reply_points"),
    ("beizhan/transfer_sheet", "来电人", "caller"),
    ("beizhan/transfer_sheet", "来电日期", "called_at"),
    ("beizhan/transfer_sheet", "诉求地址", "address"),
    ("beizhan/transfer_sheet", "联系电话", "phone"),
    ("beizhan/transfer_sheet", "工单编号", "number"),
    ("beizhan/transfer_sheet", "转交日期", "platform_dispatched_at"),
    ("beizhan/transfer_sheet", "转交办公单位", "passed_by"),
    ("beizhan/transfer_sheet", "转交办文号", "passed_number"),
    ("beizhan/transfer_sheet", "是否催单", "urged"),
    ("beizhan/transfer_sheet", "工单优先级", "urgency"),
    ("beizhan/transfer_sheet", "来电内容", "content"),
    ("beizhan/transfer_sheet", "承办单位处理情况", "report_text"),
    ("beizhan/transfer_sheet", "办理情况反馈", "feedback"),
    ("beizhan/transfer_sheet", "备注", "remarks"),
    *(
        (f"beizhan/{name}", label, value)
        for name in ("not_assessed", "objective")
        for label, value in [
            ("承办单位", "unit"),
            ("申请表编号", "form_number"),
            ("诉求人姓名", "caller"),
            ("诉求人联系电话", "phone"),
        ]
    ),
    ("putuo_justice/ticket_sheet", "工单编号", "number"),
    ("putuo_justice/ticket_sheet", "紧急程度", "urgency"),
    ("putuo_justice/ticket_sheet", "收单时间", "received_at"),
    ("putuo_justice/ticket_sheet", "内容描述", "content"),
    ("putuo_justice/ticket_sheet", "承办科室（部门）", "unit"),
    ("putuo_justice/ticket_sheet", "分派时间", "dispatched_at"),
    ("putuo_justice/ticket_sheet", "先行联系时间", "contacted_at"),
    ("putuo_justice/ticket_sheet", "先行联系人", "contacted_by"),
    ("putuo_justice/ticket_sheet", "答复要点", "reply_points"),
    ("putuo_justice/statement", "反映的问题", "title"),
    ("putuo_justice/statement", "承办科室（部门）", "unit"),
    ("yichuan_road/statement", "承办部门", "unit"),
    ("yichuan_road/completion_report", "工单编号", "number"),
    ("yichuan_road/completion_report", "诉求人", "caller"),
    ("yichuan_road/statement", "诉求事项", "title"),
    ("yichuan_road/statement", "依据和结论", "basis"),
]
SIGNED = [
    ("songjiang_civil/handling_sheet", "分管领导签字", "unit_branch_leader"),
    ("songjiang_civil/help_report", "业务分管领导签字确认", "unit_branch_leader"),
    ("songjiang_civil/signing_sheet", "分管领导审核意见", "desk_branch_leader"),
    ("nanmatou_road/return_review", "单位领导签名", "unit_head"),
    ("nanmatou_road/untrue_statement", "处置单位热线分管领导签字并加盖公章", "unit_branch_leader"),
    ("nanmatou_road/stored_call", "实际处置部门（处室）负责人", "unit_head"),
    ("nanmatou_road/stored_call", "单位领导", "unit_branch_leader"),
    ("beizhan/objective", "承办单位热线机构负责人签字并加盖公章", "unit_head"),
    ("putuo_justice/ticket_sheet", "科室（部门）负责人审核", "unit_head"),
    ("putuo_justice/statement", "业务分管领导审批", "unit_branch_leader"),
    ("putuo_justice/statement", "办公室分管领导审批", "desk_branch_leader"),
    ("putuo_justice/statement", "主要领导知晓", "main_leader"),
    ("yichuan_road/completion_report", "处置部门分管领导签字", "unit_branch_leader"),
]


@pytest.fixture(scope="module")
def whole() -> dict[str, bytes]:
    """Every form with everything that the sample has."""
    return {name: filled(form) for name, form in FORM.items()}


@pytest.mark.parametrize(("name", "label", "value"), FIELDS)
def test_each_value_stands_beside_its_label(whole: dict[str, bytes], name: str, label: str, value: str) -> None:
    wanted = sample_for(FORM[name])[value]
    shown = bare(full(wanted) if isinstance(wanted, datetime) else wanted)
    if label == "编号":
        assert f"编号：{shown}" in words_of(whole[name])
    else:
        assert beside(whole[name], label).startswith(shown)


@pytest.mark.parametrize(("name", "label", "party"), SIGNED)
def test_each_signature_stands_in_its_place_and_nobody_elses(name: str, label: str, party: str) -> None:
    signature = {"name": "冯兰", "words": "冯兰（代郑华）", "at": AT}
    by_this_party = filled(FORM[name], signed={party: signature})
    by_all_others = filled(FORM[name], signed={someone: signature for someone in PARTIES if someone != party})
    assert "冯兰（代郑华）" in beside(by_this_party, label)
    assert "2026年11月20日" in beside(by_this_party, label)
    assert "冯兰" not in beside(by_all_others, label)
    assert "年月日" in beside(by_all_others, label)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_an_empty_form_is_a_form_to_be_filled_by_hand(form: FormFile) -> None:
    words = words_of(fill(template(form), emptied(sample_for(form))))
    assert "☑" not in words
    assert "None" not in words
    assert "{" not in words


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_hostile_text_stays_text_on_every_form(form: FormFile) -> None:
    values = _everywhere(sample_for(form), HOSTILE)
    assert HOSTILE_SHOWN in words_of(fill(template(form), values))


def test_ten_thousand_characters_find_room_in_their_cell() -> None:
    form = filled(FORM["beizhan/transfer_sheet"], content="长" * 10_000)
    assert beside(form, "来电内容") == "长" * 10_000


def test_line_breaks_are_kept_and_words_are_not_lost() -> None:
    assert "甲\n乙\n丙" in words_of(filled(FORM["beizhan/transfer_sheet"], content="甲\r\n乙\n丙"))


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("songjiang_civil/signing_sheet", {"finding": "部分属实"}, "☐属实　☑部分属实　☐不属实"),
        ("songjiang_civil/signing_sheet", {"finding": "不予采纳"}, "☐采纳　☑不予采纳　☐部分采纳"),
        ("songjiang_civil/signing_sheet", {"appeal": "另案处理"}, "☐诉求过高　☑其他：另案处理"),
        ("songjiang_civil/signing_sheet", {"contacted": "未联"}, "☐已联　☑未联"),
        ("songjiang_civil/signing_sheet", {"uncontacted_reason": "空号"}, "☐始终未接　☑其他：空号"),
        ("songjiang_civil/signing_sheet", {"visited": "无实际现场"}, "☐否　☑无实际现场"),
        ("songjiang_civil/signing_sheet", {"reply_how": "约谈"}, "☐书面　☑约谈"),
        ("songjiang_civil/signing_sheet", {"outcome": "未解决"}, "☐诉求过高　☑未解决"),
        ("songjiang_civil/signing_sheet", {"satisfaction": "认可"}, "☑认可　☐未评价"),
        ("songjiang_civil/signing_sheet", {"repeat_count": 3}, "是（第3次）"),
        ("songjiang_civil/handling_sheet", {"report_text": "", "outcome": ""}, "☑退单；☐其他"),
        ("songjiang_civil/handling_sheet", {"finding": "不属实"}, "☑不属实；"),
        ("songjiang_civil/signing_sheet", {"instruction": "请抓紧核实。"}, "请抓紧核实。"),
        ("nanmatou_road/stored_call", {"related": ["111", "222"]}, "111、 222"),
        ("nanmatou_road/return_review", {"case_source": "网格"}, "☑网格"),
        ("putuo_justice/ticket_sheet", {"recordings": "回访录音2份"}, "回访录音2份"),
        ("nanmatou_road/return_review", {"source": "网格"}, "☐热线　☑网格"),
        ("nanmatou_road/return_review", {"source": "随申拍"}, "☑其他：随申拍"),
        ("beizhan/transfer_sheet", {"reply_days": 5, "reply_basis": "附件1"}, "☐15个工作日\n☑5个工作日\n（依据附件1）"),
        ("beizhan/transfer_sheet", {"answered_in_a_day": "否"}, "☐是\n☑否"),
    ],
)
def test_boxes_say_what_the_values_say(name: str, changes: dict[str, Any], expected: str) -> None:
    assert expected in words_of(filled(FORM[name], **changes))


def test_a_filter_tells_none_from_something() -> None:
    assert (box("属实", "属实"), box("", "属实"), box(["甲", "乙"], "乙")) == ("☑属实", "☐属实", "☑乙")
    assert (other("", ["是"]), other("是", ["是"]), other("其他", ["是"])) == ("☐其他＿＿＿", "☐其他＿＿＿", "☑其他")
    assert (day(AT), minute(AT), full(AT)) == ("2026年11月20日", "2026年11月20日9时05分", "2026-11-20 09:05")
    assert bare(day(None) + minute(None) + full(None)) == "年月日年月日时分"


def test_a_letter_is_laid_out_as_its_words_ask() -> None:
    text = "王先生：\n\n现答复如下：\n一、关于停车\n不予支持。\n上海市松江区民政局\n2026年11月24日"
    kinds = [passage["kind"] for passage in passages(text)]
    assert kinds == ["greeting", "body", "heading", "body", "closing", "closing"]
    assert passages(None) == []


def test_the_sender_and_the_day_stand_under_a_letter_once() -> None:
    signed = "王先生：\n现答复如下：不予支持。\n上海市松江区民政局\n2026年11月24日"
    for text in (signed, "王先生：\n现答复如下：不予支持。"):
        words = words_of(filled(FORM["songjiang_civil/petition_reply"], report_text=text))
        assert words.count("上海市松江区民政局") == 1
        assert words.count("2026年11月24日") == 1


def test_attachments_are_listed_and_so_is_that_there_are_none() -> None:
    form = FORM["yichuan_road/completion_report"]
    assert ["2", "照片2份"] in rows_of(filled(form, attachments=["录音1份", "照片2份"]))
    assert ["—", "无"] in rows_of(filled(form, attachments=[]))


def test_photos_are_turned_and_shrunk_and_two_stand_beside_each_other(tmp_path: Path) -> None:
    lying = Image.new("RGB", (3000, 2000), "blue")
    exif = lying.getexif()
    exif[0x0112] = 6
    lying.save(tmp_path / "turned.jpg", exif=exif)
    Image.new("RGBA", (40, 30), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    photos: list[Photo] = [_photo(tmp_path / "turned.jpg", "处置前"), _photo(tmp_path / "clear.png", "处置后")]
    form = filled(FORM["yichuan_road/completion_report"], photos)
    sizes = sorted(Image.open(io.BytesIO(data)).size for data in _pictures(form))
    assert sizes[0] == (40, 30)
    assert sizes[1][0] < sizes[1][1] <= LONGEST_SIDE
    assert "处置前" in words_of(form)


def test_what_is_no_photo_or_too_large_a_one_is_said_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "word.jpg").write_text("不是照片")
    Image.new("1", (10_000, MOST_PIXELS // 10_000 + 1)).save(tmp_path / "large.png")
    photos: list[Photo] = [_photo(tmp_path / name, name) for name in ("word.jpg", "large.png", "gone.jpg")]
    form = filled(FORM["yichuan_road/completion_report"], photos)
    assert words_of(form).count(UNREADABLE) == 2
    assert TOO_LARGE in words_of(form)
    assert _pictures(form) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{ nobody }}", "没有的名称“nobody”"),
        ("{{ caller.nothing }}", "没有的名称"),
        ("{% if caller %}", "花括号写错了"),
        ("{{ caller | nofilter }}", "花括号写错了"),
        ("{{ caller.__class__.__mro__ }}", "不允许"),
        ("{{ cycler.__init__.__globals__.os }}", "不允许"),
        ("{{ range(10 ** 9) }}", "填不出来"),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{{ content }}{% endfor %}{% endfor %}", "太多"),
        ("{{ caller + 1 }}", "填不出来"),
        ("{{ 1 // 0 }}", "填不出来"),
    ],
)
def test_a_template_that_reaches_too_far_is_told_so(written: str, expected: str) -> None:
    with pytest.raises(FormFault, match=expected) as refused:
        fill(_one_line(written), sample_values())
    assert sample_values()["caller"] not in str(refused.value)


def test_an_object_is_no_value() -> None:
    with pytest.raises(FormFault, match="不是纯文字"):
        fill(template(FORMS[0]), {**sample_values(), "caller": object()})


def test_a_packed_file_is_judged_before_it_is_opened() -> None:
    assert fault_of_file(template(FORMS[0])) is None
    assert "不是完好的" in str(fault_of_file(b"hello"))
    assert "不是完好的" in str(fault_of_file(template(FORMS[0])[:5000]))
    assert "不是 Word" in str(fault_of_file(_zip({"a.txt": b"x"})))
    office = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}
    assert "最多500个" in str(fault_of_file(_zip(office | {f"{n}.xml": b"" for n in range(500)})))
    assert "压缩炸弹" in str(fault_of_file(_zip(office | {"bomb.xml": b"0" * 20_000_000})))
    assert "超过50兆字节" in str(fault_of_file(_zip(office | {"bomb.xml": b"0" * (51 * 2**20)})))


def test_a_file_that_lies_about_its_size_is_found_out() -> None:
    honest = _zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"0" * 20_000_000})
    lying = honest.replace((20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert fault_of_file(lying) is not None


def test_several_forms_become_one_file() -> None:
    names = ("songjiang_civil/handling_sheet", "songjiang_civil/signing_sheet")
    words = words_of(joined([filled(FORM[name]) for name in names]))
    assert words.index("信访、市民热线处理表") < words.index("领导签批表")
    with pytest.raises(FormFault):
        joined([])
    with pytest.raises(FormFault):
        joined([b"no form"])


def _everywhere(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _everywhere(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_everywhere(inner, text) for inner in value]
    return text if isinstance(value, str) else value


def _photo(path: Path, caption: str) -> Photo:
    return {"path": str(path), "caption": caption}


def _pictures(form: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(form)) as file:
        return [file.read(name) for name in file.namelist() if name.startswith("word/media/")]


def _one_line(text: str) -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()
