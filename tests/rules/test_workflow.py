"""Every state × act × party, allowed and refused, against a table written by hand."""

from dataclasses import replace
from itertools import product

import pytest

from bot.rules.outcome import Refused
from bot.rules.requests import SIGNING, RequestInHand
from bot.rules.workflow import (
    ACT_NAMES,
    MOVES,
    OUR_OWN,
    PARTIES,
    STATE_NAMES,
    Act,
    CallBack,
    Circumstances,
    State,
    Terms,
    judge,
    possible,
)

LETTERS = {
    "d": "desk",
    "u": "unit",
    "c": "co_unit",
    "i": "informant",
    "h": "unit_head",
    "b": "unit_branch_leader",
    "t": "territory_branch_leader",
    "k": "desk_branch_leader",
    "m": "main_leader",
}

# Columns: registered, dispatched, handling, signing, reviewing, calling_back, uploading, closed. A dot: nobody.
ALLOWED = """
correct           d         d         d         d         d         d         d         .
classify          d         d         d         d         d         d         d         .
dispatch          d         d         d         .         .         .         .         .
join              .         d         d         .         .         .         .         .
desk_contact      d         d         d         d         d         .         .         .
urge              .         d         d         d         .         .         .         .
supervise         d         d         d         d         d         d         d         .
ask_designation   d         du        du        .         .         .         .         .
designate         bkm       bkm       bkm       .         .         .         .         .
accept            .         u         .         .         .         .         .         .
first_contact     .         i         ui        ui        ui        .         .         .
site_visit        .         .         u         u         u         .         .         .
note              d         ducihbtkm ducihbtkm ducihbtkm ducihbtkm ducihbtkm ducihbtkm .
evidence          d         ducihbkm  ducihbkm  ducihbkm  ducihbkm  ducihbkm  ducihbkm  .
progress          .         d         du        du        du        du        du        .
co_handle         .         c         c         c         c         .         .         .
choose_finding    .         .         i         .         .         .         .         .
reply             .         .         ui        ui        ui        ui        .         .
apply_return      .         ui        ui        .         .         .         .         .
return_upward     d         d         d         .         .         .         .         .
apply             .         .         u         .         .         .         .         .
sign_request      hbkm      hbkm      hbkm      hbkm      hbkm      hbkm      hbkm      hbkm
refuse_request    hbkm      hbkm      hbkm      hbkm      hbkm      hbkm      hbkm      hbkm
grant             dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm
reject            dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm     dhbkm
withdraw          dui       dui       dui       dui       dui       dui       dui       dui
report            .         .         u         .         .         .         .         .
sign              .         .         .         hbkm      .         .         .         .
refuse_signature  .         .         .         hbkm      .         .         .         .
sign_on_paper     .         uihbkm    uihbkm    uihbkm    uihbkm    uihbkm    uihbkm    .
approve           .         .         .         .         d         .         .         .
send_back         .         .         .         .         d         .         .         .
review_again      .         .         .         .         d         .         .         .
call_back         .         .         .         .         .         d         .         .
upload            .         .         .         .         .         d         d         .
close             .         .         .         .         .         d         .         .
reopen            .         .         .         .         .         .         .         d
recheck           .         .         .         .         .         .         .         d
ask_follow_up     .         d         d         d         d         d         d         d
follow_up         .         dub       dub       dub       dub       dub       dub       dub
show_contact      d         dui       dui       dui       dui       dui       dui       d
show_evidence     d         ducihbtkm ducihbtkm ducihbtkm ducihbtkm ducihbtkm ducihbtkm ducihbtkm
"""


def allowed_triples() -> frozenset[tuple[State, Act, str]]:
    triples = set()
    for line in ALLOWED.split("\n"):
        act, *cells = line.split() or [""]
        for state, cell in zip(State, cells, strict=False):
            triples |= {(state, Act(act), LETTERS[letter]) for letter in cell if letter != "."}
    return frozenset(triples)


def favourable(party: str, act: Act | None = None) -> Circumstances:
    """Nothing but the table stands in the way: it is this party's turn, and nobody can be called back."""
    return Circumstances(
        signatures_owed=(party,),
        on_paper=frozenset({party}),
        cannot_be_reached=True,
        request=request_for(party, act),
        uploaded=False,
        explains=frozenset({party}),
    )


def request_for(party: str, act: Act | None) -> RequestInHand:
    """A request about which it is this party's turn: to sign it, to decide about it, or to take it back."""
    if act in SIGNING:
        return RequestInHand("return", awaited=(party,), decided_by="desk", made_as="unit")
    return RequestInHand("return", decided_by=party, made_as=party)


