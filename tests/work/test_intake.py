"""Registering and correcting: whole or not at all, and from which moment the desk's limits run."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from bot.reports.moments import SHANGHAI
from bot.rules.workflow import State
from bot.work import correcting, dispatch, intake
from bot.work.outcome import Done, Refused
from bot.work.parsing import parse_csv
from bot.work.planning import duties_of
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Ticket
from tests.people import MORNING, SAMPLES, TICKET, Cast, later, register, settle_in
from tests.work.world import Player, everything, play, shown_to, story


def registered(session: Session, cast: Cast, **changes: str) -> Done | Refused:
    fields = {name: value for name, value in {**TICKET, **changes}.items() if value != "-"}
    return intake.register(session, cast.offices, id_of(cast.clerk), fields, MORNING)


def refused(session: Session, cast: Cast, **changes: str) -> str:
    before = everything(session)
    answer = registered(session, cast, **changes)
    assert isinstance(answer, Refused)
    assert everything(session) == before
    return answer.reason


def received_at(session: Session, cast: Cast, **changes: str) -> str:
    answer = registered(session, cast, **changes)
    assert isinstance(answer, Done), answer
    event = session.exec(select(Event).where(Event.kind == "received")).one()
    return event.at.astimezone(SHANGHAI).strftime("%H:%M")


def test_a_registered_ticket_has_its_fields_its_duties_and_a_card_for_the_clerk(session: Session, cast: Cast) -> None:
    answer = registered(session, cast, tags="重复来电", platform_due_at="2026-11-27")
    assert answer == Done("已登记工单20261120000301。", 1)
    ticket = session.exec(select(Ticket)).one()
    assert (ticket.kind, ticket.phone, ticket.tags, ticket.state) == (
        "投诉",
        "13800001001",
        ["重复来电"],
        State.REGISTERED,
    )
    assert ticket.platform_due_at == datetime(2026, 11, 27, 23, 59, 59, tzinfo=SHANGHAI)
    assert [duty.key for duty in tickets.duties(session, id_of(ticket))] != []
    assert shown_to(session, cast.clerk) == ["新登记，请派单"]


def test_the_same_ticket_registered_again_by_the_same_clerk_is_the_same_answer(session: Session, cast: Cast) -> None:
    first = registered(session, cast)
    before = everything(session)
    assert registered(session, cast) == first
    assert everything(session) == before


def test_a_known_number_with_another_text_says_who_registered_it(session: Session, cast: Cast) -> None:
    registered(session, cast)
    assert refused(session, cast, title="另一件事") == "林晓 09:30 已登记工单20261120000301，没有重复登记。"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "-"}, "缺少工单编号。"),
        ({"called_at": "2026-02-30 10:00"}, "来电时间「2026-02-30 10:00」不是真实存在的时间，请核对。"),
        ({"kind": "表扬"}, "类型「表扬」不在名单里，应为：投诉、求助、意见建议、咨询、信访。"),
        ({"phone": "1380000"}, "联系电话不像电话号码，应为11位手机号或带区号的固定电话，请核对。"),
        ({"platform_dispatched_at": "2026-11-20 10:00"}, "派单时间晚于现在，请核对。"),
        ({"title": "-", "content": "-"}, "缺少标题和内容。"),
        ({"colour": "蓝"}, "没有这些字段：colour。"),
    ],
)
def test_a_ticket_with_a_fault_is_refused_whole(
    session: Session, cast: Cast, changes: dict[str, str], said: str
) -> None:
    assert refused(session, cast, **changes) == said


def test_only_the_desk_registers(session: Session, cast: Cast) -> None:
    for person in (cast.handler, cast.head, cast.informant, cast.main_leader, cast.administrator):
        answer = intake.register(session, cast.offices, id_of(person), TICKET, MORNING)
        assert answer == Refused("登记工单由派单方负责，您没有这个岗位。")
        assert intake.problems_of(session, id_of(person), TICKET, MORNING) == (
            "登记工单由派单方负责，您没有这个岗位。",
        )


def test_everything_wrong_is_told_before_the_clerk_confirms(session: Session, cast: Cast) -> None:
    registered(session, cast)
    fields = {**TICKET, "kind": "表扬", "platform_dispatched_at": "2026-11-21 10:00"}
    assert intake.problems_of(session, id_of(cast.clerk), fields, MORNING) == (
        "类型「表扬」不在名单里，应为：投诉、求助、意见建议、咨询、信访。",
        "派单时间晚于现在，请核对。",
        "工单20261120000301已经登记过了。",
    )


def test_the_desks_clock_starts_when_the_ticket_arrived_not_when_it_was_pasted(session: Session, cast: Cast) -> None:
    assert received_at(session, cast) == "09:20"


def test_the_platforms_own_time_of_receipt_goes_before_its_dispatch(session: Session, cast: Cast) -> None:
    assert received_at(session, cast, received_at="2026-11-20 09:25") == "09:25"


def test_without_any_time_the_clock_starts_at_the_registration(session: Session, cast: Cast) -> None:
    assert received_at(session, cast, called_at="-", platform_dispatched_at="-") == "09:30"


def test_a_ticket_without_a_title_takes_the_beginning_of_its_content(session: Session, cast: Cast) -> None:
    registered(session, cast, title="-")
    title = session.exec(select(Ticket.title)).one()
    assert title.startswith("市民反映地下车库固定车位")
    assert len(title) <= 30


def test_another_office_may_have_the_same_number(session: Session, cast: Cast) -> None:
    registered(session, cast)
    other = settle_in(session, "another_office", first_chat=3001)
    assert isinstance(registered(session, other), Done)


def test_the_sample_tickets_can_all_be_registered(session: Session, cast: Cast) -> None:
    parsed = parse_csv((SAMPLES / "tickets.csv").read_bytes())
    assert not isinstance(parsed, Refused)
    for ticket in parsed:
        assert isinstance(intake.register(session, cast.offices, id_of(cast.clerk), ticket.fields, later(200)), Done)


def test_a_correction_keeps_what_was_said_in_the_story(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    done = player.do(correcting.correct, cast.clerk, fields={"title": "车位长期被占", "phone": "138 0000 1009"})
    assert done.told == "已更正：标题、联系电话。"
    assert (player.ticket.title, player.ticket.phone) == ("车位长期被占", "13800001009")
    assert story(session, player.ticket_id)[-1] == "corrected"


def test_a_corrected_dispatch_time_moves_the_receipt_that_rested_on_it(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.do(correcting.correct, cast.clerk, fields={"platform_dispatched_at": "2026-11-20 09:10"})
    assert _starts(player, "YC-T01") == "09:10"


def test_a_receipt_the_platform_named_stays_when_its_dispatch_is_corrected(session: Session, cast: Cast) -> None:
    player = play(session, cast, received_at="2026-11-20 09:25")
    player.do(correcting.correct, cast.clerk, fields={"platform_dispatched_at": "2026-11-20 09:10"})
    assert _starts(player, "YC-T01") == "09:25"
    player.do(correcting.correct, cast.clerk, fields={"received_at": "2026-11-20 09:15"})
    assert _starts(player, "YC-T01") == "09:15"


def test_a_corrected_kind_changes_what_is_owed(session: Session, cast: Cast) -> None:
    player = play(session, cast, urgency="紧急")
    urgent = {duty.key for duty in duties_of(session, cast.offices, player.ticket)}
    player.do(correcting.correct, cast.clerk, fields={"urgency": "普通"})
    plain = {duty.key for duty in duties_of(session, cast.offices, player.ticket)}
    assert urgent != plain
    assert {row.key for row in tickets.duties(session, player.ticket_id)} == plain


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "20261120000999"}, "不能更正：工单编号。"),
        ({"colour": "蓝"}, "不能更正：colour。"),
        ({"kind": "表扬"}, "类型「表扬」不在名单里"),
        ({"called_at": "2026-11-20 09:30"}, "派单时间早于来电时间，请核对。"),
        ({"kind": ""}, "缺少诉求类型"),
    ],
)
def test_a_faulty_correction_changes_nothing(session: Session, cast: Cast, fields: dict[str, str], said: str) -> None:
    player = play(session, cast)
    before = everything(session)
    answer = player.act(correcting.correct, cast.clerk, fields=fields)
    assert isinstance(answer, Refused)
    assert said in answer.reason
    assert everything(session) == before


def test_a_correction_of_nothing_changes_nothing(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    revision = player.ticket.revision
    assert player.act(correcting.correct, cast.clerk, fields={"title": TICKET["title"]}) == Done(
        "内容没有变化。", player.ticket_id
    )
    assert player.ticket.revision == revision


def test_a_late_registration_is_overdue_at_once(session: Session, cast: Cast) -> None:
    ticket = register(session, cast, later(300))
    overdue = [duty for duty in tickets.duties(session, id_of(ticket)) if duty.due_at < later(300) and not duty.met_at]
    assert "YC-T01" in {duty.key for duty in overdue}
    player = Player(session, cast, id_of(ticket), later(300))
    units = {"unit_id": cast.unit.id, "territory_id": cast.territory.id}
    player.do(dispatch.dispatch, cast.clerk, **units)
    met = next(duty for duty in tickets.duties(session, id_of(ticket)) if duty.key == "YC-T01")
    assert met.met_at is not None
    assert met.met_at > met.due_at


def _starts(player: Player, key: str) -> str:
    duty = next(duty for duty in tickets.duties(player.session, player.ticket_id) if duty.key == key)
    return duty.starts_at.astimezone(SHANGHAI).strftime("%H:%M")
