"""Platforms that give a process a disk and throw it away with the next release or restart."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ALWAYS: Final = {"DYNO": "Heroku", "K_SERVICE": "Cloud Run"}
"""What these set in the environment; they have no disk that stays.
https://devcenter.heroku.com/articles/dynos#ephemeral-filesystem
https://cloud.google.com/run/docs/container-contract#filesystem"""
UNLESS_MOUNTED: Final = {
    "RENDER": "Render",
    "RAILWAY_ENVIRONMENT": "Railway",
    "FLY_APP_NAME": "Fly",
}
"""These keep what is on a disk that was asked for, mounted beside the one of the program.
https://render.com/docs/disks https://docs.railway.com/reference/volumes
https://fly.io/docs/volumes/overview/"""


def throws_away(environment: Mapping[str, str], folder: Path) -> str:
    """The platform that will throw this folder away, or nothing."""
    for name, platform in ALWAYS.items():
        if environment.get(name):
            return platform
    for name, platform in UNLESS_MOUNTED.items():
        if environment.get(name) and not _mounted(folder):
            return platform
    return ""


def _mounted(folder: Path) -> bool:
    """Whether a folder, there already or not, is on another disk than the system is."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    return place.stat().st_dev != Path("/").stat().st_dev
