"""`/bulletins` and `/bulletin 12 改2 新文字`: bulletins listed, looked through, corrected, sent, fetched as files."""

import re

from bot.chat.dialogues import engine
from bot.chat.dialogues.bulletins import (
    BULLETIN_BEGINNING,
    BULLETIN_CORRECTION,
    BULLETIN_WITHDRAWAL,
    ID,
    NUMBERS,
    PLACE,
)
from bot.chat.dialogues.dialogue import Dialogue
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.rules.outcome import Refused
from bot.work import bulletin_desk, bulletin_files, bulletin_list, bulletins, drafts, notices
from bot.work.bulletin_desk import BulletinRow
from bot.work.bulletin_keys import BULLETIN, BULLETINS, draft_keys
from bot.work.bulletin_text import fingerprint, in_words
from bot.work.drafts import Draft

IN_PRIVATE = "通报的核对和修改只在与我的私聊里做，请在私聊发 /bulletins。"
HOW = "可以发：/bulletin 12（看初稿）、改2 新文字、还原2、预览、发出、作废 理由、Word、Excel。"
DIALOGUES = frozenset({BULLETIN_BEGINNING.kind, BULLETIN_CORRECTION.kind, BULLETIN_WITHDRAWAL.kind})
SPOKEN_ALONE = frozenset({"发出", "作废", "还原", "改"})
_MEANT = re.compile(
    r"(?P<verb>改|还原|预览|发出|作废|Word|Excel)\s*(?P<place>[0-9]{1,2}(?![0-9]))?(?:[\s:：，,]+(?P<rest>.*))?",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?P<number>[0-9]{1,9})(?:\s+(?P<rest>.*))?", re.DOTALL)
_FINGERPRINT = re.compile("[0-9a-f]{8}")


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What the two commands and the keys below bulletins do; None for any other command."""
    if name not in (BULLETIN, BULLETINS):
        return None
    numbered = _NUMBERED.fullmatch(words.strip())
    meant = _MEANT.fullmatch((numbered["rest"] or "").strip()) if numbered else None
    if numbered and meant and meant["verb"] in (bulletin_files.WORD, bulletin_files.EXCEL):
        # Also from below a bulletin in the office's group: the file comes in private.
        wanted = int(numbered["number"]), meant["verb"]
        return turn.tell(bulletin_files.ask(turn.session, turn.person, *wanted, turn.now))
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    if numbered is None:
        return _begin_or_list(turn, words.strip())
    row = bulletin_desk.draft_of(turn.session, turn.person, int(numbered["number"]), turn.now)
    if isinstance(row, Refused):
        return turn.tell(row)
    if meant is None and numbered["rest"]:
        turn.say(escape(HOW))
        return NOTHING
    return _on_draft(turn, row, meant) if meant else _shown(turn, row)


def hear(turn: Turn, said: str) -> Reply | None:
    """`改2 新文字`, `还原2`, `发出`, `作废 理由`: of the only draft there is; None where something else is meant."""
    meant = _MEANT.fullmatch(said.strip())
    if meant is None or meant["verb"] not in SPOKEN_ALONE or not turn.is_desk():
        return None
    if meant["verb"] in ("改", "还原") and not meant["place"]:
        return None
    open_ones = bulletin_desk.drafts_of(turn.session, turn.person)
    if not open_ones:
        return None
    if len(open_ones) > 1:
        named = "；".join(f"{row.id} {row.title}" for row in open_ones)
        turn.say(escape(f"有几份初稿：{named}。请带上编号，如：/bulletin {open_ones[0].id} {one_line(said, 20)}"))
        return NOTHING
    return _on_draft(turn, open_ones[0], meant)


def asks_for_numbers(floor: Draft | None) -> bool:
    """Whether a ticket's number is an answer, and no question for that ticket."""
    return floor is not None and (floor.kind, floor.asking) == (BULLETIN_BEGINNING.kind, NUMBERS)


def _begin_or_list(turn: Turn, words: str) -> Reply:
    known = bulletin_desk.begun_by_desk(turn.offices, turn.person.office_id)
    rule, _, rest = words.partition(" ")
    if rule == "预览":
        return _preview(turn, rest.strip())
    if any(rule in (one.id, one.name) for one in known):
        if not turn.is_desk():
            return turn.tell(bulletin_desk.ONLY_DESK)
        meant = next(one.id for one in known if rule in (one.id, one.name))
        drafts.cancel_all(turn.session, turn.person, turn.now, BULLETIN_BEGINNING.kind)
        return engine.begin(turn, BULLETIN_BEGINNING, None, rest, start={"rule": meant})
    office_id = turn.person.office_id
    html, keys = bulletin_list.overview(turn.session, turn.offices, office_id, turn.now, is_desk=turn.is_desk())
    turn.answer(html, keys)
    return NOTHING


def _preview(turn: Turn, wanted: str) -> Reply:
    """What a planned bulletin would say now."""
    if not turn.is_desk():
        return turn.tell(bulletin_desk.ONLY_DESK)
    known = turn.offices.present_law(turn.person.office_id).rulebook.bulletin
    found = [one for one in known if one.is_planned and wanted and wanted in (one.id, one.name)]
    if not found:
        names = "、".join(f"{one.name}（{one.id}）" for one in known if one.is_planned)
        turn.say(escape(f"可以预览：{names}。如：/bulletins 预览 {next((o.id for o in known if o.is_planned), '')}"))
        return NOTHING
    notices.show_bulletin_preview(turn.session, turn.person, found[0].id, turn.now)
    return NOTHING


def _on_draft(turn: Turn, row: BulletinRow, meant: re.Match[str]) -> Reply:
    session, person, now = turn.session, turn.person, turn.now
    place, rest = meant["place"] or "", (meant["rest"] or "").strip()
    match meant["verb"]:
        case "改" if place and rest:
            return _changed(turn, row, bulletin_desk.correct(session, person, row, int(place), rest, now))
        case "改":
            return _open(turn, BULLETIN_CORRECTION, row, {PLACE: place} if _has(row, place) else {})
        case "还原":
            return _changed(turn, row, bulletin_desk.restore(session, person, row, int(place or 0), now))
        case "发出":
            seen = rest if _FINGERPRINT.fullmatch(rest) else ""
            return turn.tell(bulletin_desk.release(session, turn.offices, person, row, seen, now))
        case "作废" if rest:
            return turn.tell(bulletin_desk.withdraw(session, person, row, rest, now))
        case "作废":
            return _open(turn, BULLETIN_WITHDRAWAL, row, {})
    turn.say(in_words(row, None, now).html, draft_keys(row, fingerprint(row)))
    return NOTHING


def _changed(turn: Turn, row: BulletinRow, outcome: object) -> Reply:
    if isinstance(outcome, Refused):
        return turn.tell(outcome)
    return _shown(turn, row)


def _shown(turn: Turn, row: BulletinRow) -> Reply:
    bulletins.show_draft(turn.session, turn.person, row, turn.now)
    return NOTHING


def _open(turn: Turn, dialogue: Dialogue, row: BulletinRow, known: dict[str, str]) -> Reply:
    drafts.cancel_all(turn.session, turn.person, turn.now, dialogue.kind)
    return engine.begin(turn, dialogue, None, start={ID: row.id, **known})


def _has(row: BulletinRow, place: str) -> bool:
    return place.isdecimal() and 1 <= int(place) <= len(row.content["sections"])
