"""The administrator's settings: config.toml → one frozen object, or every fault at once in plain words."""

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ENVIRONMENT_PREFIX = "HOTLINE_"

SHORTEST_TOKEN = 24
Positive = Annotated[float, Field(gt=0)]


class ConfigFaults(Exception):
    """Why the product does not start; `faults` are sentences for the administrator."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _is_address(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Telegram(Section):
    token: SecretStr = SecretStr("")
    base_url: str = "https://api.telegram.org"

    @field_validator("base_url")
    @classmethod
    def _address(cls, address: str) -> str:
        if not address.startswith(("http://", "https://")):
            raise ValueError("要以 http:// 或 https:// 开头")
        return address.rstrip("/")


class Storage(Section):
    database_url: str = "sqlite:///storage/hotline.sqlite3"
    files: Path = Path("storage/files")
    archive: Path = Path("storage/archive")

    @model_validator(mode="before")
    @classmethod
    def _archive_beside_files(cls, values: Any) -> Any:
        if isinstance(values, dict) and "archive" not in values and isinstance(values.get("files"), str | Path):
            return {**values, "archive": Path(values["files"]).parent / "archive"}
        return values

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        kind, _, place = url.partition("://")
        if kind == "sqlite" and place.startswith("/") and place not in ("/", "/:memory:"):
            return url
        if kind == "postgresql+psycopg" and _is_address(url):
            return url
        raise ValueError("只认 sqlite:///文件 或 postgresql+psycopg://用户:密码@主机:端口/库名 两种写法")


class OfficeSettings(Section):
    """One office of this installation. `rulebook` is a built-in id or a path to the office's own file.

    `next_rulebook` takes its place for the tickets registered from `next_rulebook_from` on.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    name: str = Field(min_length=1)
    rulebook: str = Field(min_length=1)
    next_rulebook: str = ""
    next_rulebook_from: date | None = None
    show_contact: bool = True

    @model_validator(mode="after")
    def _next_one_has_a_date(self) -> "OfficeSettings":
        if bool(self.next_rulebook) != (self.next_rulebook_from is not None):
            raise ValueError("next_rulebook 和 next_rulebook_from 要么都写，要么都不写")
        return self


class Pacing(Section):
    overall_per_second: Positive = 25
    chat_per_second: Positive = 1
    chat_burst: int = Field(default=3, ge=1)
    group_per_minute: Positive = 18


class Delivery(Section):
    sends_at_once: int = Field(default=8, ge=1, le=64)
    resend_after_seconds: Positive = 20
    digest_first_seconds: float = Field(default=30, ge=0)
    digest_every_minutes: Positive = 10
    drain_seconds: Positive = 10
    stalled_after_seconds: Positive = 60


class Intake(Section):
    """Where tables may be left to be taken in: below `folder`, each office has one named by its id. Empty: nowhere."""

    folder: Path | None = None

    @field_validator("folder", mode="before")
    @classmethod
    def _empty_is_none(cls, folder: Any) -> Any:
        return folder or None


class Http(Section):
    """Where platforms may push tickets. Off while `port` is 0. `tokens`: each office's, by its id."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    tokens: dict[str, SecretStr] = Field(default_factory=dict)

    @field_validator("tokens")
    @classmethod
    def _not_to_be_guessed(cls, tokens: dict[str, SecretStr]) -> dict[str, SecretStr]:
        if any(len(token.get_secret_value()) < SHORTEST_TOKEN for token in tokens.values()):
            raise ValueError(f"每个令牌至少{SHORTEST_TOKEN}个字符，可以用 openssl rand -hex 24 生成")
        if len({token.get_secret_value() for token in tokens.values()}) < len(tokens):
            raise ValueError("两个单位的令牌相同")
        return tokens


class Logging(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["plain", "json"] = "plain"


class Settings(BaseSettings):
    """Everything config.toml may say. Environment variables HOTLINE_SECTION__KEY win over the file."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__"
    )

    telegram: Telegram = Telegram()
    storage: Storage = Storage()
    office: tuple[OfficeSettings, ...] = Field(default=(), validate_default=True)
    pacing: Pacing = Pacing()
    delivery: Delivery = Delivery()
    intake: Intake = Intake()
    http: Http = Http()
    logging: Logging = Logging()

    @field_validator("office")
    @classmethod
    def _offices_differ(cls, offices: tuple[OfficeSettings, ...]) -> tuple[OfficeSettings, ...]:
        if not offices:
            raise ValueError("至少要写一个 [[office]]")
        if len({office.id for office in offices}) < len(offices):
            raise ValueError("两个 [[office]] 的 id 相同")
        return offices

    @model_validator(mode="after")
    def _tokens_are_of_offices(self) -> "Settings":
        strangers = self.http.tokens.keys() - {office.id for office in self.office}
        if strangers:
            raise ValueError(f"http.tokens 里有没写 [[office]] 的单位：{'、'.join(sorted(strangers))}")
        if self.http.port and not self.http.tokens:
            raise ValueError("写了 http.port，就要在 http.tokens 里给单位写令牌")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def load_settings(path: Path) -> Settings:
    """Read `path` and the environment. Raises ConfigFaults with every fault, each naming its key."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigFaults([f"没有找到设置文件 {path}：请把 config.example.toml 复制成它，再填写。"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigFaults([f"{path} 不是正确的 TOML：{fault}"]) from None
    return settings_from(values, str(path))


def rulebooks_named(path: Path) -> list[str]:
    """The rulebooks that a faulty settings file names all the same: their faults are told beside its own."""
    try:
        offices = tomllib.loads(path.read_text(encoding="utf-8")).get("office")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return []
    tables = [office for office in offices if isinstance(office, dict)] if isinstance(offices, list) else []
    named = [office.get(key) for office in tables for key in ("rulebook", "next_rulebook")]
    return [name for name in named if isinstance(name, str) and name]


def settings_from(values: dict[str, Any], name: str = "config.toml") -> Settings:
    """Settings out of a parsed TOML document called `name`. Raises ConfigFaults."""
    try:
        return Settings(**values)
    except ValidationError as faults:
        raise ConfigFaults([_sentence(name, fault) for fault in faults.errors(include_input=False)]) from None


_WORDS = {
    "extra_forbidden": "没有这个设置项（请检查拼写）",
    "missing": "缺少这一项",
    "string_type": "要写成文字（加引号）",
    "int_parsing": "要写成整数",
    "int_type": "要写成整数",
    "float_parsing": "要写成数字",
    "float_type": "要写成数字",
    "bool_parsing": "只能写 true 或 false",
    "bool_type": "只能写 true 或 false",
}


def _sentence(name: str, fault: Any) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    context = fault.get("ctx", {})
    match fault["type"]:
        case "value_error":
            words = str(context["error"])
        case "literal_error":
            words = f"只能是 {context['expected']}"
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            bound = next(iter(context.values()))
            words = f"数值不在允许范围内（界限 {bound}）"
        case "string_pattern_mismatch":
            words = "只能用小写字母、数字和下划线，以字母开头"
        case kind:
            words = _WORDS.get(kind, fault["msg"])
    return f"{name}：{key or '整个文件'}：{words}。"


def real_token_in_environment() -> str:
    """A token given by the environment, for the playground, which refuses to start beside a real one."""
    return os.environ.get(f"{ENVIRONMENT_PREFIX}TELEGRAM__TOKEN", "")
