"""The life of a ticket: whether somebody may do an act now, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.rules.acts import (
    ACT_NAMES,
    EVERYWHERE,
    FIELD,
    LEADERS,
    PARTIES,
    PARTY_NAMES,
    SIGNERS,
    STATE_NAMES,
    Act,
    CallBack,
    State,
)
from bot.rules.moves import EVER_ALLOWED, MOVES, Move
from bot.rules.outcome import Refused
from bot.rules.requests import ABOUT_REQUESTS, RequestInHand, held_up
from bot.rules.requests import obstacle as request_obstacle

__all__ = [
    "ACT_NAMES",
    "EVER_ALLOWED",
    "FIELD",
    "LEADERS",
    "MOVES",
    "OUR_OWN",
    "PARTIES",
    "PARTY_NAMES",
    "SIGNERS",
    "STATE_NAMES",
    "Act",
    "CallBack",
    "Circumstances",
    "Move",
    "RequestInHand",
    "State",
    "Terms",
    "judge",
    "possible",
]

OUR_OWN = "文件未规定，本系统设定"
"""Given as the clause where a document leaves an act to us."""

_NEXT: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.REGISTERED: ("desk", "派单"),
        State.DISPATCHED: ("unit", "接单"),
        State.HANDLING: ("unit", "处置并提交办结报告"),
        State.SIGNING: ("unit_head", "签批办结报告"),
        State.REVIEWING: ("desk", "审核办结报告"),
        State.CALLING_BACK: ("desk", "回访来电人"),
        State.UPLOADING: ("desk", "确认已上传上级平台"),
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the table alone cannot know.

    `signatures_owed`: parties still to sign the report at this stage, in order, the next one first; `reviewed`: the
    desk has found it in order, and they are the last; `signs_after_review`: who signs once it has. `on_paper`:
    the parties whose signature is due and may be given on paper. `wrote_report`: the
    actor, or whom the actor stands in for, submitted the report in question. `call_back`: how the call-back ended.
    `cannot_be_reached`: the ticket has no contact data, or the attempts the office asks for were made. `request`: the
    request that an act on requests is about; `pending`: the kinds of all that are pending. `uploaded`: the platform
    above has the result. `has_unit`: somebody handles the ticket. `explains`: the parties that owe a written
    explanation.
    """

    signatures_owed: tuple[str, ...] = ()
    reviewed: bool = False
    signs_after_review: tuple[str, ...] = ()
    on_paper: frozenset[str] = frozenset()
    wrote_report: bool = False
    call_back: CallBack = CallBack.UNREACHED
    cannot_be_reached: bool = False
    request: RequestInHand | None = None
    pending: frozenset[str] = frozenset()
    uploaded: bool = True
    has_unit: bool = True
    explains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """How an office speaks: its names for the parties it has, and the clause that decides who does an act (by act).

    `without`: the acts for which its document gives no occasion.
    """

    names: Mapping[str, str] = field(default_factory=lambda: PARTY_NAMES)
    clauses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    without: frozenset[Act] = frozenset()

    def name(self, party: str) -> str:
        return self.names.get(party) or PARTY_NAMES.get(party, party)

    def clause(self, act: Act) -> str:
        """By which clause the act is done here."""
        return self.clauses.get(act) or OUR_OWN

    def refuse(self, act: Act, reason: str) -> Refused:
        return Refused(reason, self.clause(act))


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
    if act in terms.without:
        return terms.refuse(act, f"本单位的文件没有规定{name}的情形。")
    if not parties & EVER_ALLOWED[act]:
        return terms.refuse(act, f"{name}由{_listed(EVER_ALLOWED[act], terms)}负责，您在这张工单上不是这个角色。")
    then = _what_next(state, circumstances, terms)
    if move is None:
        return terms.refuse(act, f"工单现在是「{STATE_NAMES[state]}」，不能{name}；{then}。")
    if not parties & move.parties:
        who = _listed(move.parties, terms)
        only = f"{name}只能由{who}进行" if who else f"还不能{name}"
        return terms.refuse(act, f"工单「{STATE_NAMES[state]}」时，{only}；{then}。")
    return _obstacle(act, parties & move.parties, circumstances, terms) or _destination(move, circumstances)


