"""Photos, recordings and files: kept once, fetched later, shown to who may see them."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import evidence, files, showing_evidence
from bot.work.evidence import EvidenceItem
from bot.work.outcome import Done, Refused
from storage import files as rows
from storage.tables import Evidence, OutboxRow
from tests.people import Cast, later
from tests.work.world import Player, audited, everything, item, play, told


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    return player


def give(player: Player, *items: EvidenceItem, purpose: str = "photo_site", caption: str = "") -> Done | Refused:
    return player.act(evidence.give, player.cast.handler, items=items, purpose=purpose, caption=caption)


def test_what_was_given_is_kept_with_its_purpose_and_told(player: Player) -> None:
    answer = give(player, item("a"), item("b"), item("c", kind="video"), caption="车位全景")
    assert answer == Done("已收到2份照片、1份视频，作为现场照片。", player.ticket_id)
    kept = player.session.exec(select(Evidence)).all()
    assert [(row.file_id, row.purpose, row.caption, row.stored_at) for row in kept] == [
        ("file-a", "photo_site", "车位全景", None),
        ("file-b", "photo_site", "车位全景", None),
        ("file-c", "photo_site", "车位全景", None),
    ]


def test_an_album_that_arrives_in_pieces_is_answered_once(player: Player) -> None:
    first = give(player, item("a", album="77"))
    second = give(player, item("b", album="77"))
    assert first == Done("已收到1份照片，作为现场照片。", player.ticket_id)
    assert second == Done("", player.ticket_id)
    assert len(player.session.exec(select(Evidence)).all()) == 2


def test_the_same_file_sent_again_is_kept_once(player: Player) -> None:
    give(player, item("a"))
    before = everything(player.session)
    assert give(player, item("a")) == Done("这份材料已经收到过了。", player.ticket_id)
    assert everything(player.session) == before


def test_the_same_file_may_serve_another_purpose(player: Player) -> None:
    give(player, item("a"))
    give(player, item("a"), purpose="photo_before")
    assert len(player.session.exec(select(Evidence)).all()) == 2


@pytest.mark.parametrize(
    ("given", "purpose", "said"),
    [
        (item("a", size=20 * 1024 * 1024 + 1), "photo_site", "文件有21MB，超过20MB，无法接收；请压缩或分段后再发。"),
        (item("a", size=48 * 1024 * 1024), "photo_site", "文件有48MB，超过20MB，无法接收；请压缩或分段后再发。"),
        (item("a", kind="sticker"), "photo_site", "只能接收照片、语音、音频、视频和文件。"),
        (item("a"), "holiday_picture", "请说明这份材料的用途。"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(player: Player, given: EvidenceItem, purpose: str, said: str) -> None:
    before = everything(player.session)
    assert told(give(player, item("fine"), given, purpose=purpose)) == said
    assert everything(player.session) == before


def test_a_file_of_exactly_the_largest_size_is_kept(player: Player) -> None:
    assert isinstance(give(player, item("a", size=20 * 1024 * 1024)), Done)


def test_showing_evidence_sends_the_files_and_is_noted_for_good(player: Player) -> None:
    give(player, item("a"), item("b"))
    answer = player.act(showing_evidence.show, player.cast.head)
    assert answer == Done("共2份材料，随后发给您。其中2份还没有存到本机。", player.ticket_id)
    row = player.session.exec(select(OutboxRow).where(OutboxRow.kind == "evidence")).one()
    assert (row.person_id, len(row.payload["ids"])) == (player.cast.head.id, 2)
    assert "evidence_shown" in audited(player.session)


def test_files_of_another_ticket_cannot_be_asked_for_by_their_number(player: Player, session: Session) -> None:
    give(player, item("a"))
    other = play(session, player.cast, number="20261120000302")
    other.bring_to(State.HANDLING)
    give(other, item("b"))
    foreign = session.exec(select(Evidence.id).where(Evidence.ticket_id == player.ticket_id)).one()
    assert told(other.act(showing_evidence.show, other.cast.handler, ids=(foreign,))) == "这张工单还没有佐证材料。"


def test_a_file_waits_to_be_fetched_until_it_is_on_disk(player: Player) -> None:
    give(player, item("a"))
    now = later(60)
    (file,) = files.to_fetch(player.session, now)
    assert file.file_id == "file-a"
    files.stored(player.session, file, "f" * 64, now)
    assert files.to_fetch(player.session, now) == []
    kept = rows.evidence(player.session, file.evidence_id)
    assert kept is not None
    assert (kept.path, kept.sha256, kept.stored_at) == (file.path, "f" * 64, now)


def test_a_file_that_cannot_be_fetched_is_tried_again_later_and_later(player: Player) -> None:
    give(player, item("a"))
    now = later(60)
    for attempt in range(1, files.MOST_ATTEMPTS + 1):
        (file,) = files.to_fetch(player.session, now)
        files.failed(player.session, file, now)
        assert files.to_fetch(player.session, now) == []
        now += files.wait_after(attempt)
    assert files.to_fetch(player.session, now + timedelta(days=1)) == []
    assert files.wait_after(1) == timedelta(seconds=5)
    assert files.wait_after(50) == timedelta(hours=1)


def test_the_place_of_a_file_says_nothing_about_anybody() -> None:
    name = uuid.uuid4()
    assert files.place_for(name) == f"{name.hex[:2]}/{name.hex}"
