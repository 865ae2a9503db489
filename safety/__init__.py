"""Sees risk in people's own words: deterministic, offline, explainable.

A library on its own: it imports nothing of the bot, opens no connection and logs nothing.

    >>> from safety import screen, weigh
    >>> weigh(screen("have a good day")).interrupt
    False
"""

from safety.accumulate import SUM, add_up, statements
from safety.finding import (
    CATEGORIES,
    INTERRUPTS,
    TIERS,
    Category,
    Finding,
    Modifier,
    Screening,
    Tier,
    failed,
    is_plain,
    only_named,
    weigh,
)
from safety.screen import screen

__all__ = [
    "CATEGORIES",
    "INTERRUPTS",
    "SUM",
    "TIERS",
    "Category",
    "Finding",
    "Modifier",
    "Screening",
    "Tier",
    "add_up",
    "failed",
    "is_plain",
    "only_named",
    "screen",
    "statements",
    "weigh",
]
