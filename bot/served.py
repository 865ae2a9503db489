"""The flows that a bot begins with, whatever is wrong with them."""

from pathlib import Path

from bot.flow.library import Library
from bot.flow.serving import Serving
from bot.flow.workspace import open_workspace
from bot.log import logger


def served(flows: Path, serving: Serving) -> Library:
    """The flows that can be served. Whatever is wrong with them, help is there without them."""
    workspace = open_workspace(flows)
    try:
        return workspace.library(serving)
    except ValueError:
        logger.error("flows_unusable", error=f"{flows / 'phrases.yaml'} can't be used")
        return workspace.emergency_library()
