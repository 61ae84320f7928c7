"""Administration in the chat: each command shows something, does something at once, or opens its dialogue."""

import re
from collections.abc import Mapping
from functools import partial

from bot.chat.dialogues import engine
from bot.chat.dialogues.away import AWAY
from bot.chat.dialogues.dialogue import Dialogue
from bot.chat.dialogues.roster import ROSTER, ROWS, faults_in_words
from bot.chat.dialogues.staffing import STAFFING
from bot.chat.dialogues.unit_keeping import UNIT_KEEPING
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.reports.render import render
from bot.work import absence, drafts, roster_preview, staff
from bot.work.administration import choices, overview, setup
from bot.work.administration.rights import NOT_ADMINISTRATOR
from bot.work.keys import Rows, in_rows, key, turns
from bot.work.press import CommandPress, PagePress
from bot.work.roster import RosterFaults

STAFF, SETUP, AWAY_COMMAND, BACK = "staff", "setup", "away", "back"
DIALOGUES: Mapping[str, Dialogue] = {dialogue.kind: dialogue for dialogue in (*STAFFING, *UNIT_KEEPING)}
PER_PAGE = 25
MARKS = {"bound": "🟢", "unbound": "⚪", "blocked": "🔴", "away": "🟡"}
GONE_ON_IN_PRIVATE = "已在与您的私聊里继续。"
MOST_ROWS = 1000
TOO_MANY_ROWS = f"名册超过{MOST_ROWS}行，请分成几份发送，或用 python -m bot staff 登记。"
NOTHING_CHANGES = "名册和现在的人员、岗位完全一样，没有要改的。"
_UNTIL = re.compile(r"\s*(?:到|至|~|～|—+)\s*(?=\S)")


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What a command of administration does; None for any other command."""
    if name not in (STAFF, SETUP, AWAY_COMMAND, BACK) and name not in DIALOGUES:
        return None
    if turn.where.in_group:
        turn.say_here(escape(GONE_ON_IN_PRIVATE))
    if name == BACK:
        return _back(turn, words.strip())
    if name == AWAY_COMMAND:
        return _away(turn, words)
    if not is_administrator(turn):
        return turn.tell(NOT_ADMINISTRATOR)
    if name == STAFF:
        return show_staff(turn, 0)
    if name == SETUP:
        return show_setup(turn)
    return _begin(turn, DIALOGUES[name], words)


def is_administrator(turn: Turn) -> bool:
    return choices.manages(turn.session, turn.person, turn.now)


def roster(turn: Turn, content: bytes) -> Reply:
    """A roster was sent: every fault at once, or what would change."""
    rows = staff.read_roster(content)
    if isinstance(rows, list) and len(rows) > MOST_ROWS:
        turn.say(escape(TOO_MANY_ROWS))
        return NOTHING
    found = (
        rows if isinstance(rows, RosterFaults) else roster_preview.preview(turn.session, turn.person.office_id, rows)
    )
    if isinstance(found, RosterFaults):
        turn.say(faults_in_words(found.faults))
        return NOTHING
    if not found.lines:
        turn.say(escape(NOTHING_CHANGES))
        return NOTHING
    drafts.cancel_all(turn.session, turn.person, turn.now, ROSTER.kind)
    return engine.begin(turn, ROSTER, None, start={ROWS: rows})


def show_setup(turn: Turn) -> Reply:
    """What is still missing."""
    steps = setup.checklist(turn.session, turn.offices, turn.person.office_id, turn.now)
    shown = [{"missing": step.missing, "how": step.how, "needed": step.needed} for step in steps[:20]]
    turn.say(render("cards/setup.html.j2", {"steps": shown}), _setup_keys())
    return NOTHING


def show_staff(turn: Turn, page: int) -> Reply:
    """One page of everybody, by unit, with what can be done about people and units."""
    if not is_administrator(turn):
        return turn.tell(NOT_ADMINISTRATOR)
    rows = _staff_rows(overview.overview(turn.session, turn.person.office_id, turn.now))
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(page, 0), pages - 1)
    values = {"rows": rows[page * PER_PAGE : (page + 1) * PER_PAGE], "page": page + 1, "pages": pages}
    turn.answer(render("cards/staff.html.j2", values), _staff_keys(page, pages))
    return NOTHING


def _staff_rows(places: list[overview.StaffPlace]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place in places:
        about = one_line(place.about, 60)
        rows.append({"heading": place.name, "about": about, "empty": not place.people})
        rows += [
            {"heading": "", "mark": MARKS[one.reach], "name": one.name, "posts": one.posts, "words": one.words}
            for one in place.people
        ]
    return rows


def _staff_keys(page: int, pages: int) -> Rows:
    keys = [key(dialogue.title, CommandPress(kind)) for kind, dialogue in DIALOGUES.items()]
    return [*turns(page, pages - 1, partial(PagePress, STAFF)), *in_rows(keys, 3)]


def _setup_keys() -> Rows:
    return [[key("人员名册", CommandPress(STAFF)), key("邀请", CommandPress("invite"))]]


def _begin(turn: Turn, dialogue: Dialogue, words: str, start: dict[str, str] | None = None) -> Reply:
    """From nothing: what was answered another day was about somebody else."""
    drafts.cancel_all(turn.session, turn.person, turn.now, dialogue.kind)
    return engine.begin(turn, dialogue, None, words, start=dict(start or {}))


def _away(turn: Turn, words: str) -> Reply:
    """`/away 明天 到11月30日 李四`; whoever arranges it for others names them first: `/away 张三 明天 …`."""
    first, _, rest = words.strip().partition(" ")
    other = choices.person_named(turn.session, turn.person.office_id, first)
    if other is not None and not absence.may_arrange_for(turn.session, turn.person, other, turn.now):
        return turn.tell(absence.NOT_FOR_OTHERS)
    whom, said = (other, rest) if other is not None else (turn.person_id, words)
    return _begin(turn, AWAY, _UNTIL.sub(" 到", said).strip(), {"person": str(whom)})


def _back(turn: Turn, name: str) -> Reply:
    other = choices.person_named(turn.session, turn.person.office_id, name) if name else turn.person_id
    if other is None:
        turn.say(escape("本单位没有这个人，请核对姓名。"))
        return NOTHING
    return turn.tell(absence.come_back(turn.session, turn.person_id, other, turn.now))
