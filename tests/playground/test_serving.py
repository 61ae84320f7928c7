"""Switching the playground on and off."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import TOKEN, plain_client


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "example.com", ""])
def test_it_serves_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        Playground(host=host)


def test_it_starts_and_stops_in_less_than_a_tenth_of_a_second_also_under_a_waiting_poll(world: World) -> None:
    def once() -> float:
        began = time.monotonic()
        running = Playground(world).start()
        took = time.monotonic() - began
        before = len(world.journal.requests())
        with plain_client() as client, ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(client.post, f"{running.bot_url}{TOKEN}/getUpdates", json={"timeout": 5})
            world.wait_for(lambda: len(world.journal.requests()) > before)
            began = time.monotonic()
            running.stop()
            running.stop()
            took += time.monotonic() - began
            assert isinstance(waiting.exception(), httpx.HTTPError)
            with pytest.raises(httpx.ConnectError):
                client.get(running.address)
        return took

    assert min(once() for _ in range(3)) < 0.1


def test_a_given_port_is_used_and_free_again_afterwards(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for _ in range(2):
        with Playground(world, port=port) as running:
            assert (running.port, running.address) == (port, f"http://127.0.0.1:{port}")
            assert httpx.get(f"{running.address}/sim/pending").json() == {"pending": 0}
            assert running.world is world
            assert running.clock is world.clock


def test_the_newer_ipv6_loopback_works_where_the_machine_has_it(world: World) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        host = "127.0.0.1"
    else:
        host = "::1"
    with Playground(world, host=host) as running:
        assert httpx.get(f"{running.address}/sim/pending").status_code == 200
