"""What the interface says of itself: an OpenAPI document, and a page of it that needs nothing from elsewhere."""

from collections.abc import Mapping
from html import escape
from typing import Any

from bot.intake.pushed import OTHERWISE
from bot.work.importing.telling import OWN_NAMES
from bot.work.importing.understanding import DATES
from bot.work.labels import FIELD_NAMES, words

LISTED = ("kind", "urgency", "complexity", "source", "supervised")
NEEDED = ("number", "type")
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>12345 工单助手：推送工单的接口</title>
<style>body{{font:16px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}table{{border-collapse:collapse}}
td,th{{border:1px solid #999;padding:.2em .6em;text-align:left}}code,pre{{background:#f2f2f2;padding:0 .2em}}</style>
<h1>推送工单的接口</h1><p>机器可读的说明：<a href="openapi.json">openapi.json</a></p>{parts}</html>"""
EXAMPLE = """POST /tickets
Authorization: Bearer 本单位的令牌
Content-Type: application/json

[{"number": "20261120000301", "type": "投诉", "title": "地下车库车位被占",
  "content": "市民反映……", "caller": "王女士", "phone": "13800001001", "address": "样本路8号",
  "called_at": "2026-11-20T09:00:00+08:00", "platform_dispatched_at": "2026-11-20T09:20:00+08:00"}]"""


def fields() -> dict[str, dict[str, Any]]:
    """Every field of a ticket, with its shape."""
    return {OTHERWISE.get(name, name): _shape(name, label) for name, label in {**FIELD_NAMES, **OWN_NAMES}.items()}


def _shape(name: str, label: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "string", "description": label}
    if name == "is_recheck":
        shape["type"] = "boolean"
    elif name == "tags":
        shape |= {"type": "array", "items": {"type": "string"}}
    elif name in DATES:
        shape["format"] = "date-time"
    elif name in LISTED:
        shape["enum"] = list(words(name))
    return shape


def openapi() -> dict[str, Any]:
    """The document."""
    ticket = {"type": "object", "additionalProperties": False, "required": list(NEEDED), "properties": fields()}
    fault = {
        "type": "object",
        "properties": {
            "index": {"type": "integer", "description": "第几张，从0数"},
            "field": {"type": "string", "description": "哪个字段；空的是整张工单"},
            "why": {"type": "string"},
        },
    }
    one = {
        "type": "object",
        "properties": {
            "index": {"type": "integer"},
            "number": {"type": "string"},
            "result": {"type": "string", "enum": ["registered", "known", "changed", "refused"]},
        },
    }
    faults = {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}}
    answer = {"type": "object", "properties": {"tickets": {"type": "array", "items": one}, "faults": faults}}
    either = [
        {"$ref": "#/components/schemas/Ticket"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}},
    ]
    post = {
        "summary": "登记一张或一批工单；同一张推几次都只登记一次，内容变了就更新",
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": either}}}},
        "responses": {
            "200": _answered("每张工单怎样了", "Answer"),
            "400": _answered("不是 JSON，或不是工单", "Answer"),
            "401": _answered("没有令牌，或令牌不对", "Answer"),
            "413": _answered("超过10MB", "Answer"),
            "422": _answered("每一张都登记不了，逐张逐字段说明", "Answer"),
            "429": _answered("推得太频繁，按 Retry-After 稍后再推", "Answer"),
            "503": _answered("数据库现在用不了，稍后再推", "Answer"),
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "12345 工单助手：推送工单", "version": "1"},
        "paths": {
            "/tickets": {"post": post},
            "/health": {"get": {"summary": "是否在运行", "responses": {"200": {"description": "在运行"}}}},
        },
        "components": {
            "schemas": {"Ticket": ticket, "Fault": fault, "Answer": answer},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _answered(what: str, schema: str) -> dict[str, Any]:
    return {
        "description": what,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def page() -> str:
    """The same for people."""
    document = openapi()
    ways: Mapping[str, Any] = document["paths"]["/tickets"]["post"]
    rows = "".join(
        f"<tr><td><code>{name}</code></td><td>{escape(shape['description'])}</td>"
        f"<td>{escape('、'.join(shape.get('enum', ())) or shape.get('format') or shape['type'])}</td></tr>"
        for name, shape in fields().items()
    )
    answers = "".join(
        f"<tr><td>{status}</td><td>{escape(one['description'])}</td></tr>" for status, one in ways["responses"].items()
    )
    parts = (
        f"<h2><code>POST /tickets</code></h2><p>{escape(ways['summary'])}。</p><pre>{escape(EXAMPLE)}</pre>"
        "<p>字段名也可以用平台的中文列名（工单编号、诉求类型……）。必须有工单编号、类型，标题和内容至少有一个。</p>"
        f"<table><tr><th>字段</th><th>含义</th><th>写法</th></tr>{rows}</table>"
        f"<h2>回答</h2><table>{answers}</table>"
        "<p>每张工单的结果：registered 新登记，known 已经登记过，changed 已更新，"
        "refused 没有登记（faults 里逐条说明）。</p>"
    )
    return PAGE.format(parts=parts)
