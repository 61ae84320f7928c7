"""A closed ticket becomes one .zip that holds everything, whatever happens on the way to it."""

import asyncio
import errno
import hashlib
import json
import logging
import os
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.alerts import archiver as module
from bot.alerts.archiver import no_forms
from bot.alerts.forms import WORDS_AT_FAULT, FormsOfTicket
from bot.alerts.papering import FormMaker
from bot.reports import bundling
from bot.reports.filling.filler import Filler, NotFilled
from bot.work import archiving, reopening
from bot.work.files import MOST_ATTEMPTS
from storage import tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import Evidence
from tests.archived import CONTENT, Bench
from tests.work.world import Player


@pytest.fixture
def bench(sqlite: Database, tmp_path: Path) -> Bench:
    return Bench(sqlite, tmp_path)


def test_a_closed_ticket_is_archived_with_report_evidence_and_story(bench: Bench) -> None:
    bench.fetched()
    assert bench.round() == 1
    assert bench.row.path == "yichuan_road/2026-11/20261120000301.zip"
    assert set(bench.names()) == {
        "全过程.txt",
        "全过程.json",
        "办结报告（已通过）.txt",
        "材料/先行联系录音1.jpg",
        "材料/现场照片1.jpg",
        "材料/答复录音1.jpg",
        "清单.txt",
        "清单.json",
    }
    assert (bench.row.state, bench.row.missing) == ("made", 0)
    assert bench.row.sha256 == bundling.sha256_of(bench.zip)
    assert bench.row.size == bench.zip.stat().st_size
    assert bundling.faults_of(bench.zip, bench.row.sha256) == []
    assert bench.round() == 0


def test_the_report_is_the_text_that_was_signed_and_the_manifest_tells_every_hash(bench: Bench) -> None:
    bench.fetched()
    bench.round()
    report = bench.database.read_now(lambda session: tickets.last_report(session, bench.ticket_id))
    assert report is not None
    by_name = {member["name"]: member["sha256"] for member in bench.manifest()["members"]}
    assert by_name["办结报告（已通过）.txt"] == report.sha256
    assert by_name == {
        name: hashlib.sha256(bench.read(name)).hexdigest() for name in bench.names() if not name.startswith("清单")
    }


def test_the_story_tells_who_did_what_when_and_who_signed_without_personal_data(bench: Bench) -> None:
    bench.fetched()
    bench.round()
    story = bench.read("全过程.txt").decode()
    values = json.loads(bench.read("全过程.json"))
    assert "张三" in story
    assert "签批同意" in story
    assert "新派工单" not in story
    (signature,) = values["signatures"]
    assert (signature["who"], signature["as"], signature["given"]) == ("吴刚", "处置部门负责人", True)
    assert values["events"][0]["name"]
    assert {one["member"] for one in values["evidence"]} <= set(bench.names())
    everything = "".join(bench.names()) + bench.zip.name
    for name in bench.names():
        everything += bench.read(name).decode(errors="ignore")
    for personal in ("王样英", "13800001001", "2号301室"):
        assert personal not in everything


def test_it_waits_for_files_on_their_way_and_lists_what_nobody_can_fetch(bench: Bench) -> None:
    assert bench.round() == 1
    assert (bench.row.state, bench.row.attempts) == ("waiting", 0)
    bench.given_as(attempts=MOST_ATTEMPTS)
    bench.clock += timedelta(minutes=5)
    bench.round()
    assert bench.row.state == "waiting"

    def hopeless(session: Session) -> None:
        for row in session.exec(select(Evidence)):
            row.attempts = MOST_ATTEMPTS
            session.add(row)

    bench.database.write_now(hopeless)
    bench.clock += timedelta(minutes=5)
    bench.round()
    assert bench.row.missing == 3
    assert bench.manifest()["missing"][0] == {"name": "材料/先行联系录音1.jpg", "why": archiving.NEVER_FETCHED}
    assert "# 材料/先行联系录音1.jpg：" in bench.read("清单.txt").decode()


def test_a_file_that_changed_on_disk_and_one_that_is_gone_are_listed(bench: Bench) -> None:
    bench.fetched()
    stored = sorted(path for path in bench.files.rglob("*") if path.is_file())
    stored[0].write_bytes(b"something else")
    stored[1].unlink()
    bench.round()
    assert {one["why"] for one in bench.manifest()["missing"]} == {bundling.CHANGED, bundling.GONE}
    assert bench.row.missing == 2
    assert bundling.faults_of(bench.zip, bench.row.sha256) == []


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("../../../etc/passwd", "材料/先行联系录音1.jpg"),
        ("C:\\windows\\evil.exe", "材料/先行联系录音1.exe"),
        ("王样英\x00\n13800001001.m4a", "材料/先行联系录音1.m4a"),
        ("录音.mp3/..", "材料/先行联系录音1.jpg"),
        ("a." + "x" * 300, "材料/先行联系录音1.jpg"),
    ],
)
def test_a_name_given_from_outside_leads_nowhere(bench: Bench, name: str, member: str) -> None:
    bench.given_as(name=name)
    bench.fetched()
    bench.round()
    assert member in bench.names()
    assert all(".." not in one and "\\" not in one and not one.startswith("/") for one in bench.names())


