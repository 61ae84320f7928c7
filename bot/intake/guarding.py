"""Who may push tickets, how much at once and how often."""

import hashlib
import hmac
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

LARGEST_BODY = 10 * 1024 * 1024
MOST_CALLS, WITHIN_SECONDS = 120, 60.0
MOST_STRANGERS = 20
"""Calls without a right token from one address within that time."""
MOST_KEPT = 1000


class TooLarge(Exception):
    """A body that is longer than anybody needs."""


class Tokens:
    """Each office's token, kept as its hash; compared in a time that tells nothing."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._hashes = [(office_id, _hash(token)) for office_id, token in tokens.items()]

    def office_of(self, header: str) -> str | None:
        """The office whose token a header `Authorization: Bearer …` holds."""
        scheme, _, token = header.partition(" ")
        given = _hash(token.strip() if scheme.lower() == "bearer" else "")
        matching = [office_id for office_id, known in self._hashes if hmac.compare_digest(known, given)]
        return matching[0] if matching else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


@dataclass
class Calls:
    """How often somebody called lately; at most `most` times within WITHIN_SECONDS."""

    most: int
    _when: dict[str, deque[float]] = field(default_factory=dict)

    def too_many(self, who: str, now: float) -> bool:
        """Note a call; whether it is one too many. `now` in steady seconds."""
        lately = self._lately(who, now)
        lately.append(now)
        return len(lately) > self.most

    def are_over(self, who: str, now: float) -> bool:
        """Whether there were too many already, without noting one."""
        return len(self._lately(who, now)) >= self.most

    def _lately(self, who: str, now: float) -> deque[float]:
        if len(self._when) > MOST_KEPT:
            self._when.clear()
        lately = self._when.setdefault(who, deque(maxlen=self.most + 1))
        while lately and now - lately[0] > WITHIN_SECONDS:
            lately.popleft()
        return lately


async def body_of(request: Request) -> bytes:
    """The body, read no further than anybody needs. Raises TooLarge."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LARGEST_BODY:
        raise TooLarge
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise TooLarge
        parts.append(part)
    return b"".join(parts)
