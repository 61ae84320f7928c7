"""What a failed sending means for its row: decided from the failure and what the row has been through already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.limits import SendRules
from bot.ports import PermanentFailure, Refusal, TemporaryFailure, UnknownOutcome
from storage.tables import OutboxRow

MOST_FAULTS = 3
"""How often a row may fail through its own fault."""
MOST_UNANSWERED_EDITS = 8
SECRET_KINDS = frozenset({"contact", "forms_with_contact"})
BULLETINS_ASKED_FOR = frozenset({"bulletin_file", "bulletin_preview"})
PERSONAL_KINDS = (
    frozenset({"refresh", "delete", "evidence", "handover", "board", "chart", "archive", "forms"})
    | BULLETINS_ASKED_FOR
    | SECRET_KINDS
)


@dataclass(frozen=True, slots=True)
class Retry:
    """Back to waiting until `at`. Each count is added to the row's."""

    at: datetime
    attempts: int = 0
    unknowns: int = 0
    copies: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The row ends as undeliverable. `person_is_deaf` when the chat accepts nothing at all any more."""

    reason: str
    to_next: bool = False
    tell_desk: bool = True
    person_is_deaf: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another id now: everything waiting for it goes there."""

    new_chat_id: int


Verdict = Retry | GiveUp | Moved
Failure = TemporaryFailure | UnknownOutcome | PermanentFailure


def judge(row: OutboxRow, failure: Failure, repeatable: bool, now: datetime, rules: SendRules) -> Verdict:
    """`repeatable`: doing it twice shows nothing twice, as with an edit."""
    match failure:
        case TemporaryFailure():
            # It never arrived: no attempt was spent. Who may send when is for pacing and breaker to say.
            return Retry(now + timedelta(seconds=failure.retry_after or 0), attempts=-1)
        case UnknownOutcome():
            return _unanswered(row, repeatable, now, rules)
        case PermanentFailure():
            return _refused(row, failure, now)


def _unanswered(row: OutboxRow, repeatable: bool, now: datetime, rules: SendRules) -> Verdict:
    if repeatable:
        if row.unknown_count + 1 >= MOST_UNANSWERED_EDITS:
            return GiveUp("多次没有得到回答", tell_desk=False)
        return Retry(now + rules.resend_after * 2**row.unknown_count, unknowns=1)
    if row.kind in SECRET_KINDS:
        return GiveUp("没有得到回答，可能已送达；涉及隐私，不重发", tell_desk=False)
    if row.unknown_count == 0:
        return Retry(now + rules.resend_after, unknowns=1, copies=1)
    return GiveUp("两次都没有得到回答，可能已送达", to_next=may_go_to_another(row))


def _refused(row: OutboxRow, failure: PermanentFailure, now: datetime) -> Verdict:
    match failure.refusal:
        case Refusal.BLOCKED:
            return GiveUp("对方已停用与助手的聊天", to_next=may_go_to_another(row), person_is_deaf=True)
        case Refusal.NOT_CONNECTED:
            return GiveUp("对方的聊天不存在或从未打开", to_next=may_go_to_another(row), person_is_deaf=True)
        case Refusal.MIGRATED if failure.new_chat_id is not None:
            return Moved(failure.new_chat_id)
    return at_fault(row, f"服务器拒收：{failure.reason}", now)


def at_fault(row: OutboxRow, reason: str, now: datetime) -> Retry | GiveUp:
    """Something about the row itself was refused: tried again a little, in case it was a mood."""
    if row.faults + 1 >= MOST_FAULTS:
        return GiveUp(reason)
    return Retry(now + timedelta(seconds=2 * 4**row.faults), faults=1)


def may_go_to_another(row: OutboxRow) -> bool:
    """Whether somebody else should hear this: not what answers a speaker, nor what was drawn for one person's eyes."""
    answers_speaker = row.kind == "say" and row.lane == 0
    return row.person_id is not None and row.kind not in PERSONAL_KINDS and not answers_speaker
