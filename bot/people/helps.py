"""Numbers to call for a person, by what is the matter; worked out only when they are shown."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from safety import CATEGORIES
from safety.resources import help_lines

ALL: Final = "all"
SHORT: Final = "short"
SHORT_LINES: Final = 2
YOUTH: Final = "youth"
_ABOUT: Final = (*CATEGORIES, YOUTH)

lines = lru_cache(maxsize=4096)(help_lines)
"""The block for a country, a language, a category and whether it can't wait."""


class Helps(Mapping[str, str]):
    """The blocks for one person: `all`, `CATEGORY`, `CATEGORY!` where it can't wait, `short`;
    `youth`, lines for young people first.

    Args:
        country: Two capital letters, or empty while unknown.
        lang: The language of what they read.
    """

    def __init__(self, country: str, lang: str) -> None:
        self._country = country
        self._lang = lang

    def __getitem__(self, key: str) -> str:
        if key in {ALL, SHORT}:
            whole = lines(self._country, self._lang, None, True)  # noqa: FBT003
            return whole if key == ALL else "\n".join(whole.splitlines()[:SHORT_LINES])
        category = key.removesuffix("!")
        if category not in _ABOUT:
            raise KeyError(key)
        return lines(self._country, self._lang, category, key.endswith("!"))

    def __iter__(self) -> Iterator[str]:
        yield from (ALL, SHORT)
        for category in _ABOUT:
            yield from (category, f"{category}!")

    def __len__(self) -> int:
        return 2 + 2 * len(_ABOUT)
