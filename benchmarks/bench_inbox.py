"""What somebody says → the answer on their phone, through the durable inbox and outbox, over HTTP, in two processes.

Bars: p50 ≤ 15 ms, p99 ≤ 60 ms at 50 a second; at least 200 a second sustained. Sending limits are off: it is our own
time that counts. The playground runs beside the bot, so both cores are taken.
"""

import time
from collections import defaultdict

from benchmarks.served_bot import Served, commit_seconds, serving, spread

RATE, SECONDS = 50, 20
BURST = 2000


def main() -> None:
    with serving() as served:
        print(f"one commit on this disk now: {commit_seconds() * 1000:.2f} ms; an answer waits for three")
        _talk(served, "/help", 20, RATE)
        for words in ("/help", "随便说一句"):
            waits = _talk(served, words, RATE * SECONDS, RATE)
            print(f"{RATE}/s, {words:<6}: {spread(waits)}   ({len(waits)} answers)")
        started = time.perf_counter()
        waits = _talk(served, "/help", BURST, None)
        print(f"{BURST} at once: {len(waits) / (time.perf_counter() - started):.0f} answers/s")


def _talk(served: Served, words: str, count: int, rate: int | None) -> list[float]:
    """Everybody in turn says `words`, `rate` a second; how long each answer took."""
    phones = list(served.phones.values())
    asked: dict[int, list[float]] = defaultdict(list)
    heard: dict[int, list[float]] = defaultdict(list)
    seen = {phone.id: len(phone.chat.messages) for phone in phones}

    def look() -> None:
        now = time.perf_counter()
        for phone in phones:
            messages = list(phone.chat.messages.values())
            for message in messages[seen[phone.id] :]:
                if message.from_bot:
                    heard[phone.id].append(now)
            seen[phone.id] = len(messages)

    unwatch = served.world.watch(look)
    started = time.perf_counter()
    for number in range(count):
        if rate is not None:
            time.sleep(max(0.0, started + number / rate - time.perf_counter()))
        phone = phones[number % len(phones)]
        asked[phone.id].append(time.perf_counter())
        phone.say(words)
    served.world.wait_for(lambda: sum(map(len, heard.values())) >= count, 120)
    unwatch()
    return [
        answer - question
        for phone in phones
        for question, answer in zip(asked[phone.id], heard[phone.id], strict=False)
    ]


if __name__ == "__main__":
    main()
