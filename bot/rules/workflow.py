"""The life of a ticket: which act is legal in which state, for whom, and where it leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bot.rules.outcome import Refused


class State(StrEnum):
    """Where a ticket stands."""

    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SIGNING = "signing"
    REVIEWING = "reviewing"
    CALLING_BACK = "calling_back"
    CLOSED = "closed"


class Act(StrEnum):
    """What somebody can do with a ticket."""

    CORRECT = "correct"
    DISPATCH = "dispatch"
    DESK_CONTACT = "desk_contact"
    ACCEPT = "accept"
    FIRST_CONTACT = "first_contact"
    SITE_VISIT = "site_visit"
    NOTE = "note"
    EVIDENCE = "evidence"
    PROGRESS = "progress"
    REPORT = "report"
    SIGN = "sign"
    REFUSE_SIGNATURE = "refuse_signature"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    CALL_BACK = "call_back"
    CLOSE = "close"
    SHOW_CONTACT = "show_contact"
    SHOW_EVIDENCE = "show_evidence"


class CallBack(StrEnum):
    """How a call-back ended: solved and accepted, not solved or not accepted, nobody reached."""

    WELL = "well"
    UNWELL = "unwell"
    UNREACHED = "unreached"


STATE_NAMES: Mapping[State, str] = MappingProxyType(
    {
        State.REGISTERED: "待派单",
        State.DISPATCHED: "待接单",
        State.HANDLING: "处置中",
        State.SIGNING: "待签批",
        State.REVIEWING: "待审核",
        State.CALLING_BACK: "待回访",
        State.CLOSED: "已办结",
    }
)

ACT_NAMES: Mapping[Act, str] = MappingProxyType(
    {
        Act.CORRECT: "更正工单内容",
        Act.DISPATCH: "派单",
        Act.DESK_CONTACT: "先行简告",
        Act.ACCEPT: "接单",
        Act.FIRST_CONTACT: "先行联系",
        Act.SITE_VISIT: "现场查看",
        Act.NOTE: "添加记录",
        Act.EVIDENCE: "添加佐证材料",
        Act.PROGRESS: "反馈处置进展",
        Act.REPORT: "提交办结报告",
        Act.SIGN: "签批",
        Act.REFUSE_SIGNATURE: "签批退回",
        Act.APPROVE: "审核通过",
        Act.SEND_BACK: "退回重办",
        Act.CALL_BACK: "回访",
        Act.CLOSE: "直接办结",
        Act.SHOW_CONTACT: "查看联系方式",
        Act.SHOW_EVIDENCE: "查看佐证材料",
    }
)

PARTY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "desk": "派单方",
        "unit": "处置部门",
        "informant": "片区信息员",
        "unit_head": "处置部门负责人",
        "unit_branch_leader": "处置部门分管领导",
        "territory_branch_leader": "属地分管领导",
        "desk_branch_leader": "受理方分管领导",
        "main_leader": "主要领导",
    }
)
PARTIES = tuple(PARTY_NAMES)

FIELD = frozenset({"unit", "informant"})
SIGNERS = frozenset({"unit_head", "unit_branch_leader", "desk_branch_leader", "main_leader"})
LEADERS = SIGNERS | {"territory_branch_leader"}

_OPEN = tuple(state for state in State if state is not State.CLOSED)
_SENT_OUT = tuple(state for state in _OPEN if state is not State.REGISTERED)
_IN_HAND = (State.HANDLING, State.SIGNING, State.REVIEWING)


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move. `leads_to` lists every state it can end in; empty when the ticket stays where it is."""

    act: Act
    state: State
    parties: frozenset[str]
    leads_to: tuple[State, ...] = ()


