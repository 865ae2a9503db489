"""Configuration by environment variables; `mooring doctor` explains what is wrong with it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.flow.serving import Serving


class Settings(BaseSettings):
    """Each setting is the environment variable `MOORING_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="MOORING_", extra="ignore")

    telegram_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather. Without one, the preview is started."
    )
    telegram_api_url: str = Field("https://api.telegram.org", description="Another Bot API server.")
    data_dir: Path = Field(Path("data"), description="Where the database is kept.")
    flows_dir: Path = Field(Path("flows"), description="The folder of flows.")
    preview_port: int = Field(8080, ge=0, le=65535, description="The web chat's port.")
    reviewed_only: bool = Field(
        default=False, description="Offer only flows that a clinician has read as they are."
    )
    measures: bool = Field(default=False, description="Offer questionnaires too.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="What is logged, at least."
    )

    @property
    def serving(self) -> Serving:
        """Which flows people can begin."""
        return Serving(self.reviewed_only, self.measures)
