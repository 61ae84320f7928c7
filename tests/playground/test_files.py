"""Photos, documents and recordings in both directions, albums, and fetching files."""

import json
from typing import Any

import pytest

from bot.playground.people import Person
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Raw, png, updates


def send(raw: Raw, kind: str, person: Person, content: bytes, **fields: Any) -> dict[str, Any]:
    url = f"{raw.base}/send{kind.capitalize()}"
    files = {kind: (f"a.{kind}", content)}
    return dict(raw.client.post(url, data={"chat_id": person.id, **fields}, files=files).json())


def album(raw: Raw, person: Person, items: list[dict[str, Any]], **uploads: bytes) -> dict[str, Any]:
    fields = {"chat_id": person.id, "media": json.dumps(items)}
    files = {name: (name, content) for name, content in uploads.items()}
    return dict(raw.client.post(f"{raw.base}/sendMediaGroup", data=fields, files=files or None).json())


def fetch(raw: Raw, path: str) -> Any:
    return raw.client.get(f"{raw.base.split('/bot')[0]}/file/bot{TOKEN}/{path}")


@pytest.mark.parametrize("kind", ["document", "voice", "audio", "video"])
def test_a_file_sent_by_the_bot_can_be_seen_and_fetched(kind: str, raw: Raw, person: Person) -> None:
    length = {} if kind == "document" else {"duration": 7}
    result = send(raw, kind, person, b"content", caption="<b>附件</b>", parse_mode="HTML", **length)["result"]
    assert (result["caption"], result[kind]["file_size"]) == ("附件", 7)
    assert result[kind].get("duration") == (None if kind == "document" else 7)
    described = raw.call("getFile", file_id=result[kind]["file_id"])
    assert fetch(raw, described["file_path"]).content == b"content"
    media = person.inbox[-1].media
    assert media is not None
    assert (media.kind, media.file.content) == (kind, b"content")


def test_a_photo_comes_in_several_sizes_the_largest_last(raw: Raw, person: Person) -> None:
    sizes = send(raw, "photo", person, png(1600, 1200))["result"]["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(90, 67), (320, 240), (1600, 1200)]
    assert len({size["file_id"] for size in sizes}) == 3


def test_a_stored_file_is_sent_again_by_its_id(raw: Raw, person: Person) -> None:
    file_id = send(raw, "photo", person, png())["result"]["photo"][-1]["file_id"]
    again = raw.call("sendPhoto", chat_id=person.id, photo=file_id)
    assert again["photo"][-1]["file_id"] == file_id
    text = "Bad Request: can't use file of type Photo as Document"
    assert raw.refusal("sendDocument", chat_id=person.id, document=file_id) == (400, text)


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("photo", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("photo", png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        ("photo", png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        ("document", b"", "file must be non-empty"),
    ],
)
def test_files_that_cannot_be_sent(kind: str, content: bytes, text: str, raw: Raw, person: Person) -> None:
    assert send(raw, kind, person, content)["description"] == f"Bad Request: {text}"


def test_ten_megabytes_are_the_most_for_a_photo_but_not_for_a_document(raw: Raw, person: Person) -> None:
    big = png(size=(10 << 20) + 1)
    assert "is too big for a photo" in send(raw, "photo", person, big)["description"]
    assert send(raw, "document", person, big)["ok"] is True


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", "there is no photo in the request"),
        ("attach://nothing", "there is no photo in the request"),
        ("https://example.com/a.png", "failed to get HTTP URL content"),
        ("made-up-id", "wrong file identifier/HTTP URL specified"),
    ],
)
def test_names_of_files_that_are_not_there(value: str, text: str, raw: Raw, person: Person) -> None:
    assert raw.refusal("sendPhoto", chat_id=person.id, photo=value) == (400, f"Bad Request: {text}")


