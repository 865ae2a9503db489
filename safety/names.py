"""The words of one message, and what else they are called: `kill*` for "killed", `#` for "30".

What is worked out about a word serves all forms of its message. Nothing outlives the message.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from safety.need import Beginnings


class Names:
    """What the words of a message are called.

    Attributes:
        words: The words of all its forms.
        known: What was worked out about them before, by whoever asked.
    """

    def __init__(self, heads: Beginnings) -> None:
        self.words: set[str] = set()
        self.known: dict[Any, dict[str, Any]] = {}
        self._heads = heads
        self._seen: set[str] = set()
        self._others: dict[str, tuple[str, ...]] = {}

    def others(self, words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """What words are called besides; of some words at least, where there is anything."""
        new = {*words} - self._seen
        if new:
            self._seen |= new
            self._others |= self._heads.among(new)
        return self._others
