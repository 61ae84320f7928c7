"""One ticket played for every form of every office, far enough that the form is signed; and the form's values then."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, select

from bot.reports.filling.samples import OFFICES
from bot.rules.workflow import State
from bot.work import applying, deciding, following_up, returning
from bot.work.form_values import FormSheet, form_sheet
from bot.work.forms import forms_at_hand
from storage import files, requests
from storage.rows import id_of
from storage.tables import Person
from tests.people import desk_leader, settle_under
from tests.work.world import ANY_OFFICE, Player, play

UNTRUE = {
    "finding": "不属实",
    "appeal": "无政策依据",
    "outcome": "解释说明",
    "verification": "经现场核实，不存在车位被占的情况，已调取监控。",
    "basis": "《上海市停车场（库）管理办法》；经核实，该车位属公共车位，未出售。",
    "previous_handling": "前几次均已到现场核实，未见占用。",
    "measures": "已向来电人说明该车位属公共车位，可按小区停车规定使用，并附监控截图。",
    "explanation": "经两次到现场查看、调取监控，未见固定车位被占，来电人表示知晓。",
}
PETITION = {
    "main_facts": "地下车库固定车位被他人占用。",
    "reasons": "车位已按月付费，他人不得使用。",
    "demands": "清理占用车位的车辆\n加强车库管理",
    "policy": "《上海市停车场（库）管理办法》规定停车位由管理单位维护秩序。",
    "judgement": "对清理占用车辆的请求予以支持\n对加强车库管理的请求予以支持",
}


def played_forms(session: Session, *, masked: bool = True) -> dict[str, FormSheet]:
    """By the form's id, for every office one after the other in one database."""
    return {sheet.form_id: sheet for player, wanted in _players(session) for sheet in sheets(player, wanted, masked)}


def sheets(player: Player, wanted: tuple[str, ...], masked: bool) -> Iterator[FormSheet]:
    _photos_on_disk(player)
    at_hand = forms_at_hand(player.session, player.cast.offices, player.ticket)
    for form_id in wanted:
        form = at_hand.named(form_id)
        assert form is not None, (form_id, [one.id for one in at_hand.forms])
        yield form_sheet(player.session, player.cast.offices, at_hand, form, player.clock, masked=masked)


def _players(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    for play_office in (_yichuan, _songjiang, _nanmatou, _beizhan, _putuo):
        yield from play_office(session)
        session.expire_all()
        for person in session.exec(select(Person).where(col(Person.chat_id).is_not(None))):
            person.chat_id = None
            session.add(person)
        session.flush()


def _settled(session: Session, office: str) -> Callable[..., Player]:
    """Makes tickets of one office that are about to be reported."""
    settled = settle_under(session, office)
    named = replace(settled.offices.office(office), name=OFFICES[office])
    cast = replace(settled, offices=replace(settled.offices, entries=MappingProxyType({office: named})))

    def handled(*proof: str, **ticket: str) -> Player:
        player = play(session, cast, **ticket)
        player.bring_to(State.HANDLING)
        player.handle()
        player.prove(("basis", *proof))
        return player

    return handled


def _signed(player: Player, report: Mapping[str, Any]) -> Player:
    """Handed in and signed by everybody at their turn, up to the call-back."""
    cast = player.cast
    holders = {"unit_head": cast.head, "unit_branch_leader": cast.unit_leader, "main_leader": cast.main_leader}
    player.submit(**{**ANY_OFFICE, **report})
    while player.ticket.state in (State.SIGNING, State.REVIEWING):
        if player.ticket.state == State.REVIEWING:
            player.approve()
        else:
            player.sign(holders.get(player.ticket.signer) or desk_leader(player.session, cast))
    return player


def _agreed(player: Player, *signers: Person) -> Player:
    """The request that waits, signed by these."""
    for signer in signers:
        (waiting,) = requests.pending(player.session, player.ticket_id)
        player.do(deciding.sign_request, signer, request_id=id_of(waiting), sha256=waiting.sha256)
    return player


def _applied(player: Player, rule_id: str, reason: str) -> Player:
    rule = next(one for one in player.rulebook.request if one.id == rule_id)
    told = {"rule_id": rule_id, "ground": rule.grounds[0], "reason": reason}
    player.do(applying.apply, player.cast.handler, **told)
    return _agreed(player, player.cast.head)


def _yichuan(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    yield _signed(_settled(session, "yichuan_road")("photo_before"), UNTRUE), ("YC-F1", "YC-F2")


def _songjiang(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    handled = _settled(session, "songjiang_civil")
    yield _signed(handled(source="12345"), {}), ("SJ-A1", "SJ-A3.1", "SJ-A4")
    inquiry = {"finding": "有政策信息", "outcome": "解释说明", "appeal": None}
    yield (
        _signed(handled(number="20261120000302", phone="13800001002", kind="咨询", source="12345"), inquiry),
        ("SJ-A3.2",),
    )
    yield (
        _signed(handled(number="20261120000303", phone="13800001003", kind="信访", source="信访"), PETITION),
        ("SJ-A2", "SJ-A2.0"),
    )


def _nanmatou(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    handled = _settled(session, "nanmatou_road")
    returned = handled(number="20261120000310", source="热线", title="非职责的车位", address="虚构路9弄")
    told = {"ground": "非职责范围", "reason": "车位由物业公司管理，不属本部门职责。", "target": "房屋管理部门"}
    returned.do(returning.apply_return, returned.cast.handler, **told)
    yield _agreed(returned, returned.cast.head), ("NM-1.1",)
    for number in range(6):
        untrue = _signed(handled("explanation_form", number=f"2026112000032{number}"), UNTRUE)
    yield untrue, ("NM-1.2",)
    last = handled("explanation_form", number="20261120000330")
    yield _applied(last, "NM-R9", "多次核实均不属实，已反复解释。"), ("NM-1.3",)


def _beizhan(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    handled = _settled(session, "beizhan")
    yield _signed(handled(), {}), ("BZ-F2",)
    yield _applied(handled(number="20261120000302"), "BZ-A3", "已多次解释，来电人仍恶意投诉。"), ("BZ-F3",)
    yield _applied(handled(number="20261120000303"), "BZ-A4", "诉求有悖于社会公德，已做好解释。"), ("BZ-F4",)


def _putuo(session: Session) -> Iterator[tuple[Player, tuple[str, ...]]]:
    player = _signed(_settled(session, "putuo_justice")(), {})
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="PT-B2", note="被通报答复不及时")
    told = {"rule_id": "PT-B2", "text": "经查，系统录入延迟，已提醒经办人当日录入。"}
    player.do(following_up.follow_up, player.cast.handler, **told)
    leader = desk_leader(session, player.cast)
    yield _agreed(player, player.cast.unit_leader, leader), ("PT-1.1.F", "PT-3.2.F")


def _photos_on_disk(player: Player) -> None:
    """As if every file had been fetched: `before.jpg` or `after.jpg` in the folder of files."""
    for row in files.evidence_of(player.session, player.ticket_id):
        row.path = "before.jpg" if row.purpose == "photo_before" else "after.jpg"
        player.session.add(row)
    player.session.flush()
