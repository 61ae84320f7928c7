"""Everything that happened, in order, with both clocks; in memory and, when asked for, as lines of JSON."""

import json
import threading
import time
from pathlib import Path
from typing import Any

from bot.playground.clock import VirtualClock


class Journal:
    """One entry: {"n", "at" (virtual, ISO), "real" (Unix seconds), "kind", …}. Tokens never get in."""

    def __init__(self, clock: VirtualClock, path: Path | None = None) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []
        self._path = path

    def note(self, kind: str, **fields: Any) -> int:
        """Add an entry and return its number, counted from 1."""
        with self._lock:
            entry = {
                "n": len(self._entries) + 1,
                "at": self._clock.now().isoformat(),
                "real": round(time.time(), 3),
                "kind": kind,
                **fields,
            }
            self._entries.append(entry)
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")
            return len(self._entries)

    def after(self, number: int = 0, kind: str | None = None) -> list[dict[str, Any]]:
        """Entries later than `number`, all kinds or one: request, answer, update, act, fault, violation, clock."""
        with self._lock:
            return [entry for entry in self._entries[number:] if kind is None or entry["kind"] == kind]

    def requests(self, method: str | None = None) -> list[dict[str, Any]]:
        """What the bot asked for, one method or all, without regard to case."""
        wanted = method.lower() if method else None
        return [entry for entry in self.after(kind="request") if wanted in {None, entry["method"].lower()}]
