"""Driving the world directly, as flow tests do."""

import threading

import pytest

from bot.playground.people import CannotDo, Person
from bot.playground.world import World
from tests.playground.conftest import Raw, png, updates


def test_an_inbox_holds_what_others_wrote_oldest_first(raw: Raw, person: Person, world: World) -> None:
    colleague = world.person("李四")
    group = world.group("群", [person, colleague])
    raw.call("sendMessage", chat_id=person.id, text="一")
    colleague.say("二", chat=group)
    person.say("我自己")
    gone = raw.call("sendMessage", chat_id=person.id, text="三")["message_id"]
    raw.call("deleteMessage", chat_id=person.id, message_id=gone)
    assert [message.text for message in person.inbox if not message.service] == ["一", "二"]
    assert [message.text for message in person.visible(person.chat)] == ["/start", "一", "我自己"]


def test_waiting_for_something_wakes_when_it_happens_and_gives_its_value(
    raw: Raw, person: Person, world: World
) -> None:
    threading.Timer(0.05, raw.call, ["sendMessage"], {"chat_id": person.id, "text": "到了"}).start()
    (message,) = world.wait_for(lambda: person.inbox)
    assert message.text == "到了"
    with pytest.raises(TimeoutError, match="sendMessage"):
        world.wait_for(lambda: len(person.inbox) > 5, timeout=0.05)


def test_many_threads_may_act_at_once(raw: Raw, world: World) -> None:
    people = [world.person(f"{number}号") for number in range(8)]
    threads = [threading.Thread(target=lambda each=each: [each.say(str(n)) for n in range(20)]) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    batch = raw.call("getUpdates")
    batch += raw.call("getUpdates", offset=batch[-1]["update_id"] + 1)
    numbers = [update["message"]["message_id"] for update in batch]
    assert len(set(numbers)) == len(numbers) == 160
    assert numbers == sorted(numbers)


def test_an_album_of_a_person_is_one_group_with_the_caption_first(raw: Raw, person: Person) -> None:
    sent = person.attach_album([png(), png(), png()], caption="现场")
    received = updates(raw, "message")
    assert len({message["media_group_id"] for message in received}) == 1
    assert [message.get("caption") for message in received] == ["现场", None, None]
    assert [message.group_key for message in sent] == [received[0]["media_group_id"]] * 3
    assert person.attach_album([png()])[0].group_key != sent[0].group_key


def test_forwarding_keeps_where_it_came_from(raw: Raw, person: Person, world: World) -> None:
    colleague = world.person("李四")
    group = world.group("群", [person, colleague])
    person.forward(person.forward(colleague.say("原话", chat=group)))
    origins = [message["forward_origin"]["sender_user"]["first_name"] for message in updates(raw, "message")[1:]]
    assert origins == ["李四", "李四"]


def test_what_an_app_would_not_offer_cannot_be_done(raw: Raw, person: Person, world: World) -> None:
    colleague = world.person("李四")
    group = world.group("群", [colleague])
    theirs, mine = colleague.say("他的", chat=group), person.say("我的")
    for act in (
        lambda: person.say("  "),
        lambda: person.say("x", chat=group),
        lambda: person.say("x", reply_to=theirs),
        lambda: person.start("太长" * 40),
        lambda: person.start("a" * 65),
        lambda: person.edit(theirs, "x"),
        lambda: person.delete(theirs),
        lambda: person.attach_photo(png(), caption="长" * 1025),
        lambda: colleague.edit(mine, "x"),
    ):
        with pytest.raises(CannotDo):
            act()
    person.delete(mine)
    with pytest.raises(CannotDo, match="不在这个会话"):
        person.say("x", reply_to=mine)
    person.block()
    for act in (lambda: person.say("x"), lambda: person.attach_voice(b"x")):
        with pytest.raises(CannotDo, match="已停用"):
            act()
    assert person.start("again").text == "/start again"


def test_an_own_caption_can_be_edited(raw: Raw, person: Person) -> None:
    person.edit(person.attach_photo(png(), caption="旧"), "新")
    assert updates(raw, "edited_message")[0]["caption"] == "新"


def test_people_have_their_own_numbers(world: World) -> None:
    assert world.person("张三", id=42).id == 42
    for taken in (42, 0, -5):
        with pytest.raises(ValueError, match="cannot be added"):
            world.person("李四", id=taken)


def test_a_world_without_a_bot_says_so() -> None:
    with pytest.raises(LookupError, match="no bot"):
        World().person("张三").block()
