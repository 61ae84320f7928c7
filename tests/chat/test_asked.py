"""`@bot words`: one's own tickets, masked as in a group, for nobody else."""

import re
from datetime import timedelta
from typing import Any

from bot.chat.handlers.asked import NOBODY, PER_ANSWER, offer
from bot.chat.incoming import Asked, asked_in
from bot.ports import Offer
from bot.reports.markup import plain_of
from storage.tables import InboxRow, OutboxRow
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Stage
from tests.chat.test_several_offices import SECRET, TwoOffices, two
from tests.people import STRANGER_CHAT, Person, register

__all__ = ["two"]


def ask(stage: Stage, person: Person | int, words: str = "", start: int = 0) -> Offer:
    sender = person if isinstance(person, int) else person.chat_id
    asked = Asked(sender or 0, "1", words, start)
    found: Offer = stage.read(lambda session: offer(session, stage.cast.offices, asked, stage.now))
    return found


def texts(found: Offer) -> list[str]:
    return [plain_of(article.html) for article in found.articles]


def test_without_words_it_is_what_one_has_on_their_hands(stage_at: At) -> None:
    stage = stage_at("accepted")
    (article,) = ask(stage, stage.cast.handler).articles
    assert article.title.endswith("…000301 楼下面馆油烟扰民")
    assert "处置中 · " in article.description
    assert "前，还剩" in article.description
    assert ask(stage, stage.cast.other_handler).articles == ()
    assert ask(stage, stage.cast.other_handler).button == "您手上没有要办的工单，打开助手"


def test_in_hand_the_soonest_due_comes_first_and_among_what_words_find_the_newest(stage_at: At) -> None:
    stage = stage_at("dispatched")
    clerk = stage.phone(stage.cast.clerk)
    stage.now += timedelta(minutes=10)
    clerk.say(PASTED.replace("000301", "000302").replace("楼下", "对面"))
    for answer in ("登记", "城建办", "东片区"):
        clerk.press(answer)
    in_hand, found = ask(stage, stage.cast.handler), ask(stage, stage.cast.handler, "面馆")
    assert ["楼下" in article.title for article in in_hand.articles] == [True, False]
    assert ["楼下" in article.title for article in found.articles] == [False, True]


def test_words_find_by_the_end_of_the_number_by_title_and_by_place(stage_at: At) -> None:
    stage = stage_at("accepted")
    for words in ("301", "面馆", "示例路", NUMBER, " 油烟 示例路 "):
        assert len(ask(stage, stage.cast.handler, words).articles) == 1, words
    nothing = ask(stage, stage.cast.handler, "路灯")
    assert (nothing.articles, nothing.button) == ((), "没有找到您的工单，打开助手")


def test_a_choice_shows_a_group_nothing_of_the_citizen(stage_at: At) -> None:
    stage = stage_at("registered")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(PASTED.replace("000301", "000309").replace("楼下面馆油烟扰民", "王样英13800001001反映3号楼502室漏水"))
    clerk.press("登记")
    (article,) = ask(stage, stage.cast.clerk, "000309").articles
    shown = f"{article.title}\n{article.description}\n{plain_of(article.html)}"
    for secret in ("王样英", "13800001001", "502", "301室", "118弄2号", "来电人", "油烟直排"):
        assert secret not in shown, secret
    assert "20261120000309 投诉" in shown
    assert "状态：待派单，在街道城运中心" in shown
    assert re.search(r"派单（街道城运中心）：今天 .*前，.* · ", shown), shown


def test_a_stranger_gets_an_empty_list_and_the_way_to_the_private_chat(stage_at: At) -> None:
    stage = stage_at("accepted")
    for words in ("", NUMBER, "面馆"):
        assert ask(stage, STRANGER_CHAT, words) == Offer(button=NOBODY)


def test_another_offices_ticket_is_not_found_even_by_its_number(two: TwoOffices) -> None:
    stage = two.stage
    assert ask(stage, two.home.clerk, SECRET).articles == ()
    (own,) = ask(stage, two.home.clerk, two.ticket.number).articles
    assert SECRET not in own.html
    assert SECRET in ask(stage, two.other.clerk, two.ticket.number).articles[0].html


def test_somebody_dismissed_is_a_stranger_at_once(stage_at: At) -> None:
    stage = stage_at("accepted")

    def dismiss(session: Any) -> None:
        person = session.get(Person, stage.cast.handler.id)
        person.active = False
        session.add(person)

    stage.write(dismiss)
    assert ask(stage, stage.cast.handler, NUMBER) == Offer(button=NOBODY)


def test_many_come_page_by_page_and_each_once(stage: Stage) -> None:
    count = 2 * PER_ANSWER + 5
    for number in range(count):
        stage.write(lambda session, n=number: register(session, stage.cast, stage.now, number=f"2026112001{n:04}"))
    seen: list[str] = []
    start = 0
    while True:
        page = ask(stage, stage.cast.clerk, start=start)
        assert len(page.articles) <= PER_ANSWER
        seen += [article.key for article in page.articles]
        if not page.more_from:
            break
        start = int(page.more_from)
    assert len(seen) == len(set(seen)) == count


def test_looking_changes_nothing(stage_at: At) -> None:
    stage = stage_at("accepted")
    before = len(stage.rows(OutboxRow)), len(stage.rows(InboxRow))
    ask(stage, stage.cast.handler, "面馆")
    assert (len(stage.rows(OutboxRow)), len(stage.rows(InboxRow))) == before


def test_an_inline_query_is_read_and_a_shapeless_one_is_nothing() -> None:
    who = {"id": 7, "is_bot": False, "first_name": "某"}
    assert asked_in({"inline_query": {"id": "1", "from": who, "query": "面馆", "offset": "20"}}) == Asked(
        7, "1", "面馆", 20
    )
    assert asked_in({"inline_query": {"id": "1", "from": who, "query": "", "offset": "x"}}) == Asked(7, "1", "", 0)
    for broken in ({}, {"inline_query": None}, {"inline_query": {"id": "1"}}, {"message": {}}):
        assert asked_in(broken) is None


def test_closed_tickets_are_found_by_words_and_not_offered_unasked(stage_at: At) -> None:
    stage = stage_at("closed")
    assert ask(stage, stage.cast.clerk).articles == ()
    (found,) = ask(stage, stage.cast.clerk, NUMBER).articles
    assert "状态：已办结" in plain_of(found.html)
