"""What is wrong with the rows, what may be out of date, and what a person must still verify."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

import phonenumbers
from babel.core import get_global
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

from safety.resources.choose import USUAL
from safety.resources.directory import Directory
from safety.resources.emergency import REGIONS, emergency_numbers
from safety.resources.row import Resource

Severity: TypeAlias = Literal["error", "warning", "unverified"]

CODES: Final = {
    "R001": "a number that the country doesn't have",
    "R002": "a pair of one",
    "R003": "hours without a time zone",
    "R004": "the same number twice",
    "R005": "verified on a day to come, or by nobody",
    "R006": "verified more than 18 months ago",
    "R007": "an excuse that isn't needed",
    "R008": "a country that can't be",
    "R009": "verified more than 12 months ago",
    "R010": "not shown to anybody",
    "R011": "no line in a crisis",
    "R012": "not verified yet",
    "R013": "a clock of another country",
}
"""Each code with its title; `safety/resources/README.md` explains them."""
STALE_MONTHS: Final = 12
OLD_MONTHS: Final = 18


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong, may be wrong, or waits for a person: where, what and how."""

    severity: Severity
    file: str
    line: int
    code: str
    country: str
    name: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.code} {self.name}: {self.message}; {self.mend}"

    def to_dict(self) -> dict[str, Any]:
        """The remark as the command line prints it in JSON."""
        return asdict(self)


def check_rows(directory: Directory, today: date) -> list[Remark]:
    """Everything about the rows; damaged files are in `directory.problems`."""
    found: list[Remark] = []
    for country, rows in directory.rows.items():
        found += _country(country, rows)
        for one in rows:
            found += [*_numbers(one), *_dates(one, today), *_hours(one), *_standing(one)]
    order = ("error", "warning", "unverified")
    return sorted(found, key=lambda one: (order.index(one.severity), one.file, one.line))


def _remark(one: Resource, severity: Severity, code: str, message: str, mend: str) -> Remark:
    return Remark(severity, one.file, one.line, code, one.country, one.name, message, mend)


def _country(country: str, rows: tuple[Resource, ...]) -> Iterator[Remark]:
    if country not in REGIONS or not rows:
        file = rows[0].file if rows else f"countries/{country}.yaml"
        message = "no such country, or no row in it that can be used"
        mend = "name the file by the ISO code, such as GB"
        yield Remark("error", file, 1, "R008", country, country, message, mend)
        return
    pairs = Counter(one.pair for one in rows if one.pair)
    numbers = Counter((one.category, number) for one in rows for number in one.numbers)
    for one in rows:
        if pairs[one.pair] == 1:
            mend = "write the same `pair` in the other row, or take it out"
            yield _remark(one, "error", "R002", f'nobody else has the pair "{one.pair}"', mend)
        if any(numbers[one.category, number] > 1 for number in one.numbers if number != one.text):
            yield _remark(one, "error", "R004", "its number is in two rows", "keep one row")
    if not any(one.supported and set(one.kinds) & set(USUAL[0]) for one in rows):
        message = "nobody can be called or written to in a crisis"
        yield _remark(rows[0], "warning", "R011", message, "find a suicide or crisis line")
    if not any(one.category == "emergency" for one in rows) and not emergency_numbers(country):
        message = "there is no emergency number"
        yield _remark(rows[0], "error", "R011", message, "add a row with category emergency")


def _numbers(one: Resource) -> Iterator[Remark]:
    unknown = [number for number in one.numbers if not is_known(number, one.country)]
    if unknown and not one.unlisted:
        message = f'libphonenumber doesn\'t know "{unknown[0]}" in {one.country}'
        mend = "mend the number, or write in `unlisted` why it is right nevertheless"
        yield _remark(one, "error", "R001", message, mend)
    if one.unlisted and not unknown:
        message = "libphonenumber knows every number of this row"
        yield _remark(one, "error", "R007", message, "take out `unlisted`")


def is_known(number: str, region: str) -> bool:
    """Whether the metadata of the telephone networks has this number in this region."""
    if number.startswith(("*", "#")):
        return False  # dialling codes are no numbers; the parser would drop the sign
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    short: bool = is_valid_short_number_for_region(parsed, region)
    return short or phonenumbers.is_valid_number_for_region(parsed, region)


def _dates(one: Resource, today: date) -> Iterator[Remark]:
    if one.verified_on is None:
        message = f"nobody has verified it; seen in {', '.join(one.sources)}"
        mend = "open the provider's own page, then fill in `verified_on` and `verified_by`"
        yield _remark(one, "unverified", "R012", message, mend)
        return
    months = (today.year - one.verified_on.year) * 12 + today.month - one.verified_on.month
    months -= today.day < one.verified_on.day
    if one.verified_on > today or not one.verified_by:
        message = "verified on a day to come, or by nobody"
        yield _remark(one, "error", "R005", message, "write the day it was done and who did it")
    elif months >= OLD_MONTHS:
        message = f"verified {months} months ago"
        yield _remark(one, "error", "R006", message, "verify it again")
    elif months >= STALE_MONTHS:
        message = f"verified {months} months ago"
        yield _remark(one, "warning", "R009", message, "verify it again soon")


def _hours(one: Resource) -> Iterator[Remark]:
    if one.hours and not one.always and not one.zone:
        mend = "add `zone: `, such as Europe/Berlin"
        yield _remark(one, "error", "R003", f"whose clock says {one.hours}?", mend)
    if one.zone and get_global("zone_territories").get(one.zone) != one.country:
        mend = "write a time zone of this country, such as Europe/Berlin for DE"
        yield _remark(one, "error", "R013", f"{one.zone} is no time zone of {one.country}", mend)


def _standing(one: Resource) -> Iterator[Remark]:
    if not one.supported:
        message = f"too little supports it ({', '.join(one.sources)}), so nobody sees it"
        yield _remark(one, "warning", "R010", message, "verify it, or add the source that you saw")
