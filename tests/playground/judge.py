"""An independent judge: every request and every answer is read by aiogram's models of the Bot API.

Slow to import (about two seconds), so once per session. A judge is a witness for `Playground(world, witness=judge)`;
`judge.confirm()` raises with every failure found.
"""

from collections.abc import Iterator
from typing import Any

import aiogram.methods
from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiogram.types import ResponseParameters, Update
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.playground.exchange import Exchange

JUDGE_TOKEN = "1:judge"
METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__: method
    for method in (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}
ADAPTERS = {name: TypeAdapter(method.__returning__) for name, method in METHODS.items()}


class Judge:
    """Collects what aiogram's models find wrong; unknown and missing names count, on every level."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.seen: set[str] = set()
        self._context = {"bot": Bot(JUDGE_TOKEN)}

    def __call__(self, exchange: Exchange) -> None:
        method = METHODS.get(exchange.method)
        if method is None:
            self._fail(exchange, "aiogram knows no such method")
            return
        self.seen.add(exchange.method)
        self._judge_request(exchange, method)
        if exchange.answer["ok"]:
            self._judge_result(exchange)
        else:
            self._judge_refusal(exchange)

    def confirm(self) -> None:
        """AssertionError when anything was wrong so far."""
        assert not self.failures, "\n".join(self.failures)

    def _judge_request(self, exchange: Exchange, method: type[TelegramMethod[Any]]) -> None:
        given = {name: value for name, value in exchange.parameters.items() if name != "uploads"}
        attached = set(exchange.parameters.get("uploads", {})) - method.model_fields.keys()
        given = {name: value for name, value in given.items() if name not in attached}
        try:
            parsed = method.model_validate(given, context=self._context)
        except ValidationError as error:
            self._fail(exchange, f"request: {error}")
            return
        self._judge_names(exchange, "request", parsed)

    def _judge_result(self, exchange: Exchange) -> None:
        result = exchange.answer["result"]
        if exchange.method == "getUpdates":
            for update in result:
                if update["update_id"] not in exchange.poison:
                    self._judge_value(exchange, TypeAdapter(Update), update)
            return
        self._judge_value(exchange, ADAPTERS[exchange.method], result)

    def _judge_value(self, exchange: Exchange, adapter: TypeAdapter[Any], value: Any) -> None:
        try:
            parsed = adapter.validate_python(value, context=self._context)
        except ValidationError as error:
            self._fail(exchange, f"answer: {error}")
            return
        self._judge_names(exchange, "answer", parsed)

    def _judge_refusal(self, exchange: Exchange) -> None:
        answer = exchange.answer
        if answer.keys() - {"parameters"} != {"ok", "error_code", "description"}:
            self._fail(exchange, f"an error answer has other fields: {sorted(answer)}")
        if answer.get("error_code") != exchange.status:
            self._fail(exchange, "error_code differs from the HTTP status")
        if "parameters" in answer:
            self._judge_value(exchange, TypeAdapter(ResponseParameters), answer["parameters"])

    def _judge_names(self, exchange: Exchange, side: str, parsed: Any) -> None:
        for path, model in _models(parsed, ""):
            if model.model_extra:
                self._fail(exchange, f"{side}{path}: {type(model).__name__} has no {sorted(model.model_extra)}")

    def _fail(self, exchange: Exchange, what: str) -> None:
        self.failures.append(
            f"{exchange.method}: {what}\n  parameters: {exchange.parameters}\n  answer: {exchange.answer}"
        )


def _models(value: Any, path: str) -> Iterator[tuple[str, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _models(each, f"{path}[{index}]")
