"""Tickets of one matter: found when they come, confirmed or denied by the desk, and counted at once."""

from datetime import timedelta

from sqlmodel import Session, select

from bot.reports.moments import SHANGHAI
from bot.work import catching_up, correcting, matters, report_facts, together
from bot.work.matters import answer
from bot.work.outcome import Done, Refused
from bot.work.story import story_of
from storage.rows import id_of
from storage.tables import MatterKey, Ticket
from tests.people import MORNING, Cast, later, register
from tests.work.world import story

PHONES = [f"1380000{number}" for number in range(4001, 4020)]
FUMES = {"title": "饭店油烟扰民", "content": "反映饭店油烟直排，晚上味道很大。"}


def call(session: Session, cast: Cast, number: int, minutes: int = 0, **changes: str) -> Ticket:
    called = later(minutes - 30).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    fields = {
        "called_at": called,
        "platform_dispatched_at": called,
        "number": f"202611200{number:05}",
        "phone": PHONES[number],
        "caller": f"{'赵钱孙李周吴郑冯陈褚卫蒋沈韩杨'[number % 15]}女士",
        "address": f"虚构路66弄{number + 1}号101室",
        **FUMES,
        **changes,
    }
    return register(session, cast, later(minutes), **fields)


def say(
    session: Session, cast: Cast, ticket: Ticket, same: bool, *numbers: str, by: int | None = None
) -> Done | Refused:
    actor = by if by is not None else id_of(cast.clerk)
    return answer(session, cast.offices, actor, id_of(ticket), same=same, numbers=numbers, now=later(60))


def test_a_ticket_is_taken_for_the_matter_of_earlier_ones_and_says_why(session: Session, cast: Cast) -> None:
    first, second = call(session, cast, 0), call(session, cast, 1, 5)

    asked = matters.question(session, second)

    assert asked is not None
    assert asked.told().startswith("可能与 …000000 为同一事项（同一小区、同一事由（油烟）、文字相似 ")
    assert matters.question(session, first) is None
    assert (first.matter_id, second.matter_id) == (first.id, first.id)


def test_nothing_is_asked_of_tickets_that_have_only_the_place_or_the_caller_in_common(
    session: Session, cast: Cast
) -> None:
    call(session, cast, 0)
    other = call(session, cast, 1, 5, title="路灯不亮", content="小区门口路灯不亮。")
    own = call(session, cast, 2, 9, phone=PHONES[0], title="遛狗不牵绳", content="小区里遛狗不牵绳。")
    assert (other.matter_id, own.matter_id) == (None, None)


def test_a_denied_guess_is_no_repeat_and_is_not_asked_again(session: Session, cast: Cast) -> None:
    call(session, cast, 0)
    second = call(session, cast, 1, 5, phone=PHONES[0])
    assert together.lines(session, second) == ("第2次反映，此前：…000000",)

    assert say(session, cast, second, False) == Done("已确认：与 …000000 不是同一事项。", second.id)

    assert together.lines(session, second) == ()
    assert matters.question(session, second) is None
    assert story(session, id_of(second))[-1] == "other_matter"


def test_the_counts_of_a_report_follow_the_desk_at_once(session: Session, cast: Cast) -> None:
    first, second, third = call(session, cast, 0), call(session, cast, 1, 5), call(session, cast, 2, 9, phone=PHONES[0])

    def counts(ticket: Ticket) -> tuple[int, int]:
        gathered = report_facts.gather(session, story_of(session, cast.offices, ticket))
        return gathered.repeat_count, gathered.distinct_callers

    assert counts(third) == (2, 2)
    say(session, cast, second, False)
    assert counts(third) == (2, 1)
    say(session, cast, third, False, first.number)
    assert counts(third) == (1, 1)
    say(session, cast, third, True, first.number)
    assert counts(third) == (2, 1)


def test_the_desk_can_name_tickets_that_nobody_guessed(session: Session, cast: Cast) -> None:
    first = call(session, cast, 0)
    other = call(session, cast, 1, 5, title="外墙发黑", content="不知道为什么。", address="假想路1号")
    assert other.matter_id is None

    assert isinstance(say(session, cast, other, True, first.number), Done)
    assert other.matter_id == first.matter_id == first.id
    assert isinstance(say(session, cast, other, True, first.number), Done)
    assert say(session, cast, other, True, "20261120999999") == Refused("没有找到工单20261120999999。")
    assert say(session, cast, other, True, other.number) == Refused(f"没有找到工单{other.number}。")


def test_only_the_desk_says_what_is_one_matter(session: Session, cast: Cast) -> None:
    call(session, cast, 0)
    second = call(session, cast, 1, 5)
    assert isinstance(say(session, cast, second, True, by=id_of(cast.handler)), Refused)
    assert say(session, cast, call(session, cast, 2, 9, title="路灯不亮", content=""), True) == matters.NOTHING_ASKED


def test_what_was_told_apart_stays_apart_for_later_tickets_like_them(session: Session, cast: Cast) -> None:
    call(session, cast, 0, title="楼道堆物", content="纸箱堆满。")
    second = call(session, cast, 1, 5, title="楼道堆物", content="鞋柜挡道。", address="虚构路66弄1号202室")
    say(session, cast, second, False)

    third = call(session, cast, 2, 9, title="楼道堆物", content="花盆太多。", address="虚构路66弄1号303室")

    assert third.matter_id is None


def test_a_corrected_text_is_compared_anew_and_the_desk_s_word_stays(session: Session, cast: Cast) -> None:
    first, second, third = call(session, cast, 0), call(session, cast, 1, 5), call(session, cast, 2, 9)
    say(session, cast, second, True)

    for ticket in (second, third):
        fields = {"title": "路灯不亮", "content": "小区门口路灯不亮。"}
        correcting.correct(session, cast.offices, id_of(cast.clerk), id_of(ticket), fields=fields, now=later(20))

    assert second.matter_id == first.id
    # The desk's word holds the first two together; the third now speaks of what the second speaks of.
    assert third.matter_id == first.id
    say(session, cast, second, False)
    assert (first.matter_id, second.matter_id, third.matter_id) == (None, None, None)


def test_tickets_that_were_never_compared_are_caught_up_with(session: Session, cast: Cast) -> None:
    tickets = [call(session, cast, number, number) for number in range(3)]
    for ticket in tickets:
        ticket.matched_at = ticket.matter_id = None
        session.add(ticket)
    for row in session.exec(select(MatterKey)):
        session.delete(row)
    session.flush()

    assert [catching_up.catch_up(session, cast.offices, 2, MORNING + timedelta(days=1)) for _ in range(3)] == [
        2,
        1,
        0,
    ]
    assert {ticket.matter_id for ticket in tickets} == {tickets[0].id}


def test_no_key_shows_a_phone_or_an_address(session: Session, cast: Cast) -> None:
    call(session, cast, 0)
    rows = session.exec(select(MatterKey)).all()
    assert rows
    assert all(isinstance(row.key, int) and str(row.key) != PHONES[0] for row in rows)