def test_a_full_disk_is_logged_without_the_ticket_and_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fetched()
    real = os.fsync

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(bench.archives / "20261120000301.zip"))

    monkeypatch.setattr(bundling.os, "fsync", full)
    with caplog.at_level(logging.DEBUG, logger=module.logger.name):
        bench.round()
    assert "ENOSPC" in caplog.text
    assert "20261120000301" not in caplog.text
    assert list(bench.archives.rglob("*.*")) == []
    assert (bench.row.state, bench.row.attempts) == ("waiting", 1)
    monkeypatch.setattr(bundling.os, "fsync", real)
    assert bench.round() == 0
    bench.clock += timedelta(minutes=1)
    bench.round()
    assert bench.row.state == "made"


def test_a_folder_that_cannot_be_written_is_tried_again(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.fetched()
    bench.archives.write_text("a file where the folder should be")
    bench.round()
    assert "cannot be written: EEXIST" in caplog.text or "cannot be written: ENOTDIR" in caplog.text
    bench.archives.unlink()
    bench.clock += timedelta(minutes=1)
    bench.round()
    assert bench.row.state == "made"


def test_a_crash_before_the_file_is_in_its_place_costs_only_the_work(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fetched()

    def killed(*_args: Any) -> None:
        raise SystemExit

    # As if the process died between the temporary file and its name, and then between the name and the note of it.
    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", killed)
        dying.setattr(Path, "unlink", lambda *_args, **_more: None)
        with pytest.raises(SystemExit):
            bench.round()
    assert [path.suffix for path in bench.archives.rglob("*.part")] == [".part"]
    assert bench.row.state == "waiting"
    assert bench.round() == 0
    bench.clock += archiving.LEASE
    with monkeypatch.context() as dying:
        dying.setattr(archiving, "made", killed)
        with pytest.raises(SystemExit):
            bench.round()
    assert bench.zip.exists()
    bench.clock += archiving.LEASE
    bench.round()
    assert bench.row.state == "made"
    assert bundling.faults_of(bench.zip, bench.row.sha256) == []
    assert list(bench.archives.rglob("*.part")) == []


def test_opened_again_and_closed_again_a_new_version_takes_the_place_and_keeps_the_story(bench: Bench) -> None:
    bench.fetched()
    bench.round()
    first, path = bench.row.sha256, bench.row.path
    bench.play(lambda player: player.do(reopening.reopen, player.cast.clerk, reason="上级平台退回"))
    bench.clock += timedelta(days=20)

    def again(player: Player) -> None:
        player.submit(measures="已联系车主移走车辆，物业加装地锁。")
        player.sign()
        player.approve()
        player.close()

    assert bench.round() == 0
    bench.play(again)
    bench.fetched()
    bench.round()
    assert bench.row.path == path
    assert bench.row.sha256 != first
    assert {"办结报告/第1份（已退回）.txt", "办结报告（已通过）.txt"} <= set(bench.names())
    assert "重新打开" in bench.read("全过程.txt").decode()
    assert len(list(bench.archives.rglob("*.zip"))) == 1


def test_an_archive_that_was_asked_for_again_while_it_was_made_is_made_again(bench: Bench) -> None:
    bench.fetched()

    async def meanwhile(ticket_id: int, _now: datetime) -> Sequence[tuple[str, bytes | NotFilled]]:
        def ask(session: Session) -> None:
            ticket = tickets.ticket(session, ticket_id)
            assert ticket is not None
            module.archive_asking.ask(session, ticket, bench.clock)

        await bench.database.write(ask)
        return ()

    bench.forms = meanwhile
    bench.round()
    assert (bench.row.state, bench.row.asked) == ("waiting", 2)
    bench.forms = no_forms
    bench.round()
    assert bench.row.state == "made"


def test_the_forms_are_put_in_by_their_titles_and_their_failure_is_told(bench: Bench) -> None:
    bench.fetched()

    async def forms(_ticket_id: int, _now: datetime) -> Sequence[tuple[str, bytes]]:
        return [("情况说明/表", b"PK1"), ("情况说明/表", b"PK2"), ("../处理单.docx", b"PK3")]

    bench.forms = forms
    bench.round()
    assert {"表单/情况说明_表.docx", "表单/情况说明_表2.docx", "表单/___处理单.docx"} <= set(bench.names())

    async def broken(_ticket_id: int, _now: datetime) -> Sequence[tuple[str, bytes]]:
        raise RuntimeError("王样英")

    bench.forms = broken
    bench.database.write_now(
        lambda session: module.archive_asking.ask(session, bench.world.ticket(bench.ticket_id), bench.clock)
    )
    bench.round()
    assert bench.manifest()["missing"] == [{"name": "表单", "why": module.FORMS_NOT_MADE}]
    assert bench.row.state == "made"


def test_a_form_that_cannot_be_filled_costs_no_other_form_and_is_named_with_its_reason(bench: Bench) -> None:
    bench.fetched()

    async def forms(_ticket_id: int, _now: datetime) -> Sequence[tuple[str, bytes | NotFilled]]:
        return [("处理单", b"PK1"), ("情况说明", NotFilled("forms/beizhan/x.docx：模板引用了没有的名称“甲”"))]

    bench.forms = forms
    bench.round()
    assert [name for name in bench.names() if name.startswith("表单/")] == ["表单/处理单.docx"]
    why = f"{module.FORMS_NOT_MADE}：forms/beizhan/x.docx：模板引用了没有的名称“甲”"
    assert bench.manifest()["missing"] == [{"name": "表单/情况说明.docx", "why": why}]


def test_the_other_forms_of_a_ticket_are_made_where_one_template_is_gone_or_one_text_is_at_fault(
    bench: Bench,
) -> None:
    offices = bench.world.cast.offices
    (law_id, law), *_ = offices.laws.items()
    good = next(form for form in law.rulebook.form if form.id == "YC-F1")
    gone = replace(good, id="gone", name="样式不在的表", file="gone.docx")
    unworded = replace(good, id="unworded", name="正文不在的信", of="letter", words="gone.j2")
    changed = replace(law, rulebook=replace(law.rulebook, form=(gone, unworded, good)))
    offices = replace(offices, laws={**offices.laws, law_id: changed})

    async def forms() -> Sequence[tuple[str, bytes | NotFilled]]:
        filler = Filler()
        try:
            of_ticket = FormsOfTicket(bench.database, lambda: offices, FormMaker(filler, bench.files))
            return await of_ticket.made(bench.ticket_id, bench.clock)
        finally:
            await filler.close()

    made = {title: str(one) if isinstance(one, NotFilled) else one[:2] for title, one in asyncio.run(forms())}
    assert made.pop("样式不在的表").startswith("forms/yichuan_road/gone.docx：")  # type: ignore[arg-type]
    assert made == {"正文不在的信": WORDS_AT_FAULT, "办结报告": b"PK"}


def test_a_ticket_closed_before_there_were_archives_gets_one_after_the_start(bench: Bench) -> None:
    bench.fetched()
    bench.database.write_now(lambda session: session.delete(bench.row))
    bench.round()
    assert bench.row.state == "made"


def test_two_processes_make_it_once(bench: Bench) -> None:
    bench.fetched()
    (one,) = bench.database.read_now(lambda session: archiving.due(session, bench.clock))
    assert bench.database.write_now(lambda session: archiving.claim(session, one, bench.clock))
    assert not bench.database.write_now(lambda session: archiving.claim(session, one, bench.clock))


def test_three_hundred_megabytes_are_never_held_in_memory(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    contents = bundling.Contents({"number": "1"}, [], [bundling.Copy("材料/录像1.mp4", large, "")])
    tracemalloc.start()
    written = bundling.write(tmp_path / "1.zip", contents, datetime.fromisoformat("2026-11-20T10:00:00+08:00"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written.size > 300 * 1024 * 1024
    assert most < 16 * 1024 * 1024


def test_a_bundle_that_was_tampered_with_is_found_out(bench: Bench) -> None:
    bench.fetched()
    bench.round()
    content = bytearray(bench.zip.read_bytes())
    place = content.find(CONTENT)
    content[place] ^= 1
    bench.zip.write_bytes(content)
    faults = bundling.faults_of(bench.zip, bench.row.sha256)
    assert faults == ["文件和归档时不一样", "材料/先行联系录音1.jpg和清单不一样"]
    bench.zip.write_bytes(b"PK")
    assert bundling.faults_of(bench.zip, bench.row.sha256) == [bundling.OTHER, "压缩包打不开（BadZipFile）"]
    bench.zip.unlink()
    assert bundling.faults_of(bench.zip, bench.row.sha256) == ["文件不在"]
    assert id_of(bench.row)
