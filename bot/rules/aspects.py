"""The eight sides from which a desk looks at a report, and to which of them each check of a rulebook belongs.

A rulebook may name the aspects of an entry itself; where it does not, they follow from the kind of check.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

Aspect = Literal["first_contact", "site_visit", "fact", "logic", "outcome", "reply", "attachments", "signatures"]

ASPECT_NAMES: Mapping[Aspect, str] = MappingProxyType(
    {
        "first_contact": "先行联系",
        "site_visit": "现场核实",
        "fact": "事实认定",
        "logic": "诉求认定、逻辑关系",
        "outcome": "处置结果、时间节点",
        "reply": "答复市民、满意度",
        "attachments": "附件材料",
        "signatures": "签批手续",
    }
)
"""In the order in which they are looked at."""

_PIECES: Mapping[Aspect, tuple[str, ...]] = {
    "first_contact": ("accepted_at", "first_contact_at"),
    "site_visit": ("site_visit", "site_visit_at", "process"),
    "fact": ("fact",),
    "logic": ("appeal",),
    "outcome": (
        *("text", "result", "measures", "plan", "time_node"),
        *("previous_handling", "background", "ticket_list"),
    ),
    "reply": (
        *("reply_at", "reply_points", "satisfaction", "dissatisfaction_reason", "duty_performed_confirmed"),
        *("responsible_person", "responsible_section", "handler", "contact_phone"),
    ),
    "attachments": (
        *("first_contact_recording", "reply_recording", "call_records", "sms_screenshot", "photos_before"),
        *("photos_after", "site_photos", "basis_docs", "enforcement_docs", "form_1_2"),
    ),
    "signatures": ("seal",),
}
OF_PIECE: Mapping[str, Aspect] = MappingProxyType(
    {piece: aspect for aspect, pieces in _PIECES.items() for piece in pieces}
)
OF_MOMENT: Mapping[str, Aspect] = MappingProxyType(
    {
        "desk_contact": "first_contact",
        "first_contact": "first_contact",
        "first_contact_at": "first_contact",
        "site_visit_at": "site_visit",
        "reply_at": "reply",
        "replied": "reply",
    }
)
IN_WORDS: Aspect = "outcome"
"""What only the words of a report can show."""


def of_pieces(pieces: Iterable[str]) -> Aspect:
    """The first piece is what is asked for, the others are what may stand in for it."""
    return next((OF_PIECE[piece] for piece in pieces), IN_WORDS)


def in_order(aspects: Iterable[Aspect]) -> tuple[Aspect, ...]:
    """Each once, in the order in which they are looked at."""
    wanted = set(aspects)
    return tuple(aspect for aspect in ASPECT_NAMES if aspect in wanted)
