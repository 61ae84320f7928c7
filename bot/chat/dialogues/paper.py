"""A signed paper as a picture: which text it belongs to, who signed it and when, and that it is the present text."""

from datetime import datetime
from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import the_only, when
from bot.chat.reading import Misread
from bot.chat.turn import Turn
from bot.reports.markup import cut, fill
from bot.rules.paper import FINGERPRINT, SIGNED_PAPER, fingerprint
from bot.rules.workflow import Act
from bot.work import signing_on_paper
from bot.work.access import Ticket
from bot.work.acting import scene_of, terms
from bot.work.circumstances import papers_in_hand
from bot.work.outcome import Done, Refused
from bot.work.paper_in_hand import PaperInHand, Signer, signers_of

NOT_HERE_YET = Misread("还没有收到签字照片：请把签好字、盖好章的那一页拍下来，直接发到这里，再点“发好了”。")
SEND_IT = (
    "请把签好字（盖好章）的纸拍照，或者扫描成 PDF，直接发到这里；要看得清签字、日期和纸上的校验码。发完点“发好了”。"
)


def _papers(turn: Turn, ticket: Ticket | None) -> list[PaperInHand]:
    if ticket is None:
        return []
    return papers_in_hand(turn.session, scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))


def _paper(scene: Scene) -> PaperInHand | None:
    """The text that the dialogue is about, while it waits for this signature."""
    return next((one for one in _papers(scene.turn, scene.ticket) if one.code == scene.slots.get("what")), None)


def _starts(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    return the_only("what", [one.code for one in _papers(turn, ticket)])


def _what(scene: Scene) -> tuple[Choice, ...]:
    assert scene.ticket is not None
    name = terms(scene.turn.offices.law(scene.ticket)).name
    return tuple(Choice(one.code, f"{one.name}（{name(one.role)}）") for one in _papers(scene.turn, scene.ticket))


def _newest_picture(scene: Scene, code: str) -> int | Misread:
    """The id of the picture that the speaker sent."""
    paper, turn = _paper(scene), scene.turn
    found = signing_on_paper.newest_picture(turn.session, paper, turn.person_id) if paper else None
    return found or NOT_HERE_YET


def _signers(scene: Scene) -> list[Signer]:
    paper = _paper(scene)
    if paper is None or scene.ticket is None:
        return []
    at = datetime.fromisoformat(scene.slots.get("at") or scene.turn.now.isoformat())
    return signers_of(scene.turn.session, scene.ticket, paper, at)


def _who(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, one.name) for one in _signers(scene))


def _ask_sure(scene: Scene) -> str:
    paper = _paper(scene)
    if paper is None or scene.ticket is None:
        return fill("{gone}", gone=signing_on_paper.ANOTHER_TEXT.reason)
    who = next((one.name for one in _signers(scene) if one.code == scene.slots.get("who")), "")
    lines = [
        fill("<b>{name}</b>　{who}签", name=paper.name, who=who),
        fill("{text}", text=cut(paper.shown(scene.ticket), 1200)),
        "",
        fill("现在的原文校验码：<code>{code}</code>", code=fingerprint(paper.signed.sha256)),
        fill("<b>{question}</b>", question="纸上印的校验码是不是这一个？是就点下面，也可以把纸上的校验码打出来。"),
    ]
    return "\n".join(lines)


def _matches(scene: Scene) -> tuple[Choice, ...]:
    paper = _paper(scene)
    if paper is None:
        return ()
    return (Choice(fingerprint(paper.signed.sha256), "一致，登记", ("一致", "是", "确认"), "success"),)


def _typed(scene: Scene, said: str) -> str | Misread:
    code = "".join(said.split()).lower()
    if len(code) < FINGERPRINT or set(code) - set("0123456789abcdef"):
        return Misread(f"校验码是{FINGERPRINT}位数字和字母，印在表的末尾。")
    return code


def _slots(scene: Scene) -> tuple[Slot, ...]:
    given = fixed(Choice("given", "发好了", ("发完了", "好了", "已发"), "primary"))
    return (
        Slot("what", "签的是什么", plainly("纸上签的是哪一份？"), _what, width=1),
        Slot("picture", "签字照片", plainly(SEND_IT), given, pick=_newest_picture),
        when("at", "签字时间", "是什么时候签的字？"),
        Slot("who", "谁签的", plainly("是谁签的字？"), _who, width=1),
        Slot("sure", "校验码", _ask_sure, _matches, _typed, exact=True, prose=True, width=1),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    person_id, _, for_person_id = str(slots["who"]).partition("-")
    return signing_on_paper.sign_on_paper(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        what=slots["what"],
        fingerprint=slots["sure"],
        evidence_id=int(slots["picture"]),
        signer_id=int(person_id),
        for_person_id=int(for_person_id) or None,
        signed_at=datetime.fromisoformat(slots["at"]),
        now=turn.now,
    )


SIGN_ON_PAPER = Dialogue(
    kind="sign_on_paper",
    title="登记纸质签字",
    act=Act.SIGN_ON_PAPER,
    slots=_slots,
    complete=_complete,
    start=_starts,
    purpose=lambda scene: SIGNED_PAPER,
)
