"""Every office's chains played: in order by everybody at their turn, refused out of turn, with an absent signer too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import approval
from bot.work.outcome import Done, Refused
from bot.work.signature_lines import signatures_on
from storage.rows import id_of
from storage.tables import Deputy, Person, Post
from tests.people import desk_leader, settle_under
from tests.work.test_every_act import faults_of
from tests.work.world import ANY_OFFICE, Player, play

HEAD, BRANCH, DESK, MAIN = "unit_head", "unit_branch_leader", "desk_branch_leader", "main_leader"


@dataclass(frozen=True)
class Chain:
    """Who signs before the desk's review and after it; `without`: the same where nobody holds the first one's post."""

    office: str
    before: tuple[str, ...]
    without: tuple[str, ...]
    after: tuple[str, ...] = ()
    ticket: Mapping[str, str] = field(default_factory=dict)
    proof: tuple[str, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1


UNTRUE = {
    "finding": "不属实",
    "outcome": "解释说明",
    "verification": "经现场核实，不存在车位被占的情况。",
    "basis": "现场照片",
}
AGAIN = {"feedback": "上次未说明补发批次。", "duty_performed": "已履职到位。"}
CHAINS = {
    "PT ordinary": Chain("putuo_justice", (HEAD,), (BRANCH,)),
    "PT recheck": Chain("putuo_justice", (HEAD,), (BRANCH,), ticket={"is_recheck": "是"}),
    "YC ordinary": Chain("yichuan_road", (HEAD,), (BRANCH,)),
    "YC untrue": Chain("yichuan_road", (HEAD, BRANCH), (BRANCH,), report=UNTRUE),
    "YC recheck": Chain("yichuan_road", (HEAD, BRANCH), (BRANCH,), ticket={"is_recheck": "是"}),
    "YC supervised": Chain("yichuan_road", (HEAD, BRANCH), (BRANCH,), ticket={"supervised": "市级"}),
    "YC three times": Chain(
        "yichuan_road", (HEAD,), (BRANCH,), times=3, report={"previous_handling": "前两次均已清理车位。"}
    ),
    "SJ hotline": Chain("songjiang_civil", (BRANCH,), (DESK,), (DESK,)),
    "SJ petition": Chain("songjiang_civil", (BRANCH,), (DESK,), (DESK,), ticket={"source": "信访"}),
    "SJ 962200": Chain("songjiang_civil", (BRANCH,), (DESK,), ticket={"source": "962200"}),
    "SJ recheck": Chain("songjiang_civil", (BRANCH,), (DESK,), (DESK,), ticket={"is_recheck": "是"}, report=AGAIN),
    "BZ ordinary": Chain("beizhan", (BRANCH,), (DESK,)),
    "NM ordinary": Chain("nanmatou_road", (HEAD,), (BRANCH,)),
    "NM untrue": Chain("nanmatou_road", (HEAD, BRANCH), (BRANCH,), proof=("explanation_form",), report=UNTRUE),
    "NM recheck": Chain("nanmatou_road", (HEAD,), (BRANCH,), ticket={"is_recheck": "是"}, proof=("sealed_document",)),
}
ONE_OF_EACH = ("PT ordinary", "YC untrue", "SJ hotline", "BZ ordinary", "NM recheck")
every_chain = pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)


def holder(player: Player, party: str) -> Person:
    cast = player.cast
    leader = desk_leader(player.session, cast)
    return {HEAD: cast.head, BRANCH: cast.unit_leader, DESK: leader, MAIN: cast.main_leader}[party]


def ready(session: Session, chain: Chain) -> Player:
    """Handled, with nothing but the report to be handed in."""
    cast = settle_under(session, chain.office)
    for number in range(1, chain.times):
        play(session, cast, number=f"2026112000020{number}")
    player = play(session, cast, **chain.ticket)
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis", *chain.proof))
    return player


def submitted(session: Session, chain: Chain) -> Player:
    player = ready(session, chain)
    hand_in(player, chain)
    return player


def hand_in(player: Player, chain: Chain, **changes: Any) -> None:
    player.submit(**{**ANY_OFFICE, **chain.report, **changes})


def everybody_else_is_refused(player: Player, party: str) -> None:
    text = {"report_id": id_of(player.report), "sha256": player.report.sha256}
    given = {one.role for one in signatures_on(player.session, player.report)}
    for other in {HEAD, BRANCH, DESK, MAIN} - {party} - given:
        before = player.ticket.revision
        answer = player.act(approval.sign, holder(player, other), **text)
        assert isinstance(answer, Refused), (party, other)
        assert faults_of(answer, changed=player.ticket.revision != before) == []


def goes_through(player: Player, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Signed by each at their turn, and reviewed in between; nobody else can sign meanwhile."""
    for party in before:
        assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, party)
        everybody_else_is_refused(player, party)
        player.sign(holder(player, party))
    assert player.ticket.state == State.REVIEWING
    everybody_else_is_refused(player, "nobody")
    player.approve()
    for party in after:
        assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, party)
        player.sign(holder(player, party))
    assert player.ticket.state == State.CALLING_BACK
    assert [line.role for line in signatures_on(player.session, player.report)] == [*before, *after]