# What happened in the field may be told until the desk has approved: no open duty is without a way to discharge it.
_TABLE: tuple[tuple[Act, Iterable[State], frozenset[str], tuple[State, ...]], ...] = (
    (Act.CORRECT, _OPEN, frozenset({"desk"}), ()),
    (Act.DISPATCH, (State.REGISTERED, State.DISPATCHED), frozenset({"desk"}), (State.DISPATCHED,)),
    (Act.DESK_CONTACT, (State.REGISTERED, State.DISPATCHED, *_IN_HAND), frozenset({"desk"}), ()),
    (Act.ACCEPT, (State.DISPATCHED,), frozenset({"unit"}), (State.HANDLING,)),
    (Act.FIRST_CONTACT, (State.DISPATCHED,), frozenset({"informant"}), ()),
    (Act.FIRST_CONTACT, _IN_HAND, FIELD, ()),
    (Act.SITE_VISIT, _IN_HAND, frozenset({"unit"}), ()),
    (Act.NOTE, (State.REGISTERED,), frozenset({"desk"}), ()),
    (Act.NOTE, _SENT_OUT, FIELD | LEADERS | {"desk"}, ()),
    (Act.EVIDENCE, (State.REGISTERED,), frozenset({"desk"}), ()),
    (Act.EVIDENCE, _SENT_OUT, FIELD | {"desk"}, ()),
    (Act.PROGRESS, (State.DISPATCHED,), frozenset({"desk"}), ()),
    (Act.PROGRESS, _IN_HAND, frozenset({"desk", "unit"}), ()),
    (Act.REPORT, (State.HANDLING,), frozenset({"unit"}), (State.SIGNING, State.REVIEWING)),
    (Act.SIGN, (State.SIGNING,), SIGNERS, (State.SIGNING, State.REVIEWING)),
    (Act.REFUSE_SIGNATURE, (State.SIGNING,), SIGNERS, (State.HANDLING,)),
    (Act.APPROVE, (State.REVIEWING,), frozenset({"desk"}), (State.CALLING_BACK,)),
    (Act.SEND_BACK, (State.REVIEWING,), frozenset({"desk"}), (State.HANDLING,)),
    (
        Act.CALL_BACK,
        (State.CALLING_BACK,),
        frozenset({"desk"}),
        (State.CLOSED, State.HANDLING, State.CALLING_BACK),
    ),
    (Act.CLOSE, (State.CALLING_BACK,), frozenset({"desk"}), (State.CLOSED,)),
    (Act.SHOW_CONTACT, (State.REGISTERED, State.CLOSED), frozenset({"desk"}), ()),
    (Act.SHOW_CONTACT, _SENT_OUT, FIELD | {"desk"}, ()),
    (Act.SHOW_EVIDENCE, (State.REGISTERED,), frozenset({"desk"}), ()),
    (Act.SHOW_EVIDENCE, (*_SENT_OUT, State.CLOSED), FIELD | LEADERS | {"desk"}, ()),
)

MOVES: Mapping[tuple[State, Act], Move] = MappingProxyType(
    {(state, act): Move(act, state, parties, leads_to) for act, states, parties, leads_to in _TABLE for state in states}
)

EVER_ALLOWED: Mapping[Act, frozenset[str]] = MappingProxyType(
    {act: frozenset[str]().union(*(move.parties for move in MOVES.values() if move.act is act)) for act in Act}
)

