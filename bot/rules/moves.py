"""The table of moves: which act is legal in which state, for whom, and where it leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.rules.acts import FIELD, LEADERS, SIGNERS, Act, State

_OPEN = tuple(state for state in State if state is not State.CLOSED)
_SENT_OUT = tuple(state for state in _OPEN if state is not State.REGISTERED)
_IN_HAND = (State.HANDLING, State.SIGNING, State.REVIEWING)
_WITH_UNIT = (State.DISPATCHED, State.HANDLING)
_BEFORE_REPORT = (State.REGISTERED, *_WITH_UNIT)
_ANY = tuple(State)

_DESK, _UNIT, _CO_UNIT = frozenset({"desk"}), frozenset({"unit"}), frozenset({"co_unit"})
_EVERYBODY = FIELD | LEADERS | _DESK | _CO_UNIT


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move. `leads_to` lists every state it can end in; empty when the ticket stays where it is."""

    act: Act
    state: State
    parties: frozenset[str]
    leads_to: tuple[State, ...] = ()


# What happened in the field may be told until the desk has approved: no open duty is without a way to discharge it.
# Where a request leads depends on what was asked for: the table names the state of the act itself.
_TABLE: tuple[tuple[Act, Iterable[State], frozenset[str], tuple[State, ...]], ...] = (
    (Act.CORRECT, _OPEN, _DESK, ()),
    (Act.CLASSIFY, _OPEN, _DESK, ()),
    (Act.DISPATCH, _BEFORE_REPORT, _DESK, (State.DISPATCHED,)),
    (Act.JOIN, _WITH_UNIT, _DESK, ()),
    (Act.DESK_CONTACT, (State.REGISTERED, State.DISPATCHED, *_IN_HAND), _DESK, ()),
    (Act.URGE, (*_WITH_UNIT, State.SIGNING), _DESK, ()),
    (Act.SUPERVISE, _OPEN, _DESK, ()),
    (Act.ASK_DESIGNATION, (State.REGISTERED,), _DESK, ()),
    (Act.ASK_DESIGNATION, _WITH_UNIT, _DESK | _UNIT, ()),
    (Act.DESIGNATE, _BEFORE_REPORT, SIGNERS - {"unit_head"}, (State.DISPATCHED,)),
    (Act.ACCEPT, (State.DISPATCHED,), _UNIT, (State.HANDLING,)),
    (Act.FIRST_CONTACT, (State.DISPATCHED,), frozenset({"informant"}), ()),
    (Act.FIRST_CONTACT, _IN_HAND, FIELD, ()),
    (Act.SITE_VISIT, _IN_HAND, _UNIT, ()),
    (Act.NOTE, (State.REGISTERED,), _DESK, ()),
    (Act.NOTE, _SENT_OUT, _EVERYBODY, ()),
    (Act.EVIDENCE, (State.REGISTERED,), _DESK, ()),
    (Act.EVIDENCE, _SENT_OUT, FIELD | _DESK | _CO_UNIT | SIGNERS, ()),
    (Act.PROGRESS, (State.DISPATCHED,), _DESK, ()),
    (Act.PROGRESS, (*_IN_HAND, State.CALLING_BACK, State.UPLOADING), _DESK | _UNIT, ()),
    (Act.CO_HANDLE, (State.DISPATCHED, *_IN_HAND), _CO_UNIT, ()),
    (Act.CHOOSE_FINDING, (State.HANDLING,), frozenset({"informant"}), ()),
    (Act.REPLY, (*_IN_HAND, State.CALLING_BACK), FIELD, ()),
    (Act.APPLY_RETURN, _WITH_UNIT, FIELD, ()),
    (Act.RETURN_UPWARD, _BEFORE_REPORT, _DESK, (State.CLOSED,)),
    (Act.APPLY, (State.HANDLING,), _UNIT, ()),
    (Act.SIGN_REQUEST, _ANY, SIGNERS, ()),
    (Act.REFUSE_REQUEST, _ANY, SIGNERS, ()),
    (Act.GRANT, _ANY, _DESK | SIGNERS, ()),
    (Act.REJECT, _ANY, _DESK | SIGNERS, ()),
    (Act.WITHDRAW, _ANY, FIELD | _DESK, ()),
    (Act.REPORT, (State.HANDLING,), _UNIT, (State.SIGNING, State.REVIEWING)),
    (Act.SIGN, (State.SIGNING,), SIGNERS, (State.SIGNING, State.REVIEWING, State.CALLING_BACK)),
    (Act.REFUSE_SIGNATURE, (State.SIGNING,), SIGNERS, (State.HANDLING,)),
    (Act.SIGN_ON_PAPER, _SENT_OUT, FIELD | SIGNERS, ()),
    (Act.APPROVE, (State.REVIEWING,), _DESK, (State.CALLING_BACK, State.SIGNING)),
    (Act.SEND_BACK, (State.REVIEWING,), _DESK, (State.HANDLING,)),
    (Act.REVIEW_AGAIN, (State.REVIEWING,), _DESK, (State.SIGNING,)),
    (
        Act.CALL_BACK,
        (State.CALLING_BACK,),
        _DESK,
        (State.CLOSED, State.UPLOADING, State.HANDLING, State.CALLING_BACK),
    ),
    (Act.UPLOAD, (State.CALLING_BACK,), _DESK, (State.CALLING_BACK,)),
    (Act.UPLOAD, (State.UPLOADING,), _DESK, (State.CLOSED,)),
    (Act.CLOSE, (State.CALLING_BACK,), _DESK, (State.CLOSED, State.UPLOADING)),
    (Act.REOPEN, (State.CLOSED,), _DESK, (State.HANDLING, State.REGISTERED)),
    (Act.RECHECK, (State.CLOSED,), _DESK, (State.DISPATCHED, State.REGISTERED)),
    (Act.ASK_FOLLOW_UP, (*_SENT_OUT, State.CLOSED), _DESK, ()),
    (Act.FOLLOW_UP, (*_SENT_OUT, State.CLOSED), _DESK | _UNIT | {"unit_branch_leader"}, ()),
    (Act.SHOW_CONTACT, (State.REGISTERED, State.CLOSED), _DESK, ()),
    (Act.SHOW_CONTACT, _SENT_OUT, FIELD | _DESK, ()),
    (Act.SHOW_EVIDENCE, (State.REGISTERED,), _DESK, ()),
    (Act.SHOW_EVIDENCE, (*_SENT_OUT, State.CLOSED), _EVERYBODY, ()),
)

MOVES: Mapping[tuple[State, Act], Move] = MappingProxyType(
    {(state, act): Move(act, state, parties, leads_to) for act, states, parties, leads_to in _TABLE for state in states}
)

EVER_ALLOWED: Mapping[Act, frozenset[str]] = MappingProxyType(
    {act: frozenset[str]().union(*(move.parties for move in MOVES.values() if move.act is act)) for act in Act}
)
