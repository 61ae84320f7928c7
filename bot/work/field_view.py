"""A ticket's fields as read, ready to be checked by eye: named, in order, masked."""

from collections.abc import Mapping

from bot.reports.markup import cut
from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text
from bot.work.labels import FIELD_NAMES, LABELS, field_of

LONGEST = 300
READ_AT_MOST = 2000
_MASKED = {"caller": mask_name, "phone": mask_phone, "address": mask_address}


def shown(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """One {"label", "value"} for each field that is filled."""
    named = [field for field in FIELD_NAMES if fields.get(field)]
    return [{"label": FIELD_NAMES[field], "value": shown_value(field, fields)} for field in named]


def shown_value(field: str, fields: Mapping[str, str]) -> str:
    """One field as everybody may see it. The rest of the ticket tells whose name must not stand in the text."""
    raw = fields.get(field, "")[:READ_AT_MOST]
    mask = _MASKED.get(field)
    if mask is not None:
        return cut(mask(raw), LONGEST)
    if field == "number":
        return cut(raw, LONGEST)
    names = [fields["caller"]] if fields.get("caller") else []
    return cut(mask_text(raw, names=names, keep=[fields["number"]] if fields.get("number") else []), LONGEST)


def synonyms(field: str) -> tuple[str, ...]:
    """Every name that people write for a field."""
    return tuple(label for label in LABELS if field_of(label) == field)
