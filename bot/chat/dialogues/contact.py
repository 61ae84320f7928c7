"""Talking to the caller: the desk's brief call, and the first contact with its attempts."""

from datetime import datetime

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import says, when, words
from bot.rules.workflow import Act
from bot.work import contact, evidence, purposes
from bot.work.outcome import Done, Refused

# What a press means: reached or not, by which way, and why not.
RESULTS: dict[str, tuple[bool, str, str]] = {
    "phone": (True, "电话", ""),
    "sms": (True, "短信", ""),
    "visit": (True, "上门", ""),
    "unanswered": (False, "电话", "始终未接"),
    "off": (False, "电话", "始终关机"),
    "other": (False, "电话", "其他"),
}
REACHED = fixed(
    Choice("phone", "电话联系上了", ("电话", "已联", "联系上了", "电话已联"), "primary"),
    Choice("visit", "上门见到了", ("上门", "见面")),
    Choice("unanswered", "没人接", ("始终未接", "未接", "没接", "无人接听")),
    Choice("off", "关机", ("始终关机", "停机")),
    Choice("other", "其他原因没联上", ("其他", "没联上", "未联")),
)
DESK_REACHED = fixed(
    Choice("phone", "电话已告知", ("电话", "已联", "已告知"), "primary"),
    Choice("sms", "短信已告知", ("短信",)),
    Choice("unanswered", "没人接", ("始终未接", "未接", "没接")),
    Choice("off", "关机", ("始终关机", "停机")),
)


def _first_slots(scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot("result", "联系结果", plainly("先行联系的结果是？"), REACHED, width=2),
        words("reason", "未联原因", "为什么没联上？请写一句。", longest=200, needed=says("result", "other")),
        when("at", "联系时间", "什么时候联系的？"),
    )


def _first_contact(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    reached, how, reason = RESULTS[slots["result"]]
    return contact.first_contact(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        reached=reached,
        how=how,
        at=datetime.fromisoformat(slots["at"]),
        reason=slots.get("reason", reason),
        now=turn.now,
    )


def _ask_for_proof(scene: Scene, done: Done) -> Follow | None:
    """A recording of the call (YC-2.4.2), or the picture that shows that nobody answered (YC-2.3.3.1u)."""
    reached, how, _ = RESULTS[scene.slots["result"]]
    if not reached and not wants_pictures_of_calls(scene):
        return None
    purpose = "first_contact_recording" if reached else "call_record"
    has_recording = scene.ticket is not None and purposes.is_given(scene.turn.session, scene.ticket, purpose)
    if reached and (how != "电话" or has_recording):
        return None
    return Follow("material", {"purpose": purpose, "also": _asks_for_text_message(scene, reached)})


def wants_pictures_of_calls(scene: Scene) -> bool:
    """Whether calls in vain are proven by pictures here; elsewhere their times are enough (NM-R8.2)."""
    return scene.ticket is not None and evidence.asks_for(scene.turn.offices.law(scene.ticket), "call_record")


def _asks_for_text_message(scene: Scene, reached: bool) -> str:
    """After enough calls in vain to a mobile phone the picture of the text message is wanted too (YC-2.3.3.1u)."""
    turn, ticket = scene.turn, scene.ticket
    wanted = not reached and ticket is not None and contact.asks_for_text_message(turn.session, turn.offices, ticket)
    return "sms_screenshot" if wanted else ""


def _purpose(scene: Scene) -> str:
    reached = RESULTS.get(scene.slots.get("result", "phone"), RESULTS["phone"])[0]
    return "first_contact_recording" if reached else "call_record"


FIRST_CONTACT = Dialogue(
    kind="first_contact",
    title="先行联系",
    act=Act.FIRST_CONTACT,
    slots=_first_slots,
    complete=_first_contact,
    purpose=_purpose,
    after=_ask_for_proof,
)


def _desk_slots(scene: Scene) -> tuple[Slot, ...]:
    return (Slot("result", "联系结果", plainly("联系来电人的结果是？"), DESK_REACHED, width=2),)


def _desk_contact(scene: Scene) -> Done | Refused:
    turn = scene.turn
    reached, how, _ = RESULTS[scene.slots["result"]]
    return contact.desk_contact(
        turn.session, turn.offices, turn.person_id, scene.ticket_id, how=how, reached=reached, now=turn.now
    )


DESK_CONTACT = Dialogue(
    kind="desk_contact", title="联系来电人", act=Act.DESK_CONTACT, slots=_desk_slots, complete=_desk_contact
)
