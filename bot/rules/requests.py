"""Requests on a ticket (退单、延期、督办 …): who signs, who decides, and what a pending one holds up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.rules.acts import ACT_NAMES, Act

RETURN, RETURN_UPWARD, EXTENSION = "return", "return_upward", "extension"
SUPERVISION, DESIGNATION, FOLLOW_UP = "supervision", "designation", "follow_up"

REQUEST_NAMES: Mapping[str, str] = MappingProxyType(
    {
        RETURN: "退单申请",
        RETURN_UPWARD: "向上级平台退单",
        EXTENSION: "延期申请",
        "stored_call": "存电申请",
        "not_assessed": "不纳入测评申请",
        "objective": "客观件认定申请",
        SUPERVISION: "发起督办",
        DESIGNATION: "请领导指定承办",
        FOLLOW_UP: "书面说明",
    }
)
"""Every kind of request as staff read it."""

HOLDS_UP: Mapping[str, frozenset[Act]] = MappingProxyType(
    {
        RETURN: frozenset({Act.APPLY_RETURN, Act.RETURN_UPWARD, Act.ACCEPT, Act.DISPATCH, Act.REPORT}),
        RETURN_UPWARD: frozenset({Act.APPLY_RETURN, Act.RETURN_UPWARD, Act.ACCEPT, Act.DISPATCH, Act.REPORT}),
        SUPERVISION: frozenset({Act.SUPERVISE}),
        DESIGNATION: frozenset({Act.ASK_DESIGNATION}),
        **{kind: frozenset({Act.APPLY}) for kind in (EXTENSION, "stored_call", "not_assessed", "objective")},
    }
)
"""What waits while a request of that kind is pending. A leader's designation waits for nothing."""

ENDS_WITH_TICKET = frozenset({RETURN, RETURN_UPWARD, EXTENSION, SUPERVISION, DESIGNATION})
"""What nobody needs to decide any more once the ticket is closed."""

SIGNING = frozenset({Act.SIGN_REQUEST, Act.REFUSE_REQUEST})
DECIDING = frozenset({Act.GRANT, Act.REJECT})
ABOUT_REQUESTS = SIGNING | DECIDING | {Act.WITHDRAW}


@dataclass(frozen=True, slots=True)
class RequestInHand:
    """A pending request as one actor meets it.

    `awaited`: the parties still to sign, the next one first. `decided_by`: the party that decides after them; empty
    where the last signature does. `made_as`: the party that made it. `mine`: the actor made it. `in_authors_place`: as
    which parties the actor only stands in for who made it. `seen_by_others`: somebody else has signed it already.
    """

    kind: str
    awaited: tuple[str, ...] = ()
    decided_by: str = ""
    made_as: str = ""
    mine: bool = False
    in_authors_place: frozenset[str] = frozenset()
    seen_by_others: bool = False

    @property
    def name(self) -> str:
        return REQUEST_NAMES[self.kind]

    @property
    def next_party(self) -> str:
        """Whose turn it is."""
        return self.awaited[0] if self.awaited else self.decided_by

    @property
    def carried_out_by_its_author(self) -> bool:
        """Whether leaders have agreed, and all that is left is for whoever asked to do what they agreed to."""
        return self.seen_by_others and not self.awaited and self.made_as == self.decided_by


def obstacle(
    act: Act, parties: frozenset[str], request: RequestInHand | None, name: Callable[[str], str]
) -> str | None:
    """Why somebody acting as `parties` may not do `act` about the request in hand; None where they may."""
    if request is None:
        return f"没有等待处理的申请，不用{ACT_NAMES[act]}。"
    if act is Act.WITHDRAW:
        return None if request.mine or request.made_as in parties else f"{request.name}不是您提出的，不能由您撤回。"
    if act in (Act.SIGN_REQUEST, Act.GRANT) and not request.carried_out_by_its_author:
        if request.mine:
            return f"{request.name}是您本人提出的，不能由您{ACT_NAMES[act]}。"
        if request.next_party in request.in_authors_place:
            return f"{request.name}是您代班的人提出的，不能由您代其{ACT_NAMES[act]}。"
    if act in SIGNING and not request.awaited:
        return f"{request.name}已签批完，等待{name(request.decided_by)}处理。"
    if act in DECIDING and request.awaited:
        return f"{request.name}还在等待{name(request.awaited[0])}签批。"
    if request.next_party not in parties:
        return f"{request.name}现在等待{name(request.next_party)}处理，还没有轮到您。"
    return None


def held_up(act: Act, pending: frozenset[str]) -> str | None:
    """Why `act` must wait for a pending request, if it must."""
    kind = next((kind for kind in HOLDS_UP if kind in pending and act in HOLDS_UP[kind]), None)
    return f"{REQUEST_NAMES[kind]}正在办理，有结果以前不能{ACT_NAMES[act]}。" if kind else None