def possible(
    state: State, parties: frozenset[str], circumstances: Circumstances = NOTHING_KNOWN, terms: Terms = PLAIN
) -> tuple[Act, ...]:
    """Every act open to these `parties` in `state`, in the order of a ticket's life."""
    return tuple(act for act in Act if isinstance(judge(act, state, parties, circumstances, terms), State))


def _obstacle(act: Act, parties: frozenset[str], circumstances: Circumstances, terms: Terms) -> Refused | None:
    if act in ABOUT_REQUESTS:
        reason = request_obstacle(act, parties, circumstances.request, terms.name)
    else:
        reason = held_up(act, circumstances.pending) or _report_obstacle(act, parties, circumstances, terms)
    return terms.refuse(act, reason) if reason else None


def _report_obstacle(act: Act, parties: frozenset[str], circumstances: Circumstances, terms: Terms) -> str | None:
    match act:
        case Act.SIGN | Act.APPROVE if circumstances.wrote_report:
            return f"办结报告由您本人提交，或由您代班的人提交，不能由您{ACT_NAMES[act]}。"
        case Act.SIGN | Act.REFUSE_SIGNATURE:
            return _not_their_turn(parties, circumstances.signatures_owed, terms)
        case Act.SIGN_ON_PAPER:
            return _no_paper(parties, circumstances.on_paper, terms)
        case Act.CLOSE if not circumstances.cannot_be_reached:
            return "还没有回访来电人；只有没有联系方式，或者按规定次数仍联系不上的，才能直接办结。"
        case Act.UPLOAD if circumstances.uploaded:
            return "已经确认过上传，不用再确认。"
        case Act.FOLLOW_UP if not parties & circumstances.explains:
            return "没有要求您书面说明的事项。"
    return None


def _not_their_turn(parties: frozenset[str], owed: tuple[str, ...], terms: Terms) -> str | None:
    if not owed:
        return "没有等待签批的办结报告。"
    return None if owed[0] in parties else f"现在等待{terms.name(owed[0])}签批，还没有轮到您。"


def _no_paper(parties: frozenset[str], due: frozenset[str], terms: Terms) -> str | None:
    """The unit enters any paper that is due; a leader only the own one."""
    if not due:
        return "现在没有文件要求在纸上签字或者盖章的签批，不能登记纸质签字；请在聊天里签批。"
    if parties & (FIELD | due):
        return None
    return f"现在等待的是{_listed(due, terms)}的签字，不能由您登记纸质签字。"


def _destination(move: Move, circumstances: Circumstances) -> State:
    match move.act:
        case Act.REPORT:
            return State.SIGNING if circumstances.signatures_owed else State.REVIEWING
        case Act.SIGN if len(circumstances.signatures_owed) > 1:
            return State.SIGNING
        case Act.SIGN:
            return State.CALLING_BACK if circumstances.reviewed else State.REVIEWING
        case Act.APPROVE:
            return State.SIGNING if circumstances.signs_after_review else State.CALLING_BACK
        case Act.CALL_BACK:
            after = {CallBack.WELL: _ended(circumstances), CallBack.UNWELL: State.HANDLING}
            return after.get(circumstances.call_back, State.CALLING_BACK)
        case Act.CLOSE:
            return _ended(circumstances)
        case Act.REOPEN | Act.RECHECK:
            return move.leads_to[0 if circumstances.has_unit else 1]
    return move.leads_to[0] if move.leads_to else move.state


def _ended(circumstances: Circumstances) -> State:
    """Nothing is closed here that the platform above has not received."""
    return State.CLOSED if circumstances.uploaded else State.UPLOADING


def _what_next(state: State, circumstances: Circumstances, terms: Terms) -> str:
    if state is State.CLOSED:
        return "工单已办结，只能查阅"
    party, what = _NEXT[state]
    if state is State.SIGNING and circumstances.signatures_owed:
        party = circumstances.signatures_owed[0]
    return f"下一步由{terms.name(party)}{what}"


def _listed(parties: frozenset[str], terms: Terms) -> str:
    """Those of the parties that the office has."""
    has = terms.names.keys() | EVERYWHERE
    return "、".join(terms.name(party) for party in PARTIES if party in parties and party in has)
