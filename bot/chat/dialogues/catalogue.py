"""Every dialogue by the name its drafts carry, and the one that each act opens."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.chat.dialogues.applying import APPLY
from bot.chat.dialogues.away import AWAY
from bot.chat.dialogues.bulletins import BULLETIN_BEGINNING, BULLETIN_CORRECTION, BULLETIN_WITHDRAWAL
from bot.chat.dialogues.classify import CHOOSE_FINDING, CLASSIFY
from bot.chat.dialogues.closing import CALL_BACK, CLOSE
from bot.chat.dialogues.coming_back import ASK_FOLLOW_UP, FOLLOW_UP, RECHECK, REOPEN, UPLOAD
from bot.chat.dialogues.contact import DESK_CONTACT, FIRST_CONTACT
from bot.chat.dialogues.correct import CORRECT
from bot.chat.dialogues.desk_orders import ASK_DESIGNATION, DESIGNATE, JOIN, SUPERVISE, URGE, URGE_MANY
from bot.chat.dialogues.dialogue import Dialogue
from bot.chat.dialogues.dispatch import DISPATCH
from bot.chat.dialogues.evaluating import BONUS, OBJECTION
from bot.chat.dialogues.exporting import EXPORT
from bot.chat.dialogues.handling import NOTE, PROGRESS, SITE_VISIT
from bot.chat.dialogues.importing import IMPORT
from bot.chat.dialogues.intake import INTAKE, INTAKE_MANY
from bot.chat.dialogues.material import MATERIAL
from bot.chat.dialogues.paper import SIGN_ON_PAPER
from bot.chat.dialogues.printing import PRINT_FORMS
from bot.chat.dialogues.replying import CO_HANDLE, REPLY
from bot.chat.dialogues.report import REPORT
from bot.chat.dialogues.requests import DECIDE, SIGN_REQUEST, WITHDRAW
from bot.chat.dialogues.returning import APPLY_RETURN, RETURN_UPWARD
from bot.chat.dialogues.reveal import SHOW_CONTACT
from bot.chat.dialogues.review import REVIEW
from bot.chat.dialogues.roster import ROSTER
from bot.chat.dialogues.signing import SIGN
from bot.chat.dialogues.staffing import STAFFING
from bot.chat.dialogues.unfiled import UNFILED
from bot.chat.dialogues.unit_keeping import UNIT_KEEPING
from bot.rules.workflow import Act

DIALOGUES = (
    INTAKE,
    INTAKE_MANY,
    IMPORT,
    CORRECT,
    DISPATCH,
    DESK_CONTACT,
    FIRST_CONTACT,
    SITE_VISIT,
    PROGRESS,
    NOTE,
    MATERIAL,
    REPORT,
    SIGN,
    SIGN_ON_PAPER,
    REVIEW,
    CALL_BACK,
    CLOSE,
    PRINT_FORMS,
    SHOW_CONTACT,
    UNFILED,
    CLASSIFY,
    CHOOSE_FINDING,
    JOIN,
    URGE,
    URGE_MANY,
    SUPERVISE,
    ASK_DESIGNATION,
    DESIGNATE,
    CO_HANDLE,
    REPLY,
    APPLY_RETURN,
    RETURN_UPWARD,
    APPLY,
    SIGN_REQUEST,
    DECIDE,
    WITHDRAW,
    UPLOAD,
    REOPEN,
    RECHECK,
    ASK_FOLLOW_UP,
    FOLLOW_UP,
    AWAY,
    BONUS,
    OBJECTION,
    EXPORT,
    BULLETIN_BEGINNING,
    BULLETIN_CORRECTION,
    BULLETIN_WITHDRAWAL,
    ROSTER,
    *STAFFING,
    *UNIT_KEEPING,
)
_BY_KIND: Mapping[str, Dialogue] = MappingProxyType({dialogue.kind: dialogue for dialogue in DIALOGUES})

DIALOGUE_OF_ACT: Mapping[str, Dialogue] = MappingProxyType(
    {
        **{dialogue.act: dialogue for dialogue in DIALOGUES if dialogue.act is not None},
        Act.REFUSE_SIGNATURE: SIGN,
        Act.SEND_BACK: REVIEW,
        Act.REVIEW_AGAIN: REVIEW,
        Act.REFUSE_REQUEST: SIGN_REQUEST,
        Act.REJECT: DECIDE,
    }
)


def dialogue_of(kind: str) -> Dialogue:
    """The dialogue of a draft; KeyError for a kind that no version of ours ever wrote."""
    return _BY_KIND[kind]
