"""Switching the playground off while somebody is looking."""

import httpx
import pytest

from bot.playground.serving import Playground
from bot.playground.world import World


def test_stopping_while_a_page_listens_ends_its_stream_and_reports_no_fault(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    playground = Playground(world).start()
    with httpx.Client() as client, client.stream("GET", f"{playground.address}/sim/events?after=0") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": connected"
        playground.stop()
        with pytest.raises(httpx.RemoteProtocolError):
            list(lines)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")] == []
