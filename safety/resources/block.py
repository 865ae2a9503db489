"""The short block of lines that belongs in the first message to somebody in distress."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from safety.resources.row import DIRECTORY, Resource
from safety.resources.words import ENGLISH, is_right_to_left, locale_of

LONGEST: Final = 500
_ISOLATE, _END = "\u2068", "\u2069"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = re.compile("|".join(_DAYS))
LAST_RESORT: Final = "\n".join(
    [ENGLISH["danger_unknown"], ENGLISH["more"].format(page=DIRECTORY), ENGLISH["ask"]]
)
"""Said when everything else failed."""


class Writer:
    """Puts rows into words of one language.

    In a right-to-left language everything that is not that language is set apart with Unicode
    isolates: without them `116 123` is shown as `123 116`.
    """

    def __init__(self, words: Mapping[str, str], lang: str) -> None:
        self._words = words
        self._lang = lang
        self._apart = is_right_to_left(lang)

    def say(self, key: str, **values: str) -> str:
        """A phrase with its values set in."""
        return self._words[key].format(**{key: self.apart(one) for key, one in values.items()})

    def apart(self, text: str) -> str:
        """A number, a name or an address that keeps its own direction."""
        return f"{_ISOLATE}{text}{_END}" if self._apart else text

    def danger(self, own: Sequence[Resource], known: Sequence[str]) -> str:
        """What to call first: the country's own rows, else what the metadata says."""
        numbers = [self._service(one) for one in own] or [self.apart(one) for one in known]
        if not numbers:
            return self.say("danger_unknown")
        joined = f" {self._words['or']} ".join(dict.fromkeys(numbers))
        return self._words["danger"].format(number=joined)

    def _service(self, one: Resource) -> str:
        number = self.apart(one.dial)
        return number if one.service == "all" else f"{number} ({self._words[one.service]})"

    def row(self, one: Resource, detail: int) -> str:
        """One line: who it is, then every way to reach them.

        Args:
            one: The row.
            detail: 2 for everything, 1 without web pages of rows that can be called or texted,
                0 without hours too.
        """
        for_whom = "" if one.audience == "everyone" else f" ({self._words[one.audience]})"
        parts = self._ways(one)
        if detail == 2 and one.url and not one.chat:
            parts.append(self.apart(_short(one.url)))
        if detail >= 1 and one.hours:
            parts.append(self._words["always"] if one.always else self._hours(one.hours))
        if one.free:
            parts.append(self._words["free"])
        return f"{self.apart(one.name)}{for_whom}: {' · '.join(parts)}"

    def _ways(self, one: Resource) -> list[str]:
        ways = []
        if one.dial:
            numbers = [self.apart(number) for number in (one.dial, one.dial_alt) if number]
            joined = f" {self._words['or']} ".join(numbers)
            ways.append(self._words["call"].format(number=joined))
        if one.text and one.keyword:
            ways.append(self.say("keyword", keyword=one.keyword, number=one.text))
        elif one.text:
            ways.append(self.say("text", number=one.text))
        if one.chat:
            ways.append(self.say("chat", page=_short(one.chat)))
        if not ways:
            ways.append(self.apart(_short(one.url)))
        return ways

    def _hours(self, hours: str) -> str:
        names = locale_of(self._lang).days["format"]["abbreviated"]
        local = _DAY.sub(lambda day: str(names[_DAYS.index(day.group())]), hours)
        return self.apart(local.replace("-", "–"))

    def block(self, first: str, rows: Sequence[Resource], *, ask: bool) -> str:
        """All of it, as full as fits: details go before lines do."""
        last = [self.say("more", page=DIRECTORY), *([self._words["ask"]] if ask else [])]
        head = [first] if first else []
        for count in range(len(rows), -1, -1):
            for detail in (2, 1, 0):
                lines = [*head, *(self.row(one, detail) for one in rows[:count]), *last]
                text = "\n".join(lines)
                if len(text) <= LONGEST:
                    return text
        return LAST_RESORT


def _short(page: str) -> str:
    """An address as people write it: no scheme, no www, no slash at its end."""
    return page.removeprefix("https://").removeprefix("www.").rstrip("/")
