"""Who signed what, for whom, when and under which text: in the table, in the story and for whoever prints it."""

import hashlib
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import PARTY_NAMES, State
from bot.work import approval, deciding
from bot.work.acting import terms
from bot.work.chronicle import chronicle
from bot.work.outcome import Done, Refused
from bot.work.report_reading import report_to_read
from bot.work.request_reading import read
from bot.work.signature_lines import signatures_on
from storage.rows import id_of
from storage.tables import Deputy, Person, Request, Signature
from tests.people import Cast, settle_under
from tests.work.test_every_request import give_back, sign_by
from tests.work.world import ANY_OFFICE, Player, play, under


@pytest.fixture
def signing(session: Session, cast: Cast) -> Player:
    player = play(session, cast, is_recheck="是")
    player.bring_to(State.SIGNING)
    return player


def goes_away(player: Player, absent: Person, deputy: Person) -> None:
    row = Deputy(office_id=absent.office_id, person_id=id_of(absent), deputy_id=id_of(deputy))
    row.starts_at, row.ends_at = player.clock - timedelta(days=1), player.clock + timedelta(days=9)
    player.session.add(row)
    player.session.flush()


def told_in_story(player: Player) -> list[str]:
    lines = chronicle(player.session, player.cast.offices, player.ticket, player.clock)
    return [f"{line.who} {line.what}".strip() for line in lines]


def test_a_signature_tells_party_person_time_and_text(signing: Player) -> None:
    signing.sign()
    (line,) = signatures_on(signing.session, signing.report)
    assert (line.role, line.role_name, line.person) == ("unit_head", PARTY_NAMES["unit_head"], "吴刚")
    assert (line.for_person, line.at, line.given, line.on_paper) == ("", signing.clock, True, False)
    (signature,) = signing.session.exec(select(Signature)).all()
    assert signature.sha256 == hashlib.sha256(signing.report.text.encode()).hexdigest()


def test_the_office_calls_the_parties_by_its_own_names(session: Session) -> None:
    player = under(session, "songjiang_civil")
    player.handle()
    player.prove(("basis",))
    player.submit(**ANY_OFFICE)
    player.sign(player.cast.unit_leader)
    names = terms(player.cast.offices.law(player.ticket))
    assert [line.role_name for line in signatures_on(session, player.report, names)] == ["业务分管领导"]


def test_a_deputy_signs_in_the_name_of_the_absent_leader_everywhere(signing: Player) -> None:
    cast = signing.cast
    goes_away(signing, cast.head, cast.other_head)
    signing.sign(cast.other_head)
    (line,) = signatures_on(signing.session, signing.report)
    assert (line.person, line.for_person, line.name) == ("何平", "吴刚", "何平（代吴刚）")
    assert "何平（代吴刚） 签批同意：以处置部门负责人身份" in told_in_story(signing)
    shown = report_to_read(signing.session, cast.offices, cast.unit_leader, signing.ticket, signing.clock)
    assert shown is not None
    assert shown.signatures == (line.words(signing.clock),)
    assert "处置部门负责人 何平（代吴刚） " in shown.signatures[0]


def test_a_leader_who_signs_for_the_one_below_is_named_with_whom_they_stand_in_for(signing: Player) -> None:
    """The branch leader has a post of their own on the ticket; only the head's lets them sign first."""
    cast = signing.cast
    goes_away(signing, cast.head, cast.unit_leader)
    signing.sign(cast.unit_leader)
    signing.sign(cast.unit_leader)
    lines = signatures_on(signing.session, signing.report)
    assert [(line.role, line.name) for line in lines] == [
        ("unit_head", "郑华（代吴刚）"),
        ("unit_branch_leader", "郑华"),
    ]
    assert "郑华（代吴刚） 签批同意：以处置部门负责人身份" in told_in_story(signing)


def test_a_report_that_comes_back_voids_what_was_signed_and_the_story_says_whose(signing: Player) -> None:
    goes_away(signing, signing.cast.head, signing.cast.other_head)
    signing.sign(signing.cast.other_head)
    report = {"report_id": id_of(signing.report)}
    signing.do(approval.refuse_signature, signing.cast.unit_leader, **report, reason="措施不具体")
    assert signatures_on(signing.session, signing.report) == ()
    assert "处置部门负责人何平（代吴刚）的签批作废：原文有改动或被退回" in told_in_story(signing)


def test_a_text_that_was_changed_under_a_signature_has_none(signing: Player) -> None:
    signing.sign()
    report = signing.report
    report.text += "改一个字"
    report.sha256 = hashlib.sha256(report.text.encode()).hexdigest()
    signing.session.add(report)
    signing.session.flush()
    assert signatures_on(signing.session, report) == ()
    text = {"report_id": id_of(report), "sha256": report.sha256}
    early = signing.act(approval.sign, signing.cast.unit_leader, **text)
    assert isinstance(early, Refused)
    assert "现在等待处置部门负责人签批" in early.reason


@pytest.fixture
def returning(session: Session) -> Player:
    """Putuo: the first return is signed by the unit's branch leader, then decided by the desk (一4)."""
    player = play(session, settle_under(session, "putuo_justice"))
    give_back(player)
    return player


def request_of(player: Player) -> Request:
    return player.session.exec(select(Request)).one()


def test_a_request_tells_its_signatures_as_a_report_does(returning: Player) -> None:
    cast = returning.cast
    goes_away(returning, cast.unit_leader, cast.other_head)
    sign_by(returning, cast.other_head)
    (line,) = signatures_on(returning.session, request_of(returning))
    assert (line.role, line.name) == ("unit_branch_leader", "何平（代郑华）")
    request_id = id_of(request_of(returning))
    shown = read(returning.session, cast.offices, cast.clerk, returning.ticket, request_id, returning.clock)
    assert shown is not None
    assert shown.signatures == (line.words(returning.clock).replace("处置部门分管领导", "业务分管领导"),)


def test_a_request_that_is_taken_back_voids_what_was_signed_under_it(returning: Player) -> None:
    cast, request_id = returning.cast, id_of(request_of(returning))
    sign_by(returning, cast.unit_leader)
    returning.do(deciding.withdraw, cast.handler, request_id=request_id)
    assert signatures_on(returning.session, request_of(returning)) == ()
    assert "业务分管领导郑华的签批作废：申请已撤回" in told_in_story(returning)


def test_a_request_in_other_words_must_be_signed_again(returning: Player) -> None:
    cast, request = returning.cast, request_of(returning)
    sign_by(returning, cast.unit_leader)
    request.text += "改一个字"
    request.sha256 = hashlib.sha256(request.text.encode()).hexdigest()
    returning.session.add(request)
    returning.session.flush()
    grant = {"request_id": id_of(request), "answer": {"then": "second_dispatch"}}
    early = returning.act(deciding.grant, cast.clerk, **grant)
    assert isinstance(early, Refused)
    assert "还在等待业务分管领导签批" in early.reason
    sign_by(returning, cast.unit_leader)
    assert isinstance(returning.act(deciding.grant, cast.clerk, **grant), Done)
