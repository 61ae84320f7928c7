"""The administrator's dialogues about people: in, invited, given a post, moved, renamed, released, gone."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Follow, Scene, Slot, Slots, fixed, plainly
from bot.chat.dialogues.slots import says
from bot.chat.dialogues.staffing_slots import (
    any_kind,
    as_choices,
    name_slot,
    named,
    outsider,
    person_slot,
    sure,
    unit_slot,
)
from bot.chat.reading import Misread
from bot.rules.outcome import Refused
from bot.work.administration import choices, people, posts
from bot.work.labels import meaning
from bot.work.outcome import Done
from bot.work.people import ROLE_NAMES
from bot.work.roster import PLACE_OF

NO_SUCH_ROLE = Misread(f"没有这个岗位，可以写的有：{'、'.join(ROLE_NAMES.values())}。")
RANKS = fixed(Choice("1", "A角", ("A", "a", "主")), Choice("2", "B角", ("B", "b", "副")))


def _person(scene: Scene) -> int:
    return int(scene.slots["person"])


def _add_slots(scene: Scene) -> tuple[Slot, ...]:
    return (name_slot("新人员的姓名？"),)


def _add(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return people.add(turn.session, turn.person_id, scene.slots["name"], turn.now)


def _then_a_post(scene: Scene, done: Done) -> Follow | None:
    turn = scene.turn
    found = choices.person_named(turn.session, turn.person.office_id, scene.slots["name"].strip())
    return Follow("post", {"person": str(found)}) if found is not None else None


ADD_PERSON = Dialogue("person", "添加人员", _add_slots, _add, after=_then_a_post, is_moot=outsider)


def _rename_slots(scene: Scene) -> tuple[Slot, ...]:
    return (person_slot("给谁改名？"), name_slot("改成什么姓名？"))


def _rename(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return people.rename(turn.session, turn.person_id, _person(scene), scene.slots["name"], turn.now)


RENAME = Dialogue("rename", "改名", _rename_slots, _rename, is_moot=outsider)


def _invite_slots(scene: Scene) -> tuple[Slot, ...]:
    return (person_slot("邀请谁？（只列出还没有绑定账号的人）", bound=False),)


def _invite(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return people.invite(turn.session, turn.person_id, _person(scene), turn.bot_name, turn.now)


INVITE = Dialogue("invite", "邀请", _invite_slots, _invite, is_moot=outsider)


def _has_place(slots: Slots) -> bool:
    return bool(PLACE_OF.get(slots.get("role", ""), ()))


def _kinds(scene: Scene) -> tuple[str, ...]:
    return PLACE_OF.get(scene.slots.get("role", ""), ())


def _role(scene: Scene, said: str) -> str | Misread:
    return meaning("role", said) or NO_SUCH_ROLE


def _post_slots(scene: Scene) -> tuple[Slot, ...]:
    roles = fixed(*(Choice(role, name) for role, name in ROLE_NAMES.items()))
    return (
        person_slot("给谁岗位？"),
        Slot("role", "岗位", plainly("什么岗位？"), roles, _role),
        unit_slot("在哪个单位？没有的请先 /unit 新建。", _kinds, _has_place),
        Slot("rank", "角别", plainly("A角还是B角？A角先收到工单，B角补位。"), RANKS, needed=says("role", "handler")),
    )


def _give(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    unit_id = int(slots["unit"]) if _has_place(slots) else None
    rank = int(slots.get("rank", 1))
    return posts.give(turn.session, turn.person_id, _person(scene), slots["role"], unit_id, rank, turn.now)


POST = Dialogue("post", "给岗位", _post_slots, _give, is_moot=outsider)


def _unpost_slots(scene: Scene) -> tuple[Slot, ...]:
    def held(now: Scene) -> tuple[Choice, ...]:
        return as_choices(choices.posts_of(now.turn.session, _person(now))) if "person" in now.slots else ()

    return (
        person_slot("取消谁的岗位？"),
        Slot("post", "岗位", plainly("取消哪个岗位？"), held, width=1),
        sure(lambda now: f"取消{named(now)}的这个岗位？手上的工单转给接替的人。", "确认取消"),
    )


def _take(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return posts.take(turn.session, turn.person_id, _person(scene), int(scene.slots["post"]), turn.now)


UNPOST = Dialogue("unpost", "取消岗位", _unpost_slots, _take, is_moot=outsider)


def _transfer_slots(scene: Scene) -> tuple[Slot, ...]:
    question = "调到{name}？原单位的岗位随之取消，手上的工单留给原单位接替的人。"
    return (
        person_slot("调动谁？"),
        unit_slot("调到哪个单位？", any_kind),
        sure(lambda now: f"把{named(now)}" + question.format(name=_unit_name(now)), "确认调动", "primary"),
    )


def _unit_name(scene: Scene) -> str:
    found = choices.units(scene.turn.session, scene.turn.person.office_id)
    return next((one.name for one in found if one.id == scene.slots["unit"]), "")


def _transfer(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return posts.transfer(turn.session, turn.person_id, _person(scene), int(scene.slots["unit"]), turn.now)


TRANSFER = Dialogue("transfer", "调动", _transfer_slots, _transfer, is_moot=outsider)


def _release_slots(scene: Scene) -> tuple[Slot, ...]:
    question = "解除{name}的账号？原来的聊天立即不能再办事，岗位保留。"
    return (
        person_slot("解除谁的账号？", bound=True),
        sure(lambda now: question.format(name=named(now)), "确认解除"),
    )


def _release(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return people.release(turn.session, turn.person_id, _person(scene), turn.now)


RELEASE = Dialogue("release", "解除账号", _release_slots, _release, is_moot=outsider)


def _revoke_slots(scene: Scene) -> tuple[Slot, ...]:
    question = "停用{name}？聊天立即失效，岗位全部取消，手上的工单转给接替的人。"
    return (person_slot("停用谁？"), sure(lambda now: question.format(name=named(now)), "确认停用"))


def _revoke(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return people.revoke(turn.session, turn.person_id, _person(scene), turn.now)


REVOKE = Dialogue("revoke", "停用人员", _revoke_slots, _revoke, is_moot=outsider)
STAFFING = (ADD_PERSON, RENAME, INVITE, POST, UNPOST, TRANSFER, RELEASE, REVOKE)
