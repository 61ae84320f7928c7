"""The log: one line an event, for people or for machines, and never a token, a phone or an identity number in it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

SECRETS = (
    (re.compile(r"\b(?:bot)?\d{6,12}:[A-Za-z0-9_-]{10,}"), "<token>"),
    (re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"), "<identity number>"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "<phone>"),
)
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
# They write whole URLs, with the token, and answers they could not read, with what citizens said.
TALKATIVE = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
}


def redacted(text: str) -> str:
    """`text` without tokens, mobile numbers and identity numbers, also in full-width digits."""
    for pattern, instead in SECRETS:
        if pattern.search(text.translate(FULL_WIDTH)):
            text = pattern.sub(instead, text.translate(FULL_WIDTH))
    return text


class PlainLines(logging.Formatter):
    """For people: time, level, logger, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        # After the traceback has been put in: errors repeat what they were given.
        return redacted(super().format(record))


class JsonLines(logging.Formatter):
    """For machines: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str = "INFO", form: Literal["plain", "json"] = "plain", stream: TextIO | None = None) -> None:
    """Send every log line, redacted, to `stream` (standard error); replaces what was set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in TALKATIVE.items():
        logging.getLogger(name).setLevel(least)
