"""Getting in and out: invitations that work once for one named person, rosters, and taking access away."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import staff
from bot.work.outcome import Done, Refused
from storage import staff as people
from storage.rows import id_of
from storage.tables import Audit, Invitation, Person, Post, Unit
from tests.people import MORNING, OFFICE, SAMPLES, STRANGER_CHAT, Cast
from tests.work.world import audited, play, shown_to

HEADER = "姓名,岗位,单位,单位类别,角别\n"


@pytest.fixture
def newcomer(session: Session, cast: Cast) -> Person:
    """A handler of the unit without an account yet."""
    cast.second_handler.chat_id = None
    session.add(cast.second_handler)
    session.flush()
    return cast.second_handler


def redeem(session: Session, secret: str, chat_id: int = STRANGER_CHAT, now: datetime = MORNING) -> Done | Refused:
    return staff.redeem(session, secret, chat_id, now)


def test_an_invitation_binds_the_named_person_to_the_chat(session: Session, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    answer = redeem(session, secret)
    assert answer == Done("李四，您好！账号已绑定。发送 /help 查看可以做什么。")
    assert (newcomer.chat_id, newcomer.bound_at, newcomer.reachable) == (STRANGER_CHAT, MORNING, True)
    assert audited(session)[-2:] == ["invitation_made", "invitation_used"]


def test_only_the_hash_of_a_secret_of_128_bits_is_kept(session: Session, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    kept = session.exec(select(Invitation)).one()
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in repr(kept)
    assert len(secret) >= 22
    assert set(secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
    assert len({staff.invite(session, newcomer, MORNING) for _ in range(50)}) == 50


def test_an_invitation_works_until_ten_minutes_have_passed(session: Session, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    assert redeem(session, secret, now=MORNING + timedelta(minutes=10)) == staff.EXPIRED
    assert newcomer.chat_id is None
    assert isinstance(redeem(session, secret, now=MORNING + timedelta(minutes=10, seconds=-1)), Done)


def test_a_second_use_is_refused_and_written_down(session: Session, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    redeem(session, secret)
    assert redeem(session, secret, chat_id=7777) == Refused("这个邀请链接已经用过，请向管理员重新索取。")
    assert newcomer.chat_id == STRANGER_CHAT
    last = session.exec(select(Audit).where(Audit.what == "invitation_used_again")).one()
    assert last.person_id == newcomer.id


def test_the_same_person_starting_again_is_welcome_again(session: Session, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    assert redeem(session, secret) == redeem(session, secret)


@pytest.mark.parametrize("secret", ["", "x", "A" * 22, "猜一个", "'; DROP TABLE person", "\ud800"])
def test_a_guess_learns_nothing(session: Session, newcomer: Person, secret: str) -> None:
    staff.invite(session, newcomer, MORNING)
    assert redeem(session, secret) == Refused("邀请链接无效，请向管理员重新索取。")


def test_a_new_invitation_ends_the_ones_before(session: Session, newcomer: Person) -> None:
    first = staff.invite(session, newcomer, MORNING)
    second = staff.invite(session, newcomer, MORNING)
    assert redeem(session, first) == staff.EXPIRED
    assert isinstance(redeem(session, second), Done)


def test_an_account_that_is_somebody_cannot_become_somebody_else(
    session: Session, cast: Cast, newcomer: Person
) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    assert redeem(session, secret, chat_id=cast.handler.chat_id or 0) == staff.ACCOUNT_TAKEN
    assert newcomer.chat_id is None
    assert audited(session)[-1] == "invitation_account_taken"


def test_a_person_with_an_account_must_be_freed_of_it_first(session: Session, cast: Cast) -> None:
    secret = staff.invite(session, cast.handler, MORNING)
    assert redeem(session, secret) == staff.PERSON_TAKEN
    staff.unbind(session, cast.handler, MORNING)
    assert isinstance(redeem(session, secret), Done)


def test_binding_sends_what_waits_as_one_list(session: Session, cast: Cast, newcomer: Person) -> None:
    for number in ("20261120000301", "20261120000302"):
        play(session, cast, number=number).bring_to(State.DISPATCHED)
    redeem(session, staff.invite(session, newcomer, MORNING))
    (list_of_tickets,) = shown_to(session, newcomer, "say")
    assert list_of_tickets.splitlines() == [
        "等您处理的工单",
        "20261120000301　待接单　地下车库车位被占",
        "20261120000302　待接单　地下车库车位被占",
    ]
    assert "13800001001" not in list_of_tickets


def test_binding_with_nothing_waiting_says_nothing_more(session: Session, newcomer: Person) -> None:
    redeem(session, staff.invite(session, newcomer, MORNING))
    assert shown_to(session, newcomer, "say") == []


def test_revoking_frees_the_account_and_ends_the_invitations(session: Session, cast: Cast, newcomer: Person) -> None:
    secret = staff.invite(session, newcomer, MORNING)
    staff.revoke(session, newcomer, MORNING)
    assert (newcomer.active, newcomer.chat_id) == (False, None)
    assert redeem(session, secret) == staff.UNKNOWN
    staff.revoke(session, cast.handler, MORNING)
    assert people.person_of_chat(session, 1002) is None
    assert audited(session)[-1] == "person_revoked"


def load(session: Session, text: str) -> list[str]:
    rows = staff.read_roster((HEADER + text).encode())
    assert not isinstance(rows, staff.RosterFaults), rows
    return staff.load_roster(session, OFFICE, rows, MORNING)


def test_the_sample_roster_fills_an_office_without_gaps(session: Session) -> None:
    rows = staff.read_roster((SAMPLES / "roster.csv").read_bytes())
    assert not isinstance(rows, staff.RosterFaults)
    assert staff.load_roster(session, OFFICE, rows, MORNING) == []
    assert [person.name for person in people.holders(session, OFFICE, "handler")] == ["张三", "钱进", "李四"]
    assert staff.staff_gaps(session, OFFICE) == []


def test_loading_the_same_roster_again_changes_nothing(session: Session, cast: Cast) -> None:
    before = [session.exec(select(table)).all() for table in (Person, Post, Unit)]
    count = len(audited(session))
    rows = staff.read_roster((SAMPLES / "roster.csv").read_bytes())
    assert not isinstance(rows, staff.RosterFaults)
    assert staff.load_roster(session, OFFICE, rows, MORNING) == []
    assert [session.exec(select(table)).all() for table in (Person, Post, Unit)] == before
    assert len(audited(session)) == count


def test_a_person_who_moves_loses_the_old_post_and_keeps_the_account(session: Session, cast: Cast) -> None:
    assert load(session, "李四,承办人,平安办,处置部门,B\n") == []
    posts = people.posts(session, id_of(cast.second_handler))
    assert [(post.role, post.unit_id, post.rank) for post in posts] == [("handler", cast.other_unit.id, 2)]
    assert cast.second_handler.chat_id is not None
    assert people.posts(session, id_of(cast.handler)) != []
    assert audited(session)[-1] == "staff_changed"


def test_every_fault_of_a_roster_is_told_at_once_and_nothing_is_written(session: Session) -> None:
    faults = load(
        session,
        "甲,承办人,,,C\n,厨师,,,\n乙,承办人,城建办,片区,A\n丙,分管领导,城建办,,\n丁,片区信息员,东片区,街道,\n",
    )
    assert faults == [
        "第2行：经办人要写明单位。",
        "第2行：角别「C」应为 A 或 B。",
        "第3行：姓名是空的或者太长。",
        "第3行：没有岗位「厨师」，应为：受理派单、经办人、片区信息员、部门负责人、分管领导、受理单位分管领导、主要领导、系统管理员。",
        "第4行：经办人的单位应是处置部门。",
        "第5行：分管领导要写明单位类别（处置部门或片区）。",
        "第6行：没有单位类别「街道」，应为：受理单位、处置部门、片区。",
    ]
    assert session.exec(select(Person)).all() == []
    assert session.exec(select(Unit)).all() == []


def test_what_lines_of_a_roster_contradict_is_told(session: Session, cast: Cast) -> None:
    faults = load(
        session,
        "甲,承办人,房管办,处置部门,A\n"
        "乙,承办人,房管办,处置部门,A\n"
        "甲,承办人,房管办,处置部门,A\n"
        "丙,片区信息员,城建办,片区,\n",
    )
    assert faults == [
        "第3行：房管办的A角已经是甲。",
        "第4行：甲的同一岗位写了两遍。",
        "第5行：城建办已经是处置部门，不能又是片区。",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "表格里没有内容。"),
        ("岗位,单位\n承办人,城建办\n".encode(), "没有找到「姓名」"),
        ("姓名,岗位\n甲\n".encode(), "第2行有1列，表头有2列，请核对。"),
    ],
)
def test_a_file_that_is_no_roster_is_told(data: bytes, said: str) -> None:
    rows = staff.read_roster(data)
    assert isinstance(rows, staff.RosterFaults)
    assert said in rows.faults[0]


def test_a_roster_may_be_saved_in_gbk_with_other_names(session: Session) -> None:
    text = "人员,角色,部门,部门类别,AB角\n甲,热线联络员,房管办,科室,B角\n"
    rows = staff.read_roster(text.encode("gbk"))
    assert not isinstance(rows, staff.RosterFaults)
    assert staff.load_roster(session, OFFICE, rows, MORNING) == []
    assert [(post.role, post.rank) for post in session.exec(select(Post))] == [("handler", 2)]


def test_gaps_that_would_bring_a_ticket_to_a_halt_are_named(session: Session) -> None:
    assert load(session, "甲,承办人,房管办,处置部门,A\n乙,片区信息员,北片区,片区,\n") == []
    assert staff.staff_gaps(session, OFFICE) == [
        "没有受理派单。",
        "没有主要领导。",
        "没有系统管理员。",
        "房管办没有部门负责人。",
        "房管办没有分管领导。",
        "北片区没有分管领导。",
    ]
