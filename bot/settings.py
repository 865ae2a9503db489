"""Configuration by environment variables; `mooring doctor` explains what is wrong with it."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.crypto import KeyFormatError, Keyring
from bot.flow.serving import Serving
from bot.hosting import throws_away
from bot.secret_key import read_file
from bot.telegram.secret import webhook_secret
from bot.web import Web

DATABASE: Final = "mooring.db"
KEY_FILE: Final = "mooring.key"
"""The preview's own key, beside its database."""
POSTGRES: Final = ("postgresql://", "postgres://")
TELEGRAM_PORTS: Final = (443, 80, 88, 8443)
"""Telegram delivers to no other."""
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_BEARER: Final = re.compile(r"[A-Za-z0-9._~+/-]{24,256}=*")


class Settings(BaseSettings):
    """Each setting is the environment variable `MOORING_` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="MOORING_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    telegram_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather. Without one, the preview is started."
    )
    telegram_api_url: str = Field("https://api.telegram.org", description="Another Bot API server.")
    data_dir: Path = Field(Path("data"), description="Where the database is kept.")
    database_url: SecretStr | None = Field(
        None, description="A PostgreSQL database instead, for several processes at once."
    )
    throwaway_disk: bool = Field(
        default=False, description="Keep the database even on a disk that is thrown away."
    )
    secret_key: SecretStr | None = Field(
        None, description="The key that seals what people write; several while keys change."
    )
    secret_key_file: Path | None = Field(None, description="A file that holds it instead.")
    operator: str | None = Field(
        None,
        max_length=200,
        description="Who runs the bot and how to reach them, to be read.",
    )
    flows_dir: Path = Field(Path("flows"), description="The folder of flows.")
    preview_port: int = Field(8080, ge=0, le=65535, description="The web chat's port.")
    host: str = Field("0.0.0.0", description="The address to listen on.")  # noqa: S104
    port: int | None = Field(
        None,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("MOORING_PORT", "PORT"),
        description="The port for updates and health; many platforms set PORT.",
    )
    webhook_url: str | None = Field(
        None, description="Where Telegram reaches us over https. Without one, we poll."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What Telegram says with each update. Without one, it is made."
    )
    metrics_token: SecretStr | None = Field(
        None, description="What a reader of /metrics has to know. Without one, no such page."
    )
    reviewed_only: bool = Field(
        default=False, description="Offer only flows that a clinician has read as they are."
    )
    measures: bool = Field(default=False, description="Offer questionnaires too.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="What is logged, at least."
    )

    @field_validator("webhook_url")
    @classmethod
    def _reachable(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        found = _base(value)
        if "port" in info.data and info.data["port"] is None:
            raise _wrong("it needs MOORING_PORT (or PORT), the port to listen on here")
        return found

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(POSTGRES):
            raise _wrong("it begins with postgresql:// and is the address of a PostgreSQL database")
        return value

    @field_validator("secret_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            if value is not None:
                Keyring.read(value.get_secret_value())
        except KeyFormatError as error:
            raise _wrong(str(error)) from None
        return value

    @field_validator("secret_key_file")
    @classmethod
    def _one_of_both(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("secret_key") is not None:
            raise _wrong("MOORING_SECRET_KEY is set too; set one of the two")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _sayable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise _wrong("use 1 to 256 letters (A to Z), digits, _ and -")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _unguessable(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            return None
        if not _BEARER.fullmatch(value.get_secret_value()):
            raise _wrong(
                "use 24 to 256 of A-Z a-z 0-9 . _ ~ + / - so that nobody can guess it; "
                "openssl rand -hex 24 makes one"
            )
        if "port" in info.data and info.data["port"] is None:
            raise _wrong("it needs MOORING_PORT (or PORT), the port that shows /metrics")
        return value

    @property
    def serving(self) -> Serving:
        """Which flows people can begin."""
        return Serving(self.reviewed_only, self.measures)

    @property
    def database(self) -> Path | SecretStr:
        """Where everything is kept: a file, or a server."""
        return self.database_url or self.data_dir / DATABASE

    def disk_trouble(self, environment: Mapping[str, str]) -> str:
        """Why a file on this machine's disk would not last; empty if it would, or need not."""
        if self.database_url or self.throwaway_disk:
            return ""
        platform = throws_away(environment, self.data_dir)
        return platform and (
            f"{platform} throws the disk of MOORING_DATA_DIR ({self.data_dir}) away with each "
            "release or restart, and with it everybody's conversations. Set MOORING_DATABASE_URL "
            "to a PostgreSQL database, or MOORING_DATA_DIR to a disk that stays. "
            "MOORING_THROWAWAY_DISK=true runs all the same, for trying it out"
        )

    def keyring(self) -> Keyring | None:
        """The master keys, if there are any.

        Raises:
            NoKeyError: The file of `secret_key_file` can't be used.
        """
        if self.secret_key is not None:
            return Keyring.read(self.secret_key.get_secret_value())
        return read_file(self.secret_key_file) if self.secret_key_file else None

    def web(self, token: str) -> Web | None:
        """Where to listen, if anywhere."""
        if self.port is None:
            return None
        chosen = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        secret = chosen or webhook_secret(token)
        metrics = self.metrics_token.get_secret_value() if self.metrics_token else ""
        return Web(self.host, self.port, self.webhook_url or "", secret, metrics)


def complaints(error: ValidationError) -> list[str]:
    """What is wrong with which variable, in words that don't show its value."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]).upper() if one["loc"] else "a setting"
        full = "MOORING_PORT (or PORT)" if name == "MOORING_PORT" else f"MOORING_{name}"
        found.append(f"{full} can't be used: {one['msg']}")
    return found


def _wrong(words: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{words}", {"words": words})


def _base(value: str) -> str:
    """The address as we use it."""
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        raise _wrong("it is no address; write https://bot.example.org") from None
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise _wrong("it is no address; write https://bot.example.org")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise _wrong("leave out user names, ? and #; write https://bot.example.org")
    if not _loopback(parts):
        if parts.scheme != "https":
            raise _wrong("Telegram delivers over https only; http is for this machine")
        if port is not None and port not in TELEGRAM_PORTS:
            known = "443, 80, 88 and 8443"
            raise _wrong(f"Telegram delivers to the ports {known} only, not to {port}")
    return parts.geturl().rstrip("/")


def _loopback(parts: SplitResult) -> bool:
    """Whether an address leads to this machine."""
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
