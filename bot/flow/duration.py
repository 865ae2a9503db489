"""Lengths of time as people write them: `30s`, `10m`, `2h`, `3d`."""

from typing import Final

DURATION: Final = r"^[1-9][0-9]{0,4}[smhd]$"


def seconds(duration: str) -> int:
    """The seconds in a duration such as `30s`, `10m`, `2h` or `3d`."""
    return int(duration[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[duration[-1]]