_NEXT: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.REGISTERED: ("desk", "派单"),
        State.DISPATCHED: ("unit", "接单"),
        State.HANDLING: ("unit", "处置并提交办结报告"),
        State.SIGNING: ("unit_head", "签批办结报告"),
        State.REVIEWING: ("desk", "审核办结报告"),
        State.CALLING_BACK: ("desk", "回访来电人"),
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the table alone cannot know.

    `signatures_owed`: parties still to sign the report, in order, the next one first. `wrote_report`: the actor
    submitted the report in question. `call_back`: how the call-back ended. `cannot_be_reached`: the ticket has no
    contact data, or the attempts the office asks for were made.
    """

    signatures_owed: tuple[str, ...] = ()
    wrote_report: bool = False
    call_back: CallBack = CallBack.UNREACHED
    cannot_be_reached: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """How an office speaks: its names for the parties it has, and the clause that decides who does an act (by act)."""

    names: Mapping[str, str] = field(default_factory=lambda: PARTY_NAMES)
    clauses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def name(self, party: str) -> str:
        return self.names.get(party) or PARTY_NAMES.get(party, party)

    def refuse(self, act: Act, reason: str) -> Refused:
        return Refused(reason, self.clauses.get(act))


NOTHING_KNOWN = Circumstances()
PLAIN = Terms()


def judge(
    act: Act,
    state: State,
    parties: frozenset[str],
    circumstances: Circumstances = NOTHING_KNOWN,
    terms: Terms = PLAIN,
) -> State | Refused:
    """The state the ticket is in after `act`, or why somebody who acts as these `parties` may not do it now."""
    move = MOVES.get((state, act))
    name = ACT_NAMES[act]
    if not parties & EVER_ALLOWED[act]:
        return terms.refuse(act, f"{name}由{_listed(EVER_ALLOWED[act], terms)}负责，您在这张工单上不是这个角色。")
    then = _what_next(state, circumstances, terms)
    if move is None:
        return terms.refuse(act, f"工单现在是「{STATE_NAMES[state]}」，不能{name}；{then}。")
    if not parties & move.parties:
        who = _listed(move.parties, terms)
        only = f"{name}只能由{who}进行" if who else f"还不能{name}"
        return terms.refuse(act, f"工单「{STATE_NAMES[state]}」时，{only}；{then}。")
    return _obstacle(act, parties, circumstances, terms) or _destination(move, circumstances)


def possible(state: State, parties: frozenset[str], circumstances: Circumstances = NOTHING_KNOWN) -> tuple[Act, ...]:
    """Every act open to these `parties` in `state`, in the order of a ticket's life."""
    return tuple(act for act in Act if isinstance(judge(act, state, parties, circumstances), State))


def _obstacle(act: Act, parties: frozenset[str], circumstances: Circumstances, terms: Terms) -> Refused | None:
    if act in (Act.SIGN, Act.APPROVE) and circumstances.wrote_report:
        return terms.refuse(act, f"办结报告是您本人提交的，不能由您{ACT_NAMES[act]}。")
    if act in (Act.SIGN, Act.REFUSE_SIGNATURE):
        if not circumstances.signatures_owed:
            return terms.refuse(act, "没有等待签批的办结报告。")
        awaited = circumstances.signatures_owed[0]
        if awaited not in parties:
            return terms.refuse(act, f"现在等待{terms.name(awaited)}签批，还没有轮到您。")
    if act is Act.CLOSE and not circumstances.cannot_be_reached:
        return terms.refuse(act, "还没有回访来电人；只有没有联系方式，或者按规定次数仍联系不上的，才能直接办结。")
    return None


def _destination(move: Move, circumstances: Circumstances) -> State:
    match move.act:
        case Act.REPORT:
            return State.SIGNING if circumstances.signatures_owed else State.REVIEWING
        case Act.SIGN:
            return State.SIGNING if len(circumstances.signatures_owed) > 1 else State.REVIEWING
        case Act.CALL_BACK:
            after = {CallBack.WELL: State.CLOSED, CallBack.UNWELL: State.HANDLING}
            return after.get(circumstances.call_back, State.CALLING_BACK)
    return move.leads_to[0] if move.leads_to else move.state


def _what_next(state: State, circumstances: Circumstances, terms: Terms) -> str:
    if state is State.CLOSED:
        return "工单已办结，只能查阅"
    party, what = _NEXT[state]
    if state is State.SIGNING and circumstances.signatures_owed:
        party = circumstances.signatures_owed[0]
    return f"下一步由{terms.name(party)}{what}"


def _listed(parties: frozenset[str], terms: Terms) -> str:
    """Those of the parties that the office has."""
    return "、".join(terms.name(party) for party in PARTIES if party in parties and party in terms.names)
