"""What may stand in a forbidden wording's place, where nothing has to be known for it that the text does not say."""

from bot.rules.examination import Examination
from bot.rules.report_case import ReportCase
from bot.rules.rulebook import Rulebook
from bot.rules.text_checks import forbidden_hits
from bot.rules.wording import fold


def offends(text: str, case: ReportCase, rulebook: Rulebook) -> bool:
    """Whether something stands in this part of the report that must not, as the whole report is judged."""
    return bool(forbidden_hits(Examination(case, rulebook, fold(text))))


def reworded(text: str, case: ReportCase, rulebook: Rulebook, office: str) -> str:
    """The text with every wording exchanged for which the office's rulebook knows what to write instead."""
    examination = Examination(case, rulebook, fold(text))
    for hit in reversed(forbidden_hits(examination)):
        place = examination.prose.written(hit.span)
        instead = hit.entry.instead.get("".join(text[place.start : place.end].split()))
        if instead is not None:
            text = text[: place.start] + instead.replace("{office}", office) + text[place.end :]
    return text
