"""Days and moments as people write them, by the clock on their wall."""

from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

from bot.people.profile import Profile
from bot.people.quiet import zone_of


def day(at: float, profile: Profile) -> str:
    """A day without its year, as in "3 Dec"."""
    return format_skeleton("MMMd", local(at, profile.zone), locale=_locale(profile.lang))


def moment(at: float, profile: Profile) -> str:
    """A day and a time, as in "3 Dec, 14:05"."""
    return f"{day(at, profile)}, {local(at, profile.zone):%H:%M}"


def local(at: float, zone: str) -> datetime:
    """A moment on the clock of a zone; in UTC where none is known."""
    where = zone_of(zone)
    utc = datetime.fromtimestamp(at, UTC)
    return utc.astimezone(where) if where else utc


def _locale(lang: str) -> Locale:
    try:
        return Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return Locale("en")
