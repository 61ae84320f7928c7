"""The program as an administrator starts it: a process of its own, with a config.toml, until SIGTERM."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import EXIT_STALLED
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.storage.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
TOKEN = "7000000001:invented-for-tests"
PATIENCE = 20
ROSTER = ROOT / "bot" / "samples" / "roster.csv"


@pytest.fixture
def playground() -> Iterator[Playground]:
    world = World(flood="relaxed")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    with Playground(world) as playground:
        yield playground


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, as config.toml names it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hotline.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.create()).replace("postgresql://", "postgresql+psycopg://")


def settings(
    folder: Path,
    address: str,
    token: str = TOKEN,
    rulebook: str = "yichuan_road",
    database: str | None = None,
    delivery: str = "",
) -> Path:
    path = folder / "config.toml"
    path.write_text(
        f"""
[telegram]
token = "{token}"
base_url = "{address}"
[storage]
database_url = "{database or f"sqlite:///{folder / 'hotline.sqlite3'}"}"
files = "{folder / "files"}"
[[office]]
id = "yichuan_road"
name = "宜川路街道"
rulebook = "{rulebook}"
[delivery]
{delivery}
""",
        encoding="utf-8",
    )
    return path


def bot(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "bot", *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def started(config: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)


def test_from_an_empty_folder_to_a_bound_clerk_with_the_commands_of_the_readme(
    playground: Playground, tmp_path: Path, empty_database: str
) -> None:
    config = settings(tmp_path, playground.address, database=empty_database)
    process = started(config)
    try:
        world = playground.world
        world.wait_for(lambda: world.journal.requests("getUpdates"), PATIENCE)
        loaded = bot("staff", ROSTER, "--config", config)
        assert loaded.returncode == 0, loaded.stderr
        invited = bot("invite", "林晓", "--config", config)
        assert invited.returncode == 0, invited.stderr
        secret = invited.stdout.partition("?start=")[2].split()[0]
        assert "https://t.me/hotline_test_bot" in invited.stdout
        clerk = world.person("林晓")
        clerk.start(secret)
        world.wait_for(lambda: any("账号已绑定" in message.text for message in clerk.inbox), PATIENCE)
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, log
    assert TOKEN not in log
    assert world.violations == []


def test_a_second_process_on_the_same_file_is_refused_in_one_sentence(playground: Playground, tmp_path: Path) -> None:
    config = settings(tmp_path, playground.address)
    process = started(config)
    try:
        playground.world.wait_for(lambda: playground.world.journal.requests("getUpdates"), PATIENCE)
        second = bot("run", "--config", config)
        assert second.returncode == 2
        assert "正由另一个运行中的助手使用" in second.stderr
        assert "Traceback" not in second.stderr
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def test_a_process_whose_listening_stands_still_ends_with_an_error_for_its_supervisor(
    playground: Playground, tmp_path: Path
) -> None:
    # The server keeps the request for longer than anything may stand still.
    playground.world.fail("delay", method="getUpdates", when="before", seconds=PATIENCE, count=None)
    process = started(settings(tmp_path, playground.address, delivery="stalled_after_seconds = 2"))
    try:
        _, log = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == EXIT_STALLED != 0
    assert "poller has stood still" in log


def test_faults_of_settings_and_rulebook_stop_the_start_without_a_traceback(tmp_path: Path) -> None:
    broken = tmp_path / "own.toml"
    broken.write_text('id = "own"\nnme = "x"\n[[duty]]\nid = "X-1"\n', encoding="utf-8")
    config = settings(tmp_path, "http://127.0.0.1:1", rulebook=str(broken))
    refused = bot("run", "--config", config)
    assert refused.returncode == 2
    assert "nme" in refused.stderr
    assert "duty[1]" in refused.stderr
    assert "Traceback" not in refused.stderr
    config.write_text('[telegram]\ntokn = "x"\n[pacing]\nchat_burst = 0\n', encoding="utf-8")
    refused = bot("run", "--config", config)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 3
    assert "Traceback" not in refused.stderr


def test_a_fault_of_the_settings_does_not_hide_those_of_the_rulebook(tmp_path: Path) -> None:
    broken = tmp_path / "own.toml"
    broken.write_text('id = "own"\nnme = "x"\n', encoding="utf-8")
    config = settings(tmp_path, "http://127.0.0.1:1", rulebook=str(broken), delivery="drain = 1")
    for command in ("run", "check"):
        told = bot(command, "--config", config)
        assert told.returncode == 2
        assert "delivery.drain：没有这个设置项" in told.stderr + told.stdout
        assert "nme" in told.stderr + told.stdout


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    nowhere = f"sqlite:///{tmp_path / 'taken' / 'hotline.sqlite3'}"
    for words in (("run",), ("check",), ("staff", ROSTER)):
        told = bot(*words, "--config", settings(tmp_path, "http://127.0.0.1:1", database=nowhere))
        assert told.returncode == 2
        assert "请检查 storage.database_url 和文件夹的权限。" in told.stderr + told.stdout
        assert "Traceback" not in told.stderr


def test_without_a_token_the_start_says_where_to_put_it(tmp_path: Path) -> None:
    refused = bot("run", "--config", settings(tmp_path, "http://127.0.0.1:1", token=""))
    assert refused.returncode == 2
    assert refused.stderr.strip().splitlines()[-1].startswith("telegram.token 还没有填写")


def test_check_lists_what_is_missing_and_finds_the_built_in_rulebooks_clean(tmp_path: Path) -> None:
    checked = bot("check", "--config", settings(tmp_path, "http://127.0.0.1:1", token=""))
    assert checked.returncode == 0, checked.stdout
    assert "telegram.token 还没有填写" in checked.stdout
    assert "没有发现错误" in checked.stdout
    assert bot("check", "--rulebook", "yichuan_road").returncode == 0


def test_the_demo_refuses_to_start_beside_a_real_token() -> None:
    real = "1234567890:" + "A" * 35
    words = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    environment = {**os.environ, "HOTLINE_TELEGRAM__TOKEN": real}
    refused = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert refused.returncode == 2
    assert "真实的机器人令牌" in refused.stderr
    assert real not in refused.stderr