def test_the_table_by_hand_names_every_act_and_state() -> None:
    rows = [line.split() for line in ALLOWED.strip().split("\n")]
    assert [row[0] for row in rows] == [act.value for act in Act]
    assert {len(row) for row in rows} == {1 + len(State)}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_party_may_do_exactly_what_the_table_says(state: State, act: Act) -> None:
    for party in PARTIES:
        verdict = judge(act, state, frozenset({party}), favourable(party, act))
        assert isinstance(verdict, State) == ((state, act, party) in allowed_triples()), (state, act, party)


def test_every_refusal_is_a_plain_chinese_sentence_that_names_the_act() -> None:
    for state, act, party in set(product(State, Act, PARTIES)) - allowed_triples():
        verdict = judge(act, state, frozenset({party}), favourable(party, act))
        assert isinstance(verdict, Refused)
        assert ACT_NAMES[act] in verdict.reason
        assert verdict.reason.endswith("。")
        assert not set(verdict.reason) & set("abcdefghijklmnopqrstuvwxyz_")


def test_nobody_without_a_part_in_the_ticket_may_do_anything() -> None:
    for state in State:
        assert possible(state, frozenset()) == ()
        assert possible(state, frozenset({"administrator"})) == ()


def test_a_closed_ticket_can_be_read_brought_back_or_asked_about_and_nothing_else() -> None:
    everybody = frozenset(PARTIES)
    assert possible(State.CLOSED, everybody, Circumstances()) == (
        Act.REOPEN, Act.RECHECK, Act.ASK_FOLLOW_UP, Act.SHOW_CONTACT, Act.SHOW_EVIDENCE,
    )  # fmt: skip


def test_possible_is_what_judge_allows_for_every_pair_of_parties() -> None:
    for state, one, other in product(State, PARTIES, PARTIES):
        parties = frozenset({one, other})
        known = favourable(one)
        expected = tuple(act for act in Act if isinstance(judge(act, state, parties, known), State))
        assert possible(state, parties, known) == expected


def test_a_person_with_two_parts_may_do_what_either_part_may() -> None:
    for state, act in product(State, Act):
        known = favourable("unit", act)
        both = judge(act, state, frozenset({"desk", "unit"}), known)
        either = [judge(act, state, frozenset({party}), known) for party in ("desk", "unit")]
        assert isinstance(both, State) == any(isinstance(one, State) for one in either)


@pytest.mark.parametrize(
    ("act", "state", "party", "known", "after"),
    [
        ("dispatch", "registered", "desk", Circumstances(), "dispatched"),
        ("dispatch", "dispatched", "desk", Circumstances(), "dispatched"),
        ("accept", "dispatched", "unit", Circumstances(), "handling"),
        ("first_contact", "dispatched", "informant", Circumstances(), "dispatched"),
        ("first_contact", "handling", "unit", Circumstances(), "handling"),
        ("site_visit", "reviewing", "unit", Circumstances(), "reviewing"),
        ("report", "handling", "unit", Circumstances(signatures_owed=("unit_head",)), "signing"),
        ("report", "handling", "unit", Circumstances(), "reviewing"),
        (
            "sign",
            "signing",
            "unit_head",
            Circumstances(signatures_owed=("unit_head", "unit_branch_leader")),
            "signing",
        ),
        ("sign", "signing", "unit_branch_leader", Circumstances(signatures_owed=("unit_branch_leader",)), "reviewing"),
        ("refuse_signature", "signing", "unit_head", Circumstances(signatures_owed=("unit_head",)), "handling"),
        ("approve", "reviewing", "desk", Circumstances(), "calling_back"),
        ("approve", "reviewing", "desk", Circumstances(signs_after_review=("desk_branch_leader",)), "signing"),
        (
            "sign",
            "signing",
            "desk_branch_leader",
            Circumstances(signatures_owed=("desk_branch_leader", "main_leader"), reviewed=True),
            "signing",
        ),
        (
            "sign",
            "signing",
            "desk_branch_leader",
            Circumstances(signatures_owed=("desk_branch_leader",), reviewed=True),
            "calling_back",
        ),
        (
            "refuse_signature",
            "signing",
            "desk_branch_leader",
            Circumstances(signatures_owed=("desk_branch_leader",), reviewed=True),
            "handling",
        ),
        ("send_back", "reviewing", "desk", Circumstances(), "handling"),
        ("review_again", "reviewing", "desk", Circumstances(), "signing"),
        ("call_back", "calling_back", "desk", Circumstances(call_back=CallBack.WELL), "closed"),
        ("call_back", "calling_back", "desk", Circumstances(call_back=CallBack.UNWELL), "handling"),
        ("call_back", "calling_back", "desk", Circumstances(), "calling_back"),
        ("close", "calling_back", "desk", Circumstances(cannot_be_reached=True), "closed"),
    ],
)
def test_a_move_leads_where_the_office_expects(
    act: str, state: str, party: str, known: Circumstances, after: str
) -> None:
    assert judge(Act(act), State(state), frozenset({party}), known) == State(after)


