"""Everything together: the country files, the words, and what is said with them."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from safety.marked import Problem
from safety.resources.block import LAST_RESORT, Writer
from safety.resources.choose import EMERGENCY_FIRST, choose, emergencies
from safety.resources.emergency import REGIONS, emergency_numbers
from safety.resources.files import FOLDER, Rows, read_countries
from safety.resources.row import Audience, Resource
from safety.resources.words import ENGLISH, Words, base, read_words


@dataclass(frozen=True)
class Directory:
    """The lines we know, by country, and the words for them.

    Attributes:
        rows: The rows of each country that has a file.
        words: Phrases by language; English is always there.
        problems: What is wrong in the files; what could be read still serves.
    """

    rows: Rows = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def for_country(
        self,
        country: str | None,
        category: str | None = None,
        audience: Audience | None = None,
        lang: str | None = None,
    ) -> list[Resource]:
        """The lines for a need, best first; none for a country without a file."""
        return choose(self.rows.get(_code(country), ()), category, base(lang), audience)

    def help_lines(
        self,
        country: str | None,
        lang: str | None,
        category: str | None = None,
        *,
        imminent: bool = False,
    ) -> str:
        """The block for the first message; may raise only on a fault of this program.

        The emergency number comes first when it is imminent, for some needs always, and where
        no line of this country is known to answer day and night.
        """
        code, language = _code(country), base(lang)
        own = emergencies(self.rows.get(code, ()), category)
        known = emergency_numbers(code)
        lines = self.for_country(code, category, lang=language)
        writer = Writer(self.words.get(language, ENGLISH), language)
        asleep = not any(one.always for one in lines)
        urgent = imminent or category in EMERGENCY_FIRST or asleep
        first = writer.danger(own, known) if urgent else ""
        return writer.block(first, lines, ask=code not in REGIONS)


def _code(country: str | None) -> str:
    return country.strip().upper() if isinstance(country, str) else ""


def read_directory(folder: Path = FOLDER) -> Directory:
    """Read everything in a folder. Never raises: what is wrong is in `problems`."""
    rows, problems = read_countries(folder)
    words, more = read_words(folder)
    return Directory(rows, words, (*problems, *more))


@cache
def default() -> Directory:
    """The directory that ships with the library, read at its first use."""
    return read_directory()


def for_country(
    country: str | None,
    category: str | None = None,
    audience: Audience | None = None,
    lang: str | None = None,
) -> list[Resource]:
    """The lines of a country for a need, best first, partners side by side.

    Args:
        country: ISO 3166 code, such as US.
        category: What the finding is about, as in `safety.CATEGORIES`; suicide if not given.
        audience: For whom, where a country has lines of their own; they come first.
        lang: The person's language; lines that speak it come first.

    Returns:
        None for a country that has no file. Rows that nothing supports are left out.
    """
    return default().for_country(country, category, audience, lang)


def help_lines(
    country: str | None,
    lang: str | None,
    category: str | None = None,
    imminent: bool = False,  # noqa: FBT001, FBT002  # the callers' signature
) -> str:
    """The numbers for the first message: plain text, at most 500 characters.

    Args:
        country: ISO 3166 code; anything else, or None, gets the directory of all countries
            and the sentence that asks for the country.
        lang: The person's language; English where we have no words in it.
        category: As in `safety.CATEGORIES`; suicide if not given.
        imminent: Puts the emergency number first.

    Returns:
        Never empty, and never raises: what fails here falls back to English, built in.
    """
    try:
        return default().help_lines(country, lang, category, imminent=bool(imminent))
    except Exception:  # noqa: BLE001  # whatever is wrong, somebody may need help
        return LAST_RESORT
