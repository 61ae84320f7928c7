"""Every command that is no act of the table × everybody: whom it serves, what the others are told, and that is all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.chat.commands import BY_NAME, COMMANDS
from bot.chat.incoming import from_update
from bot.chat.replies import Reply
from bot.chat.router import handle
from bot.rules.periods import month_of
from bot.rules.workflow import State
from bot.work import archive_asking, bulletin_desk, evaluating
from bot.work.card_keys import (
    APART,
    DELIVERY,
    FORMS,
    MORE,
    OPEN_CARD,
    PURPOSE,
    REPEATS,
    SAME,
    SPECIAL,
    STORY,
    WHY,
)
from bot.work.outcome import NO_SUCH_TICKET, Done
from storage import archives
from storage.archives import Made
from storage.database import Database
from storage.rows import id_of
from storage.tables import Archive, BulletinRow, Objection, OutboxRow, Person, ScoreClaim, Ticket
from tests.chat import updates
from tests.people import TICKET, Cast, desk_leader, settle_under
from tests.work.acts import taken_back
from tests.work.world import Player, play, rows_written, sent

OPEN, CLOSED, UNKNOWN = "20261120000301", "20261120000302", "没有找到工单20261120000301。"
SECRETS = (TICKET["phone"], TICKET["caller"], "2号301室")

EVERYBODY = frozenset({"d", "u", "h", "b", "i", "m", "k", "a", "x", "y"})
"""The desk, the unit's handler, head and leader, the informant, the main leader, the desk's own leader, the
administrator; and of the other unit the handler and the head."""
OF_THE_TICKET = EVERYBODY - {"a", "x", "y"}
DESK, ADMINISTRATOR = frozenset("d"), frozenset("a")
WATCHERS = frozenset("dhbmky")
COUNTED = EVERYBODY - {"i"}


@dataclass(frozen=True, slots=True)
class Case:
    """What is typed behind the command, whom it serves, and how the one sentence begins that others get."""

    words: str
    serves: frozenset[str]
    others: str = ""
    foreign: str = ""


ACTS = frozenset(
    {"import", "bonus", "bonusback", "objection", "answer", "bulletins", "bulletin", "same", "apart", "special"}
)
"""What changes something of the office's work: a refusal gives its clause."""
NOT_DESK_S = "加分、扣分由受理方登记、撤回，申诉由受理方答复。"
NO_FIGURES = "数据由受理方、各部门和各级领导查看。"
NOT_STAFFING = "人员和单位只能由本单位的管理员管理。"
NOT_BULLETINS = "通报由受理方的值班人员核对、修改和发出。"
CASES: Mapping[str, Case] = {
    "my": Case("", EVERYBODY),
    "due": Case("", EVERYBODY),
    "all": Case("", EVERYBODY),
    "ticket": Case(OPEN, OF_THE_TICKET, foreign="没有找到和“20261120000301”有关的工单。"),
    "import": Case("停止", DESK, "导入工单由受理方负责，您没有这个岗位。"),
    "forms": Case(f"{OPEN} 全部", OF_THE_TICKET, foreign=UNKNOWN),
    "why": Case(OPEN, OF_THE_TICKET, foreign=UNKNOWN),
    "board": Case("", WATCHERS, "工单看板由受理方、部门负责人和各级领导查看"),
    "figures": Case("上月", COUNTED, NO_FIGURES),
    "ask": Case("上月市民满意率", COUNTED, NO_FIGURES),
    "charts": Case("热力图 上月", COUNTED, NO_FIGURES),
    "score": Case("上月", COUNTED, NO_FIGURES),
    "better": Case("上月", COUNTED, NO_FIGURES),
    "bonus": Case("", DESK, NOT_DESK_S),
    "bonusback": Case("1 登记重复了", DESK, NOT_DESK_S),
    "objection": Case("", frozenset("hy"), "申诉由本部门的负责人提出。"),
    "answer": Case("1 同意 经核对属实", DESK, NOT_DESK_S),
    "bulletins": Case("预览 周报", DESK, NOT_BULLETINS),
    "bulletin": Case("1 作废 与上周重复", DESK, NOT_BULLETINS),
    "export": Case("全部工单 上月", DESK, "导出由受理方的值班人员来做"),
    "handover": Case("", EVERYBODY),
    "story": Case(OPEN, OF_THE_TICKET, foreign=UNKNOWN),
    "repeats": Case(OPEN, OF_THE_TICKET, foreign=UNKNOWN),
    "same": Case(f"{OPEN} {CLOSED}", DESK, "是不是同一事项由街道城运中心确认", foreign=UNKNOWN),
    "apart": Case(f"{OPEN} {CLOSED}", DESK, "是不是同一事项由街道城运中心确认", foreign=UNKNOWN),
    "special": Case(OPEN, DESK, "民情专报由街道城运中心起草", foreign=UNKNOWN),
    "delivery": Case(OPEN, WATCHERS - {"y"}, "送达情况由派单方、处置部门负责人和各级领导查看", foreign=UNKNOWN),
    "archive": Case(CLOSED, frozenset("da"), "归档包由受理方和管理员查看、导出"),
    "rules": Case("退单几天", EVERYBODY),
    "away": Case("明天 到11月30日", EVERYBODY),
    "back": Case("", EVERYBODY),
    "setup": Case("", ADMINISTRATOR, NOT_STAFFING),
    "staff": Case("", ADMINISTRATOR, NOT_STAFFING),
    "person": Case("赵新", ADMINISTRATOR, NOT_STAFFING),
    "post": Case("李四 部门负责人 城建办", ADMINISTRATOR, NOT_STAFFING),
    "unpost": Case("李四", ADMINISTRATOR, NOT_STAFFING),
    "invite": Case("李四", ADMINISTRATOR, NOT_STAFFING),
    "transfer": Case("李四 平安办", ADMINISTRATOR, NOT_STAFFING),
    "rename": Case("李四 李思", ADMINISTRATOR, NOT_STAFFING),
    "release": Case("李四 确认", ADMINISTRATOR, NOT_STAFFING),
    "revoke": Case("李四 确认", ADMINISTRATOR, NOT_STAFFING),
    "unit": Case("处置部门 房管办", ADMINISTRATOR, NOT_STAFFING),
    "renameunit": Case("平安办 平安中心", ADMINISTRATOR, NOT_STAFFING),
    "closeunit": Case("平安办 确认", ADMINISTRATOR, NOT_STAFFING),
    "duties": Case("城建办 油烟、占道", ADMINISTRATOR, NOT_STAFFING),
    "bind": Case("城建办", EVERYBODY),
    "unbind": Case("", EVERYBODY),
    "cancel": Case("", EVERYBODY),
    "help": Case("", EVERYBODY),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message that waits: to whom, in plain words (or its kind), and everything it holds."""

    person_id: int | None
    plain: str
    payload: str


class Office:
    """Nanmatou with an open ticket, a closed one with its archive, a bulletin in draft, a bonus and an objection."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cast: Cast = database.write_now(lambda session: settle_under(session, "nanmatou_road"))
        self.now: datetime = database.write_now(self._furnish)

    def _furnish(self, session: Session) -> datetime:
        cast = self.cast
        closed = play(session, cast, number=CLOSED)
        closed.bring_to(State.CLOSED)
        archive_asking.ask(session, closed.ticket, closed.clock)
        archive = session.exec(select(Archive)).one()
        archives.made(session, id_of(archive), Made(archive.asked, "ab" * 32, 1000, 0), closed.clock)
        player = play(session, cast, number=OPEN)
        player.bring_to(State.HANDLING)
        self._evaluate(session, player)
        sent(session)
        row = bulletin_desk.begin(session, cast.offices, cast.clerk, "NM-B5", [OPEN], player.clock)
        assert isinstance(row, BulletinRow)
        self.people: dict[str, Person] = {
            **{"d": cast.clerk, "u": cast.handler, "h": cast.head, "b": cast.unit_leader, "i": cast.informant},
            **{"m": cast.main_leader, "k": desk_leader(session, cast), "a": cast.administrator},
            **{"x": cast.other_handler, "y": cast.other_head},
        }
        return closed.clock

    def _evaluate(self, session: Session, player: Player) -> None:
        cast, month = self.cast, month_of(player.clock.date())
        facts: dict[str, Any] = {"unit_id": id_of(cast.unit), "period": month, "now": player.clock}
        entered = evaluating.enter(
            session, cast.offices, cast.clerk, item="NM-E.B1", count=1, reason="区简报第3期", **facts
        )
        objected = evaluating.objecting(
            session, cast.offices, cast.head, about="E2_timely", text="已经按时办结", **facts
        )
        assert isinstance(entered, Done)
        assert isinstance(objected, Done)

    def type(self, session: Session, person: Person, words: str) -> tuple[list[Said], int]:
        """What comes of it: the new messages to anybody, and how many rows were written beside messages."""
        newest = session.exec(select(OutboxRow.id).order_by(col(OutboxRow.id).desc())).first() or 0
        before = rows_written(session)
        heard = from_update(updates.message(person.chat_id or 0, text=words))
        assert heard is not None
        handle(session, self.cast.offices, heard, {}, self.now, "hotline_bot")
        session.flush()
        rows = session.exec(select(OutboxRow).where(col(OutboxRow.id) > newest).order_by(col(OutboxRow.id))).all()
        said = [Said(row.person_id, str(row.payload.get("plain", row.kind)), str(row.payload)) for row in rows]
        return said, rows_written(session) - before - len(said)


@pytest.fixture
def office(sqlite: Database) -> Office:
    return Office(sqlite)


def test_every_command_that_is_no_act_of_the_table_is_walked() -> None:
    assert set(CASES) == {command.name for command in COMMANDS if not command.acts}


def test_every_command_serves_whom_it_should_and_tells_everybody_else_why_not(office: Office) -> None:
    def walk(session: Session) -> list[str]:
        return [fault for name in CASES for who in sorted(EVERYBODY) for fault in faults(office, session, name, who)]

    assert office.database.write_now(walk) == []


def faults(office: Office, session: Session, name: str, who: str) -> list[str]:
    """What is wrong with the answer that this person gets to the command."""
    case, person = CASES[name], office.people[who]
    with taken_back(session):
        said, written = office.type(session, person, f"/{name} {case.words}".strip())
    plain = [one.plain for one in said]
    found = [f"/{name} {who}: shows something of the caller" for one in said if _leaks(one)]
    if who in case.serves:
        refusals = (case.others, case.foreign, *(["没有找到"] if case.foreign else []))
        if not said or any(text.startswith(tuple(filter(None, refusals))) for text in plain):
            found.append(f"/{name} {who}: not served: {plain}")
        return found
    expected = case.foreign if case.foreign and who not in OF_THE_TICKET else case.others
    if len(said) != 1 or said[0].person_id != person.id or not plain[0].startswith(expected):
        found.append(f"/{name} {who}: not refused with one sentence: {plain}")
    if name in ACTS and expected != case.foreign and "（依据：" not in plain[0]:
        found.append(f"/{name} {who}: no clause: {plain}")
    return [*found, *([f"/{name} {who}: wrote {written} rows"] if written else [])]


def _leaks(one: Said) -> bool:
    return any(secret in one.payload for secret in SECRETS)


def test_what_was_done_by_a_command_is_not_done_twice(office: Office) -> None:
    """The same words again: one sentence that says so, and nothing changes."""
    again = {
        "bonusback": "已经撤回过了",
        "answer": "已经答复过了",
        "bulletin": "已经作废，不能再改",
        "same": "已经这样确认过了",
    }

    def twice(session: Session) -> None:
        for name, told in again.items():
            words = f"/{name} {CASES[name].words}"
            first, _ = office.type(session, office.people["d"], words)
            second, written = office.type(session, office.people["d"], words)
            assert first, name
            assert written == 0, name
            assert [told in one.plain for one in second] == [True], name

    office.database.write_now(twice)
    assert (
        office.database.read_now(lambda session: session.exec(select(ScoreClaim.taken_back_why)).one()) == "登记重复了"
    )
    assert office.database.read_now(lambda session: session.exec(select(Objection.upheld)).one()) is True


def test_somebody_revoked_is_a_stranger_to_every_command(office: Office) -> None:
    def walk(session: Session) -> None:
        for name in BY_NAME:
            person = session.get(Person, office.people["d"].id)
            assert person is not None
            person.active = False
            with taken_back(session):
                said, written = office.type(session, person, f"/{name} {OPEN}")
                assert [one.person_id for one in said] in ([], [None]), name
                assert written <= 2, name

    office.database.write_now(walk)


VIEWS_BY_KEY = (OPEN_CARD, WHY, STORY, DELIVERY, FORMS, REPEATS, MORE, PURPOSE, SAME, APART, SPECIAL)


def test_a_key_of_a_ticket_shows_nothing_to_who_has_no_part_in_it(office: Office) -> None:
    """Data of a key can be forged: the ticket's number in it opens nothing for others."""
    views = [*(f"a:{one}:{{}}:1:" for one in VIEWS_BY_KEY), "a:forms:{}:1:all", "p:story.{}:0"]

    def press(session: Session) -> None:
        ticket = session.exec(select(Ticket).where(Ticket.number == OPEN)).one()
        for view, who in product(views, ("a", "x", "y")):
            before = rows_written(session)
            heard = from_update(updates.press(office.people[who].chat_id or 0, view.format(ticket.id)))
            assert heard is not None
            reply = handle(session, office.cast.offices, heard, {}, office.now, "hotline_bot")
            assert reply == Reply(NO_SUCH_TICKET.told(), alert=True), (view, who)
            assert rows_written(session) == before, (view, who)

    office.database.write_now(press)