def test_every_move_ends_in_a_state_that_its_row_announces() -> None:
    for move in MOVES.values():
        party = min(move.parties)
        owed = [(), ("unit_head",), ("unit_head", "main_leader")]
        known = [replace(favourable(party, move.act), signatures_owed=signing) for signing in owed]
        known += [
            replace(favourable(party, move.act), call_back=end, uploaded=uploaded, has_unit=uploaded)
            for end in CallBack
            for uploaded in (True, False)
        ]
        known += [replace(one, reviewed=True, signs_after_review=("main_leader",)) for one in known[:3]]
        verdicts = [judge(move.act, move.state, move.parties, one) for one in known]
        ends = {verdict for verdict in verdicts if isinstance(verdict, State)}
        assert ends == set(move.leads_to or (move.state,))


def test_a_leader_signs_only_in_turn() -> None:
    known = Circumstances(signatures_owed=("unit_head", "unit_branch_leader"))
    verdict = judge(Act.SIGN, State.SIGNING, frozenset({"unit_branch_leader"}), known)
    assert verdict == Refused("现在等待处置部门负责人签批，还没有轮到您。", OUR_OWN)


def test_a_signature_nobody_asked_for_is_refused() -> None:
    verdict = judge(Act.SIGN, State.SIGNING, frozenset({"unit_head"}))
    assert verdict == Refused("没有等待签批的办结报告。", OUR_OWN)


@pytest.mark.parametrize(
    ("act", "state", "parties"),
    [("sign", "signing", {"unit", "unit_head"}), ("approve", "reviewing", {"unit", "desk"})],
)
def test_nobody_passes_the_own_report(act: str, state: str, parties: set[str]) -> None:
    known = Circumstances(signatures_owed=("unit_head",), wrote_report=True)
    verdict = judge(Act(act), State(state), frozenset(parties), known)
    assert isinstance(verdict, Refused)
    assert "本人提交" in verdict.reason
    assert Act(act) not in possible(State(state), frozenset(parties), known)


def test_the_author_may_take_the_own_report_back() -> None:
    known = Circumstances(signatures_owed=("unit_head",), wrote_report=True)
    parties = frozenset({"unit", "unit_head"})
    assert judge(Act.REFUSE_SIGNATURE, State.SIGNING, parties, known) is State.HANDLING


def test_a_ticket_is_not_closed_without_a_call_back_while_the_caller_can_be_reached() -> None:
    verdict = judge(Act.CLOSE, State.CALLING_BACK, frozenset({"desk"}))
    assert isinstance(verdict, Refused)
    assert "还没有回访来电人" in verdict.reason


def test_a_refusal_says_what_would_be_next_in_the_offices_own_words_with_the_clause() -> None:
    terms = Terms({"desk": "街道城运中心", "unit": "处置部门"}, {"approve": "附件4"})
    verdict = judge(Act.APPROVE, State.HANDLING, frozenset({"desk"}), terms=terms)
    assert verdict == Refused("工单现在是「处置中」，不能审核通过；下一步由处置部门处置并提交办结报告。", "附件4")
    verdict = judge(Act.APPROVE, State.HANDLING, frozenset({"unit"}), terms=terms)
    assert verdict == Refused("审核通过由街道城运中心负责，您在这张工单上不是这个角色。", "附件4")


def test_a_handler_who_has_not_accepted_is_told_to_accept_first() -> None:
    verdict = judge(Act.FIRST_CONTACT, State.DISPATCHED, frozenset({"unit"}))
    assert verdict == Refused("工单「待接单」时，先行联系只能由片区信息员进行；下一步由处置部门接单。", OUR_OWN)


def test_every_state_and_act_has_a_chinese_name() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACT_NAMES) == set(Act)


def test_what_a_document_does_not_know_is_refused_as_that_whoever_asks() -> None:
    verdict = judge(Act.DESIGNATE, State.HANDLING, frozenset({"desk"}), terms=Terms(without=frozenset({Act.DESIGNATE})))
    assert verdict == Refused("本单位的文件没有规定指定承办的情形。", OUR_OWN)