def test_a_caption_over_the_limit_is_refused(raw: Raw, person: Person) -> None:
    answer = send(raw, "document", person, b"x", caption="长" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"


def test_an_album_arrives_as_messages_of_one_group_with_their_captions(raw: Raw, person: Person) -> None:
    items = [
        {"type": "photo", "media": "attach://a", "caption": "<b>前</b>", "parse_mode": "HTML"},
        {"type": "video", "media": "attach://b"},
    ]
    first, second = album(raw, person, items, a=png(), b=b"film")["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("前", "bold")
    assert [message.group_key for message in person.inbox] == [first["media_group_id"]] * 2


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([], "there are no messages to send"),
        ([{"type": "document", "media": "attach://a"}] * 11, "too many messages to send as an album"),
        (
            [{"type": "document", "media": "attach://a"}, {"type": "audio", "media": "attach://a"}],
            "Audio can't be mixed with other media types",
        ),
        ([{"type": "animation", "media": "attach://a"}], 'can\'t parse InputMedia: type "animation" is unsupported'),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        (["photo"], "can't parse InputMedia: expected an Object"),
    ],
)
def test_albums_that_cannot_be_sent(items: list[Any], text: str, raw: Raw, person: Person) -> None:
    uploads = {"a": b"x"} if "attach://a" in json.dumps(items) else {}
    assert album(raw, person, items, **uploads)["description"] == f"Bad Request: {text}"
    assert person.inbox == []


def test_an_album_of_one_is_sent_and_noted_as_a_violation(raw: Raw, person: Person, world: World) -> None:
    (only,) = album(raw, person, [{"type": "document", "media": "attach://a"}], a=b"x")["result"]
    assert "media_group_id" not in only
    assert [violation.kind for violation in world.violations] == ["limit"]
    assert raw.refusal("sendMediaGroup", chat_id=person.id)[1] == 'Bad Request: parameter "media" is required'
    assert (
        raw.refusal("sendMediaGroup", chat_id=person.id, media="[")[1] == "Bad Request: can't parse media JSON object"
    )
    assert raw.refusal("sendMediaGroup", chat_id=person.id, media={"a": 1})[1].endswith("an Array of InputMedia")


def test_what_people_attach_reaches_the_bot_in_every_kind(raw: Raw, person: Person) -> None:
    question = person.say("看")
    person.attach_photo(png(), caption="现场", reply_to=question)
    person.attach_voice(b"ogg")
    person.attach_audio(b"mp3", name="来电.mp3")
    person.attach_video(b"mp4")
    person.attach_document("工单号\n1".encode(), name="单.csv", mime="text/csv")
    photo, voice, audio, video, document = updates(raw, "message")[1:]
    assert (photo["caption"], photo["reply_to_message"]["text"]) == ("现场", "看")
    assert (voice["voice"]["duration"], voice["voice"]["mime_type"]) == (3, "audio/ogg")
    assert audio["audio"]["file_name"] == "来电.mp3"
    assert video["video"]["width"] == 1280
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("单.csv", "text/csv")


def test_twenty_megabytes_are_the_most_a_bot_can_fetch(raw: Raw, person: Person) -> None:
    person.attach("video", None, size=(20 << 20) + 1)
    person.attach("video", None, size=20 << 20)
    big, just = (message["video"] for message in updates(raw, "message"))
    assert raw.refusal("getFile", file_id=big["file_id"]) == (400, "Bad Request: file is too big")
    path = raw.call("getFile", file_id=just["file_id"])["file_path"]
    assert len(fetch(raw, path).content) == 20 << 20


def test_a_link_is_good_for_an_hour_and_the_id_for_ever(raw: Raw, person: Person, world: World) -> None:
    person.attach_document(b"x")
    file_id = updates(raw, "message")[0]["document"]["file_id"]
    path = raw.call("getFile", file_id=file_id)["file_path"]
    world.clock.advance(3601)
    assert fetch(raw, path).status_code == 404
    assert fetch(raw, raw.call("getFile", file_id=file_id)["file_path"]).content == b"x"
    assert raw.refusal("getFile") == (400, "Bad Request: file_id not specified")
    assert raw.refusal("getFile", file_id="made-up") == (400, "Bad Request: invalid file_id")
    assert raw.client.get(f"{raw.base.split('/bot')[0]}/file/bot1:x/{path}").status_code == 401
