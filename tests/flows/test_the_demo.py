"""`python -m bot demo` as a newcomer starts it: a process of its own, met through the address it prints."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 20
PRINTED = "在浏览器里打开："


@pytest.fixture
def demo() -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.kill()
        process.communicate()


def said(page: httpx.Client, words: str) -> str:
    """Wait for a message with these words, from the very first one on."""
    with page.stream("GET", "/sim/events", params={"after": 0}) as stream:
        events = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))
        texts = (event["message"]["text"] for event in events if event["kind"] == "message")
        return next(text for text in texts if words in (text or ""))


def test_the_demo_prints_its_address_and_takes_in_a_sample_ticket(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    address = next(line for line in demo.stdout if PRINTED in line).partition(PRINTED)[2].strip()
    with httpx.Client(base_url=address, timeout=PATIENCE) as page:
        assert "本地模拟，并非 Telegram" in page.get("/").text
        assert "林晓，您好！账号已绑定。" in said(page, "林晓，您好")
        sample = page.get("/sim/state").json()["samples"][0]
        clerk = {"person": sample["person"], "chat": sample["person"]}
        assert page.post("/sim/say", json={**clerk, "text": sample["text"]}).status_code == 200
        assert "联系电话：138****" in said(page, "要改的，打出")
        invitation = page.get("/sim/state").json()["samples"][-1]
        newcomer = {"person": invitation["person"], "chat": invitation["person"]}
        assert page.post("/sim/say", json={**newcomer, "text": invitation["text"]}).status_code == 200
        assert "账号已绑定" in said(page, "李四，您好！")
    demo.send_signal(signal.SIGTERM)
    _, complaints = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0, complaints
    assert complaints == ""
