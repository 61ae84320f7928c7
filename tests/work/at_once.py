"""Several people doing something in the same moment."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def at_once(*doings: Callable[[], T]) -> list[T]:
    """Everybody presses in the same moment; the answers in the order of the doings."""
    start = threading.Barrier(len(doings))
    answers: dict[int, T] = {}

    def press(place: int, doing: Callable[[], T]) -> None:
        start.wait()
        answers[place] = doing()

    threads = [threading.Thread(target=press, args=(place, doing)) for place, doing in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[place] for place in sorted(answers)]
