import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "1234567890:AAinventedinventedinventedinvented0"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The product's own log, put back to what pytest had set up afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.TALKATIVE}
    stream = io.StringIO()
    logs.set_up(stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_a_line_tells_when_how_grave_where_and_what(log: io.StringIO) -> None:
    logging.getLogger("bot.alerts.sender").warning("outbox row %s", 7)

    assert log.getvalue().endswith("WARNING bot.alerts.sender: outbox row 7\n")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "POST https://api.telegram.org/<token>/getMe"),
        (f"token {TOKEN}", "token <token>"),
        ("电话13800001001，请回", "电话<phone>，请回"),
        ("电话１３８００００１００１", "电话<phone>"),
        ("身份证31010719900101123X", "身份证<identity number>"),
        ("工单 20261120000301", "工单 20261120000301"),
        ("alarm 13800 of 99", "alarm 13800 of 99"),
        ("at 2026-11-20 09:30:00", "at 2026-11-20 09:30:00"),
    ],
)
def test_what_must_not_be_logged_is_replaced_and_the_rest_is_kept(log: io.StringIO, said: str, kept: str) -> None:
    logging.getLogger("bot").error("%s", said)

    assert log.getvalue().rstrip("\n").endswith(kept)


def test_a_traceback_is_redacted_too(log: io.StringIO) -> None:
    try:
        raise ValueError(f"bad url bot{TOKEN} for 13800001001")
    except ValueError:
        logging.getLogger("bot").exception("failed")

    assert "ValueError: bad url <token> for <phone>" in log.getvalue()


def test_the_http_library_does_not_log_addresses(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    logging.getLogger("telegram.request.BaseRequest").error('Can not load invalid JSON data: "王样英"')

    assert log.getvalue() == ""


def test_lines_for_machines_are_json_and_redacted() -> None:
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "电话 %s", ("13800001001",), None)

    line = json.loads(logs.JsonLines().format(record))

    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot", "电话 <phone>")