@every_chain
def test_each_signs_in_turn_and_nobody_out_of_it(session: Session, chain: Chain) -> None:
    player = submitted(session, chain)
    goes_through(player, chain.before, chain.after)


@every_chain
def test_where_nobody_holds_the_first_post_the_next_one_up_signs(session: Session, chain: Chain) -> None:
    player = ready(session, chain)
    absent = holder(player, chain.before[0])
    for post in session.exec(select(Post).where(Post.person_id == absent.id)):
        session.delete(post)
    session.flush()
    hand_in(player, chain)
    text = {"report_id": id_of(player.report), "sha256": player.report.sha256}
    assert isinstance(player.act(approval.sign, absent, **text), Refused)
    for party in chain.without:
        player.sign(holder(player, party))
    player.approve()
    for party in chain.after:
        player.sign(holder(player, party))
    assert player.ticket.state == State.CALLING_BACK


@every_chain
def test_the_deputy_of_an_absent_signer_signs_in_their_name(session: Session, chain: Chain) -> None:
    player = submitted(session, chain)
    last = (*chain.before, *chain.after)[-1]
    absent, deputy = holder(player, last), player.cast.other_head
    row = Deputy(office_id=absent.office_id, person_id=id_of(absent), deputy_id=id_of(deputy))
    row.starts_at, row.ends_at = player.clock - timedelta(days=1), player.clock + timedelta(days=9)
    session.add(row)
    session.flush()
    for party in chain.before:
        player.sign(deputy if party == last else holder(player, party))
    player.approve()
    for party in chain.after:
        player.sign(deputy if party == last else holder(player, party))
    assert signatures_on(session, player.report)[-1].name == f"{deputy.name}（代{absent.name}）"
    assert player.ticket.state == State.CALLING_BACK


@pytest.mark.parametrize("chain", [CHAINS[name] for name in ONE_OF_EACH], ids=ONE_OF_EACH)
def test_another_text_is_signed_from_the_beginning(session: Session, chain: Chain) -> None:
    player = submitted(session, chain)
    for party in chain.before:
        player.sign(holder(player, party))
    former = {"report_id": id_of(player.report), "sha256": player.report.sha256}
    player.do(approval.send_back, player.cast.clerk, reason="措施不具体")
    assert signatures_on(session, player.report) == ()
    hand_in(player, chain, measures="根据规定已联系车主移走车辆，物业加装地锁并完成清理，另设警示牌。")
    assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, chain.before[0])
    stale = player.act(approval.sign, holder(player, chain.before[0]), **former)
    assert stale == approval.ANOTHER_TEXT or isinstance(stale, Refused)
    assert isinstance(player.sign(holder(player, chain.before[0])), Done)
