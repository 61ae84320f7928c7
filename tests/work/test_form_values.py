"""What stands on the forms of played tickets: values, signatures, photos; and nothing of the citizen unless asked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import applying, approval, deciding, evidence, following_up, returning
from bot.work.card_view import card_view
from bot.work.form_photos import MOST_PHOTOS, photos_for
from bot.work.form_values import FormSheet, form_sheet
from bot.work.forms import forms_at_hand, forms_for, forms_to_sign
from storage import files, requests
from storage.rows import id_of
from storage.tables import Deputy, Evidence, Person, Ticket
from tests.people import MORNING, TICKET, settle_under
from tests.work.world import ANY_OFFICE, Player, item, play, under

SECRETS = (TICKET["caller"], TICKET["phone"], "301室")


def sheet(player: Player, form_id: str, *, masked: bool = True) -> FormSheet:
    at_hand = forms_at_hand(player.session, player.cast.offices, player.ticket)
    form = at_hand.named(form_id)
    assert form is not None, [one.id for one in at_hand.forms]
    return form_sheet(player.session, player.cast.offices, at_hand, form, player.clock, masked=masked)


def values(player: Player, form_id: str, *, masked: bool = True) -> Mapping[str, Any]:
    return sheet(player, form_id, masked=masked).values


def ids(player: Player) -> list[str]:
    return [form.id for form in forms_at_hand(player.session, player.cast.offices, player.ticket).forms]


def offered(player: Player, person: Person) -> list[str]:
    _, forms = forms_for(player.session, player.cast.offices, person, player.ticket, player.clock)
    return [form.id for form in forms]


def asked_to_sign(player: Player, party: str) -> list[str]:
    at_hand = forms_at_hand(player.session, player.cast.offices, player.ticket)
    waiting = requests.pending(player.session, player.ticket_id)
    return [form.id for form in forms_to_sign(player.session, at_hand, next(iter(waiting), None), party)]


def test_a_signed_report_is_on_the_form_with_who_signed_it_and_a_checksum_of_the_text(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    shown = values(player, "YC-F1")
    assert shown["report_text"] == player.report.text
    assert shown["checksum"] == player.report.sha256[:12]
    assert shown["signed"]["unit_head"]["name"] == "吴刚"
    assert shown["signed"]["unit_head"]["words"].startswith("吴刚　2026-11-20 ")
    assert shown["signed"]["unit_head"]["words"].endswith("（电子签批）")
    assert "unit_branch_leader" not in shown["signed"]
    assert shown["attachments"] == ["先行联系录音1份", "答复录音1份", "现场照片1份"]
    assert (shown["finding"], shown["responsible_person"], shown["contact_phone"]) == ("属实", "张三", "021-60000000")


def test_the_desks_review_stands_on_the_form_once_it_approved(session: Session) -> None:
    player = under(session, "yichuan_road", State.REVIEWING)
    assert "desk" not in values(player, "YC-F1")["signed"]
    player.approve()
    assert values(player, "YC-F1")["signed"]["desk"]["name"] == "林晓"


def test_a_deputy_signs_in_somebodys_place_and_the_form_says_so(session: Session) -> None:
    player = under(session, "yichuan_road", State.SIGNING)
    cast = player.cast
    row = Deputy(
        office_id=cast.head.office_id,
        person_id=id_of(cast.head),
        deputy_id=id_of(cast.other_head),
        starts_at=MORNING,
        ends_at=player.clock + timedelta(days=3),
    )
    session.add(row)
    session.flush()
    player.sign(cast.other_head)
    words = values(player, "YC-F1")["signed"]["unit_head"]["words"]
    assert words.startswith("何平（代吴刚）　")


def test_a_leaders_no_stands_on_the_form_with_its_reason(session: Session) -> None:
    player = under(session, "nanmatou_road", State.HANDLING)
    apply_for_return(player)
    waiting = requests.pending(session, player.ticket_id)[0]
    player.do(deciding.refuse_request, player.cast.head, request_id=id_of(waiting), reason="属于本部门职责")
    line = values(player, "NM-1.1")["signed"]["unit_head"]
    assert line["words"].endswith("（不同意：属于本部门职责）")


def apply_for_return(player: Player) -> None:
    player.contact()
    player.visit()
    reason = "车位由物业公司管理，请联系13800001001王样英"
    told = {"ground": "非职责范围", "reason": reason, "target": "房屋管理部门"}
    player.do(returning.apply_return, player.cast.handler, **told)


def test_a_return_is_on_its_form_and_goes_to_the_head_with_the_question_to_sign(session: Session) -> None:
    player = under(session, "nanmatou_road", State.HANDLING)
    assert ids(player) == []
    apply_for_return(player)
    assert ids(player) == ["NM-1.1"]
    assert asked_to_sign(player, "unit_head") == ["NM-1.1"]
    assert asked_to_sign(player, "unit_branch_leader") == []
    applied = values(player, "NM-1.1")["applied"]
    assert (applied["ground"], applied["target"], applied["made_by"]) == ("非职责范围", "房屋管理部门", "张三")
    assert "先行联系" in values(player, "NM-1.1")["first_contact"]


def test_what_staff_wrote_is_masked_too_and_shown_only_where_contact_data_was_asked_for(session: Session) -> None:
    player = under(session, "nanmatou_road", State.HANDLING)
    apply_for_return(player)
    hidden, open_ = str(values(player, "NM-1.1")), str(values(player, "NM-1.1", masked=False))
    for secret in SECRETS:
        assert secret not in hidden
        assert secret in open_


def test_the_untrue_finding_goes_to_the_branch_leader_on_annex_1_2(session: Session) -> None:
    player = under(session, "nanmatou_road", State.HANDLING)
    player.handle()
    player.prove(["basis", "explanation_form"])
    player.submit(finding="不属实", appeal="无政策依据", outcome="解释说明", basis="经查不存在占用，不符合所反映情况。")
    assert ids(player) == ["NM-1.2"]
    assert asked_to_sign(player, "unit_head") == []
    assert asked_to_sign(player, "unit_branch_leader") == ["NM-1.2"]
    assert values(player, "NM-1.2")["basis"].startswith("经查不存在占用")


def test_songjiangs_tables_go_to_its_two_leaders(session: Session) -> None:
    player = under(session, "songjiang_civil", State.HANDLING)
    player.handle()
    player.submit(**ANY_OFFICE)
    assert ids(player) == ["SJ-A1", "SJ-A3.1", "SJ-A4"]
    assert asked_to_sign(player, "unit_branch_leader") == ["SJ-A1"]
    assert asked_to_sign(player, "desk_branch_leader") == ["SJ-A4"]
    shown = values(player, "SJ-A4")
    assert (shown["outcome"], shown["contacted"]) == ("实际解决", "已联")


def test_a_petition_has_its_letters_and_the_notice_is_the_desks_alone(session: Session) -> None:
    player = play(session, settle_under(session, "songjiang_civil"), kind="信访", source="信访")
    assert ids(player) == ["SJ-A2.0"]
    assert offered(player, player.cast.clerk) == ["SJ-A2.0"]
    player.dispatch()
    assert offered(player, player.cast.handler) == []
    letter = values(player, "SJ-A2.0", masked=False)["report_text"]
    assert letter.startswith("王样英：\n您反映的“地下车库车位被占”信访事项，本机关已于2026年11月20日收到")
    assert values(player, "SJ-A2.0")["report_text"].startswith("王**：")


def test_beizhans_transfer_form_tells_the_limit_and_whether_somebody_called_within_a_day(session: Session) -> None:
    player = under(session, "beizhan", State.HANDLING)
    player.handle()
    player.submit(explanation="车主表示愿意配合。")
    shown = values(player, "BZ-F2")
    assert (shown["reply_days"], shown["answered_in_a_day"], shown["urged"]) == (15, "是", "转送单")
    assert asked_to_sign(player, "unit_branch_leader") == ["BZ-F2"]


@pytest.mark.parametrize(("rule", "form"), [("BZ-A3", "BZ-F3"), ("BZ-A4", "BZ-F4")])
def test_beizhans_applications_are_on_their_annexes(session: Session, rule: str, form: str) -> None:
    player = under(session, "beizhan", State.HANDLING)
    request = next(one for one in player.rulebook.request if one.id == rule)
    told = {"rule_id": rule, "ground": request.grounds[0], "reason": "多次解释仍反复来电"}
    player.do(applying.apply, player.cast.handler, **told)
    assert ids(player) == [form]
    assert asked_to_sign(player, "unit_head") == [form]
    assert values(player, form)["applied"]["reason"] == "多次解释仍反复来电"


def test_putuos_ticket_is_a_form_from_its_registration_on_and_its_explanation_goes_round(session: Session) -> None:
    player = play(session, settle_under(session, "putuo_justice"))
    assert ids(player) == ["PT-1.1.F"]
    assert values(player, "PT-1.1.F")["caller"] == "王**"
    player.bring_to(State.HANDLING)
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="PT-B2", note="被通报")
    told = {"rule_id": "PT-B2", "text": "经查，系统录入延迟，已整改。"}
    player.do(following_up.follow_up, player.cast.handler, **told)
    assert ids(player) == ["PT-1.1.F", "PT-3.2.F"]
    assert asked_to_sign(player, "unit_branch_leader") == ["PT-3.2.F"]
    assert values(player, "PT-3.2.F")["applied"]["text"] == "经查，系统录入延迟，已整改。"


def test_a_form_goes_to_who_signs_in_the_place_of_an_empty_post(session: Session) -> None:
    player = under(session, "nanmatou_road", State.HANDLING)
    staff_without_head(session, player.cast.head)
    apply_for_return(player)
    assert asked_to_sign(player, "unit_branch_leader") == ["NM-1.1"]


def staff_without_head(session: Session, head: Person) -> None:
    head.active = False
    session.add(head)
    session.flush()


def test_after_a_refused_signature_the_forms_are_those_of_a_draft_again(session: Session) -> None:
    player = under(session, "beizhan", State.HANDLING)
    player.handle()
    player.submit(explanation="车主表示愿意配合。")
    assert offered(player, player.cast.clerk) == ["BZ-F2"]
    told = {"report_id": id_of(player.report), "reason": "措施不清"}
    player.do(approval.refuse_signature, player.cast.unit_leader, **told)
    assert offered(player, player.cast.clerk) == []
    assert offered(player, player.cast.handler) == ["BZ-F2"]
    assert values(player, "BZ-F2")["checksum"] == ""


def test_photos_on_disk_are_laid_in_by_purpose_and_no_more_than_a_form_holds(session: Session) -> None:
    player = under(session, "yichuan_road", State.HANDLING)
    player.handle()
    for number in range(9):
        purpose = ("photo_before", "photo_after")[number % 2]
        player.do(evidence.give, player.cast.handler, items=(item(f"more-{number}"),), purpose=purpose)
    player.submit()
    assert sheet(player, "YC-F1").photos == ()
    for row in given(session, player.ticket):
        row.path = f"ab/{id_of(row)}"
        session.add(row)
    session.flush()
    photos = sheet(player, "YC-F1").photos
    assert len(photos) == MOST_PHOTOS
    assert [photo.caption.partition("　")[0] for photo in photos] == [
        "处置前照片", "处置前照片", "处置前照片", "现场照片", "处置后照片", "处置后照片",
    ]  # fmt: skip


def given(session: Session, ticket: Ticket) -> list[Evidence]:
    return files.evidence_of(session, id_of(ticket))


def test_a_recording_is_no_photo() -> None:
    row = Evidence(
        id=1, ticket_id=1, person_id=1, kind="voice", purpose="photo_site", file_id="f", given_at=MORNING, path="a/b"
    )
    assert list(photos_for([row])) == []


@pytest.mark.parametrize("office", ["yichuan_road", "beizhan", "songjiang_civil", "putuo_justice", "nanmatou_road"])
def test_a_citizens_phone_in_the_words_of_staff_is_not_in_the_text_that_is_signed_but_is_in_print(
    session: Session, office: str
) -> None:
    player = under(session, office)
    player.handle()
    said = f"已移走车辆并完成清理。已致电{TICKET['caller']}{TICKET['phone']}告知。"
    player.submit(**{**ANY_OFFICE, "measures": said, "verification": said, "explanation": said})
    assert player.report.slots["measures"] == said
    at_hand = forms_at_hand(session, player.cast.offices, player.ticket)
    shown = [form_sheet(session, player.cast.offices, at_hand, form, player.clock) for form in at_hand.forms]
    for secret in (TICKET["caller"], TICKET["phone"]):
        assert secret not in player.report.text + repr([one.values for one in shown])
    for form in at_hand.forms:
        if form.of == "report":
            printed = form_sheet(session, player.cast.offices, at_hand, form, player.clock, masked=False)
            assert TICKET["phone"] in printed.values["report_text"]


def test_the_place_is_as_readable_in_the_signed_text_as_on_the_card_and_whole_in_print(session: Session) -> None:
    player = under(session, "yichuan_road")
    player.handle()
    player.submit(**{**ANY_OFFICE, "verification": f"经现场核实，{TICKET['address']}楼道被占，7号院门前未被占。"})
    card = card_view(session, player.cast.offices, player.ticket, player.cast.unit_leader, player.clock)
    assert card.place == "虚构路8弄**号***室"
    assert f"经现场核实，{card.place}楼道被占，7号院门前未被占。" in player.report.text
    at_hand = forms_at_hand(session, player.cast.offices, player.ticket)
    form = next(one for one in at_hand.forms if one.id == "YC-F1")
    printed = form_sheet(session, player.cast.offices, at_hand, form, player.clock, masked=False)
    assert TICKET["address"] in printed.values["report_text"]


def test_how_and_by_whom_the_reply_was_given_stands_on_the_form_as_the_report_says(session: Session) -> None:
    player = under(session, "songjiang_civil")
    player.handle()
    player.submit(**ANY_OFFICE, reply_how="书面", replied_by="李四")
    shown = values(player, "SJ-A4")
    assert (shown["reply_how"], shown["replied_by"]) == ("书面", "李四")
